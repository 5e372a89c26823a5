#include "session/news_fetch.h"

#include "base/join.h"
#include "base/limits.h"
#include "wire/news_body.h"

namespace tapedeck {

NewsSteps::NewsSteps(std::vector<std::string> symbols, Timestamp from, Timestamp to)
    : m_symbols{std::move(symbols)}, m_from{from}, m_to{to}
{}

RestCall NewsSteps::call() const
{
    RestCall call;
    call.method = RestMethod::Get;
    call.host = RestHost::Data;
    call.purpose = CallPurpose::News;
    call.path = "/v1beta1/news";
    call.answerBytesMax = kFrameBytesMax;
    call.query = {{"start", toRfc3339(m_from)},
                  {"end", toRfc3339(m_to)},
                  {"limit", std::to_string(kItemsPerPage)},
                  {"sort", "asc"},
                  {"include_content", "true"}};
    if (!m_symbols.empty())
        call.query.emplace_back("symbols", joined(m_symbols));
    if (!m_pageToken.empty())
        call.query.emplace_back("page_token", m_pageToken);
    return call;
}

Result<NewsSteps::Page> NewsSteps::onAnswer(const RestAnswer& answer)
{
    if (!answer.isOk())
        return failureOf(answer);
    auto read = parseNewsPage(answer.body);
    if (!read)
        return unreadableAnswer(read.error());
    Page page;
    page.items = std::move(read->news.items);
    const bool endless = ++m_pages >= kPagesMax || read->nextPageToken == m_pageToken;
    m_pageToken = std::move(read->nextPageToken);
    if (!m_pageToken.empty() && !endless)
        page.next = call();
    return page;
}

} // namespace tapedeck
