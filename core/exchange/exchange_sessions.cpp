#include "exchange/exchange.h"

#include <algorithm>

// What time does: routing at the open, expiry at the close, the turn of the day.
namespace tapedeck {

void Exchange::advance(Timestamp now, std::vector<OrderUpdate>& out)
{
    while (m_sessions.nextBoundary() <= now && m_sessions.nextBoundary() != Timestamp::max())
        passBoundary(out);
    m_account.now = std::max(m_account.now, now);
}

void Exchange::passBoundary(std::vector<OrderUpdate>& out)
{
    const Timestamp at = m_sessions.nextBoundary();
    m_account.now = std::max(m_account.now, at);
    if (m_sessions.session() == Session::Regular) {
        runClosingAuction(out);
        closeDay();
    }
    m_sessions.step();
    expireOrders(at, out);
    switch (m_sessions.session()) {
    case Session::PreMarket:
        splitShares(at, out);
        routeOrders(at, out);
        return;
    case Session::Regular:
        forgetQuotes(); // orders wait for the first quote of the session
        routeOrders(at, out);
        return;
    case Session::AfterHours:
        return;
    case Session::Closed:
        forgetQuotes();
        turnDay();
        return;
    }
    CHECK(false);
}

void Exchange::expireOrders(Timestamp at, std::vector<OrderUpdate>& out)
{
    for (const std::uint64_t number : openOrders()) {
        OrderRecord& record = m_orders[number];
        const bool over = isTerminal(record.order.status); // it went with its group
        if (!over && record.order.expiresAt && *record.order.expiresAt <= at)
            finish(record, OrderEvent::Expired, at, out);
    }
}

/// The last quote of the session is the auction's.
void Exchange::runClosingAuction(std::vector<OrderUpdate>& out)
{
    for (const std::uint64_t number : openOrders()) {
        if (m_orders[number].order.spec.timeInForce != TimeInForce::Cls ||
            isTerminal(m_orders[number].order.status))
            continue;
        Book& book = *findBook(m_orders[number].order.spec.symbol);
        route(m_orders[number], m_account.now, out);
        matchQuote(book, m_orders[number], out);
        if (!isTerminal(m_orders[number].order.status))
            finish(m_orders[number], OrderEvent::Canceled, m_account.now, out);
    }
}

void Exchange::routeOrders(Timestamp at, std::vector<OrderUpdate>& out)
{
    for (const std::uint64_t number : openOrders()) {
        OrderRecord& record = m_orders[number];
        if (record.order.status == OrderStatus::Accepted && inSession(record.order.spec))
            route(record, at, out);
    }
}

void Exchange::forgetQuotes()
{
    for (Book& book : m_books)
        book.forgetQuote();
}

void Exchange::closeDay()
{
    m_account.closingEquity = account().equity;
    m_changed = true;
}

void Exchange::splitShares(Timestamp at, std::vector<OrderUpdate>& out)
{
    for (const ListedSplit& split : m_splits) {
        Book* book = findBook(split.symbol);
        if (split.day != m_sessions.day()->date || book == nullptr)
            continue;
        for (const std::uint64_t number : std::vector<std::uint64_t>{book->open}) {
            if (!isTerminal(m_orders[number].order.status))
                finish(m_orders[number], OrderEvent::Canceled, at, out);
        }
        book->split(split.oldRate, split.newRate);
        m_changed = true;
    }
}

void Exchange::turnDay()
{
    m_account.lastEquity = m_account.closingEquity.value_or(m_account.lastEquity);
    m_account.closingEquity.reset();
    for (Book& book : m_books) {
        if (book.row.regularLast)
            book.row.previousClose = book.row.regularLast;
        book.row.regularLast.reset();
        book.changed = true;
    }
    m_changed = true;
}

} // namespace tapedeck
