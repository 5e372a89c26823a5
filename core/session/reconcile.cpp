#include "session/reconcile.h"

#include "base/check.h"

#include <algorithm>

namespace tapedeck {

namespace {

Result<void> failed(std::string_view what, const Error& error)
{
    return fail(error.code, std::string{what} + ": " + error.what);
}

} // namespace

ReconcileSteps::ReconcileSteps(output::Reconcile asked) : m_asked{std::move(asked)} {}

RestCall ReconcileSteps::first()
{
    return callNow();
}

Result<ReconcileSteps::Next> ReconcileSteps::onAnswer(const RestAnswer& answer)
{
    CHECK(!m_done);
    if (const auto taken = take(answer); !taken)
        return tl::unexpected<Error>{taken.error()};
    advance();
    if (m_done)
        return Next{std::move(m_truth)};
    return Next{callNow()};
}

RestCall ReconcileSteps::callNow() const
{
    switch (m_part) {
    case Part::Positions:
    case Part::PositionsAgain:
        return positionsCall();
    case Part::OpenOrders:
        return openOrdersCall();
    case Part::Lookup:
        return lookupCall(m_asked.clientOrderIds[m_lookup]);
    case Part::Fills:
        return fillsCall(m_asked.fillsAfter, m_fillsToken);
    case Part::Transfers:
        return transfersCall(m_asked.transfersAfter, m_transfersToken);
    case Part::Account:
        return accountCall();
    }
    return {};
}

Result<void> ReconcileSteps::take(const RestAnswer& answer)
{
    const auto keep = [](auto& into, auto result, std::string_view what) -> Result<void> {
        if (!result)
            return failed(what, result.error());
        into = std::move(*result);
        return {};
    };
    switch (m_part) {
    case Part::Positions:
        return keep(m_positionsBefore, readPositions(answer), "positions");
    case Part::PositionsAgain:
        return keep(m_truth.positions, readPositions(answer), "positions");
    case Part::OpenOrders:
        return keep(m_truth.orders, readOpenOrders(answer), "open orders");
    case Part::Account:
        return keep(m_truth.account, readAccount(answer), "account");
    case Part::Lookup: {
        auto reply = lookupReply(m_asked.clientOrderIds[m_lookup], answer);
        if (auto* none = std::get_if<input::NoAnswer>(&reply.answer))
            return fail(ErrorCode::Unavailable, "order look-up: " + none->reason);
        if (auto* order = std::get_if<BrokerOrder>(&reply.answer))
            m_truth.orders.push_back(std::move(*order));
        return {};
    }
    case Part::Fills:
        return takeFills(answer);
    case Part::Transfers:
        takeTransfers(answer);
        return {};
    }
    return {};
}

Result<void> ReconcileSteps::takeFills(const RestAnswer& answer)
{
    auto page = readFills(answer);
    if (!page)
        return failed("fills", page.error());
    auto& all = m_truth.executions;
    all.insert(all.end(), page->executions.begin(), page->executions.end());
    m_moreFills = !page->nextToken.empty();
    if (all.size() > kFillsMax || (m_moreFills && page->nextToken == m_fillsToken))
        return fail(ErrorCode::OutOfRange, "fills: the broker's list does not end");
    m_fillsToken = page->nextToken;
    return {};
}

/// A part of them is worse than none.
void ReconcileSteps::takeTransfers(const RestAnswer& answer)
{
    const auto giveUp = [this](const std::string& why) {
        m_truth.transfers.reset();
        m_truth.noTransfers = "transfers: " + why;
        m_transfersToken.clear();
    };
    auto page = readTransfers(answer);
    if (!page)
        return giveUp(page.error().what);
    m_entries += page->entries;
    if (m_entries > kEntriesMax ||
        (!page->nextToken.empty() && page->nextToken == m_transfersToken))
        return giveUp("the broker's list does not end");
    if (!m_truth.transfers)
        m_truth.transfers.emplace();
    m_truth.transfers->insert(
        m_truth.transfers->end(), page->transfers.begin(), page->transfers.end());
    m_transfersToken = page->nextToken;
}

void ReconcileSteps::advance()
{
    switch (m_part) {
    case Part::Positions:
        m_part = Part::OpenOrders;
        return;
    case Part::OpenOrders:
        m_part = Part::Lookup;
        m_lookup = 0;
        skipKnown();
        return;
    case Part::Lookup:
        ++m_lookup;
        skipKnown();
        return;
    case Part::Fills:
        if (!m_moreFills)
            m_part = Part::Transfers;
        return;
    case Part::Transfers:
        if (m_transfersToken.empty())
            m_part = Part::Account;
        return;
    case Part::Account:
        m_part = Part::PositionsAgain;
        return;
    case Part::PositionsAgain:
        m_done = positionsStood() || m_round == kRoundsMax;
        if (m_done)
            return;
        ++m_round;
        m_positionsBefore = std::move(m_truth.positions);
        m_truth = {};
        m_fillsToken.clear();
        m_entries = 0;
        m_part = Part::OpenOrders;
        return;
    }
}

/// To the next order that is asked for and not open, or on to the fills.
void ReconcileSteps::skipKnown()
{
    const auto isOpen = [&](const std::string& id) {
        return std::any_of(m_truth.orders.begin(), m_truth.orders.end(), [&](const BrokerOrder& o) {
            return o.clientOrderId == id;
        });
    };
    while (m_lookup < m_asked.clientOrderIds.size() && isOpen(m_asked.clientOrderIds[m_lookup]))
        ++m_lookup;
    if (m_lookup == m_asked.clientOrderIds.size())
        m_part = Part::Fills;
}

bool ReconcileSteps::positionsStood() const
{
    const auto quantities = [](const std::vector<BrokerPosition>& positions) {
        std::vector<std::pair<std::string, Quantity>> all;
        all.reserve(positions.size());
        for (const BrokerPosition& position : positions)
            all.emplace_back(position.symbol, position.quantity);
        std::sort(all.begin(), all.end());
        return all;
    };
    return quantities(m_positionsBefore) == quantities(m_truth.positions);
}

} // namespace tapedeck
