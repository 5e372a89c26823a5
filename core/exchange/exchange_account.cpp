#include "base/pinned.h"
#include "exchange/exchange.h"
#include "exchange/ids.h"
#include "exchange/order_rules.h"
#include "market/new_york.h"

#include <algorithm>

// What is held, owned and owed, and what may be asked about it.
namespace tapedeck {

namespace {

/// Sums stay exact until they are shown; one that Money cannot hold is shown as its bound.
Money shown(Int128 nanos) noexcept
{
    return Money::fromNanos(pinned(nanos));
}

bool isAsked(StatusFilter filter, bool open) noexcept
{
    return filter == StatusFilter::All || open == (filter == StatusFilter::Open);
}

Money costOf(const BookRecord& row) noexcept
{
    return shown(divideHalfEven(row.cost.value(), kNanosPerUnit));
}

} // namespace

Result<CashTransfer> Exchange::transfer(Money amount, Timestamp now, std::vector<OrderUpdate>& out)
{
    advance(now, out);
    const auto cash = checkedAdd(m_account.cash, amount);
    const bool goes = amount.isNegative() && -amount <= account().nonMarginableBuyingPower;
    const bool comes = amount.isPositive() && cash && *cash <= kCashMax;
    if (!cash || !(comes || goes))
        return fail(ErrorCode::OutOfRange, amount.toString() + " dollars cannot be transferred");
    const Timestamp at = m_account.now;
    m_account.cash = *cash;
    m_changed = true;
    m_transfers.push_back(
        {m_transfers.size(), {activityIdOf(at, nextId()), toNewYork(at).date, at, amount}});
    return m_transfers.back().transfer;
}

std::vector<CashTransfer> Exchange::transfers(const FillQuery& query) const
{
    std::vector<CashTransfer> found;
    bool pastToken = query.pageToken.empty();
    for (std::size_t i = 0; i < m_transfers.size() && found.size() < query.pageSize; ++i) {
        const CashTransfer& transfer =
            m_transfers[query.ascending ? i : m_transfers.size() - 1 - i].transfer;
        if (!pastToken) {
            pastToken = transfer.id == query.pageToken;
            continue;
        }
        if (query.orderId.empty() && (!query.after || transfer.madeAt > query.after) &&
            (!query.until || transfer.madeAt < query.until))
            found.push_back(transfer);
    }
    return found;
}

/// The dollars that an open buy may still spend; zero for sells.
Money Exchange::reservedFor(const OrderRecord& record) const
{
    const OrderSpec& spec = record.order.spec;
    if (spec.side == Side::Sell)
        return Money{};
    if (spec.notional)
        return *spec.notional - record.spent;
    const auto price =
        spec.limitPrice ? spec.limitPrice : (record.collar ? record.collar : record.valuedAt);
    CHECK(price.has_value());
    return saturatedNotional(*price, *spec.quantity - record.order.filledQuantity);
}

/// The shares that an open sell holds; zero for buys, for legs that wait, and for the second of two
/// of which only one can fill.
Quantity Exchange::heldFor(const OrderRecord& record) const
{
    const OrderSpec& spec = record.order.spec;
    if (spec.side == Side::Buy || record.order.status == OrderStatus::Held)
        return Quantity{};
    const OrderRecord* twin = twinOf(record);
    if (twin != nullptr && twin->number < record.number && !isTerminal(twin->order.status))
        return Quantity{};
    return spec.quantity ? *spec.quantity - record.order.filledQuantity : record.held;
}

Quantity Exchange::heldIn(const Book& book) const
{
    Quantity held;
    for (const std::uint64_t number : book.open)
        held += heldFor(m_orders[number]);
    return held;
}

Account Exchange::account() const
{
    Int128 market = 0;
    Int128 reserved = 0;
    for (const Book& book : m_books) {
        if (!book.row.position.isZero()) {
            const Int128 value = Int128{book.row.position.nanos()} * book.currentPrice()->nanos();
            market += divideHalfEven(value, kNanosPerUnit);
        }
        for (const std::uint64_t number : book.open)
            reserved += reservedFor(m_orders[number]).nanos();
    }
    const Int128 cash = m_account.cash.nanos();
    const Int128 equity = cash + market;

    Account account;
    account.id = uuidFrom(m_account.seed + "/account", 0);
    account.status = "ACTIVE";
    account.cash = m_account.cash;
    account.equity = shown(equity);
    account.lastEquity = m_account.lastEquity;
    const std::int32_t multiplier =
        std::min(m_multiplier, m_account.configuration.maxMarginMultiplier);
    account.buyingPower = shown(std::max<Int128>(multiplier * equity - market - reserved, 0));
    account.nonMarginableBuyingPower = shown(std::max<Int128>(cash - reserved, 0));
    account.longMarketValue = shown(market);
    account.multiplier = multiplier;
    account.suspendedByUser = m_account.configuration.suspendTrade;
    return account;
}

BrokerPosition Exchange::positionIn(const Book& book) const
{
    BrokerPosition position;
    position.symbol = book.row.symbol;
    position.quantity = book.row.position;
    position.availableQuantity = book.row.position - heldIn(book);
    position.averageEntryPrice = book.averageEntry();
    position.costBasis = costOf(book.row);
    position.currentPrice = book.currentPrice();
    return position;
}

std::vector<BrokerPosition> Exchange::positions() const
{
    std::vector<BrokerPosition> positions;
    for (const auto& [symbol, place] : m_bookOfSymbol) {
        if (!m_books[place].row.position.isZero())
            positions.push_back(positionIn(m_books[place]));
    }
    return positions;
}

Answer<BrokerPosition> Exchange::position(std::string_view symbol) const
{
    const Book* book = findBook(symbol);
    if (book == nullptr || book->row.position.isZero())
        return tl::unexpected{notFound("position does not exist")};
    return positionIn(*book);
}

const BrokerOrder* Exchange::orderById(std::string_view id) const
{
    const auto found = m_orderOfId.find(id);
    return found == m_orderOfId.end() ? nullptr : &m_orders[found->second].order;
}

const BrokerOrder* Exchange::orderByClientId(std::string_view clientOrderId) const
{
    const auto found = m_orderOfClientId.find(clientOrderId);
    return found == m_orderOfClientId.end() ? nullptr : &m_orders[found->second].order;
}

std::vector<BrokerOrder> Exchange::orders(const OrderQuery& query) const
{
    std::vector<BrokerOrder> found;
    for (std::size_t i = 0; i < m_orders.size() && found.size() < query.limit; ++i) {
        const BrokerOrder& order = m_orders[query.ascending ? i : m_orders.size() - 1 - i].order;
        const bool open = !isTerminal(order.status);
        const bool wanted =
            isAsked(query.status, open) && (!query.nested || order.parentId.empty()) &&
            (!query.side || *query.side == order.spec.side) &&
            (!query.after || order.submittedAt > query.after) &&
            (!query.until || order.submittedAt < query.until) &&
            (query.symbols.empty() ||
             std::find(query.symbols.begin(), query.symbols.end(), order.spec.symbol) !=
                 query.symbols.end());
        if (wanted)
            found.push_back(order);
    }
    return found;
}

std::vector<BrokerOrder> Exchange::legsOf(std::string_view orderId) const
{
    std::vector<BrokerOrder> legs;
    const auto found = m_orderOfId.find(orderId);
    if (found == m_orderOfId.end())
        return legs;
    for (const std::uint64_t leg : m_orders[found->second].legs)
        legs.push_back(m_orders[leg].order);
    return legs;
}

void Exchange::configure(const AccountConfiguration& configuration)
{
    if (configuration == m_account.configuration)
        return;
    m_account.configuration = configuration;
    m_changed = true;
}

std::vector<FillActivity> Exchange::fills(const FillQuery& query) const
{
    std::vector<FillActivity> found;
    bool pastToken = query.pageToken.empty();
    for (std::size_t i = 0; i < m_fills.size() && found.size() < query.pageSize; ++i) {
        const FillActivity& fill = m_fills[query.ascending ? i : m_fills.size() - 1 - i];
        if (!pastToken) {
            pastToken = fill.id == query.pageToken;
            continue;
        }
        if ((query.orderId.empty() || fill.execution.orderId == query.orderId) &&
            (!query.after || fill.execution.at > *query.after) &&
            (!query.until || fill.execution.at < *query.until))
            found.push_back(fill);
    }
    return found;
}

const Asset* Exchange::asset(std::string_view symbolOrId) const
{
    if (const Book* book = findBook(symbolOrId))
        return &book->asset;
    for (const Book& book : m_books) {
        if (book.asset.id == symbolOrId)
            return &book.asset;
    }
    return nullptr;
}

std::vector<Asset> Exchange::assets() const
{
    std::vector<Asset> assets;
    for (const auto& [symbol, place] : m_bookOfSymbol)
        assets.push_back(m_books[place].asset);
    return assets;
}

std::optional<Price> Exchange::previousClose(std::string_view symbol) const
{
    const Book* book = findBook(symbol);
    return book == nullptr ? std::nullopt : book->row.previousClose;
}

BrokerClock Exchange::clock() const
{
    return m_sessions.clock(m_account.now);
}

std::span<const CalendarDay> Exchange::calendar() const noexcept
{
    return m_sessions.days();
}

} // namespace tapedeck
