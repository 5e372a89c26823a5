#include "session/actions_fetch.h"

#include "base/join.h"
#include "wire/actions_body.h"

namespace tapedeck {

ActionsSteps::ActionsSteps(const output::FetchCorporateActions& asked)
{
    m_found.symbols = asked.symbols;
    m_found.from = asked.from;
    m_found.to = asked.to;
}

RestCall ActionsSteps::call() const
{
    RestCall call;
    call.method = RestMethod::Get;
    call.host = RestHost::Data;
    call.purpose = CallPurpose::History;
    call.path = "/v1/corporate-actions";
    call.query = {{"symbols", joined(m_found.symbols)},
                  {"start", toString(m_found.from)},
                  {"end", toString(m_found.to)},
                  {"limit", std::to_string(kItemsPerPage)}};
    if (!m_pageToken.empty())
        call.query.emplace_back("page_token", m_pageToken);
    return call;
}

Result<ActionsSteps::Next> ActionsSteps::onAnswer(const RestAnswer& answer)
{
    if (!answer.isOk())
        return failureOf(answer);
    auto page = parseActionsPage(answer.body);
    if (!page)
        return unreadableAnswer(page.error());
    for (CorporateAction& action : page->actions.items)
        m_found.actions.push_back(std::move(action));
    for (Error& error : page->actions.unreadable)
        m_found.unreadable.push_back(std::move(error.what));
    const bool endless = ++m_pages >= kPagesMax || page->nextPageToken == m_pageToken;
    m_pageToken = std::move(page->nextPageToken);
    if (m_pageToken.empty())
        return Next{std::move(m_found)};
    if (endless)
        return unreadableAnswer({ErrorCode::Malformed, "the pages have no end"});
    return Next{call()};
}

} // namespace tapedeck
