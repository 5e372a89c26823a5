#include "exchange/exchange.h"

#include "exchange/ids.h"
#include "exchange/order_rules.h"

#include <algorithm>
#include <utility>

// How an exchange comes to be, and how it is kept.
namespace tapedeck {

namespace {

constexpr std::int32_t kUnknown = -1;
constexpr std::int32_t kUnlisted = -2;

template <class E>
bool isOneOf(E value, E last) noexcept
{
    return value <= last;
}

/// Bytes from a file may hold anything; what would break our rules is refused.
bool isSound(const OrderRecord& record) noexcept
{
    const OrderSpec& spec = record.order.spec;
    const bool words = isOneOf(spec.side, Side::Sell) &&
                       isOneOf(spec.type, OrderType::TrailingStop) &&
                       isOneOf(spec.timeInForce, TimeInForce::Fok) &&
                       isOneOf(record.order.status, OrderStatus::Unrecognised);
    if (!words || spec.quantity.has_value() == spec.notional.has_value())
        return false;
    const bool limited = spec.type == OrderType::Limit || spec.type == OrderType::StopLimit;
    const bool priced = spec.limitPrice || record.collar || record.valuedAt || spec.notional ||
                        spec.side == Side::Sell || isTerminal(record.order.status);
    const bool trails = spec.type == OrderType::TrailingStop;
    const bool stops = trails ? (spec.trailPrice.has_value() != spec.trailPercent.has_value())
                              : isStop(spec.type) == spec.stopPrice.has_value();
    return limited == spec.limitPrice.has_value() && stops && priced &&
           !record.order.filledQuantity.isNegative() &&
           (!spec.quantity || record.order.filledQuantity <= *spec.quantity) &&
           !record.spent.isNegative() && (!spec.notional || record.spent <= *spec.notional);
}

/// A leg and the order that it belongs to name each other, and trade one symbol.
bool isGroupSound(const OrderRecord& record, const std::vector<OrderRecord>& orders)
{
    const auto isKin = [&](std::uint64_t number) {
        return number != record.number && number < orders.size() &&
               orders[number].order.spec.symbol == record.order.spec.symbol &&
               (isTerminal(record.order.status) || orders[number].order.spec.quantity);
    };
    if (record.legs.size() > 2 || (record.parent && !record.legs.empty()))
        return false;
    for (const std::uint64_t leg : record.legs) {
        if (!isKin(leg) || orders[leg].parent != record.number)
            return false;
    }
    if (!record.parent)
        return true;
    if (!isKin(*record.parent))
        return false;
    const auto& legs = orders[*record.parent].legs;
    return std::find(legs.begin(), legs.end(), record.number) != legs.end();
}

bool isSound(const BookRecord& row) noexcept
{
    const Int128 cost = row.cost.value();
    if (row.position.isNegative() || cost < 0 || row.bid.isNegative() || row.ask.isNegative() ||
        row.bidLeft.isNegative() || row.askLeft.isNegative())
        return false;
    return row.position.isZero() ? cost == 0 : fitsInt64(cost / row.position.nanos() + 1);
}

} // namespace

Exchange::Exchange(ExchangeConfig config, const Symbols& symbols)
    : m_fillRule{config.fills}, m_splits{std::move(config.splits)},
      m_multiplier{config.marginMultiplier}, m_symbols{&symbols}, m_sessions{
                                                                      std::move(config.calendar)}
{
    m_account.seed = std::move(config.seed);
    m_account.cash = m_account.lastEquity = config.initialCash;
}

Result<Exchange> Exchange::create(ExchangeConfig config, const Symbols& symbols)
{
    auto exchange = listed(config, symbols);
    if (!exchange)
        return exchange;
    if (auto seeded = exchange->seedPositions(config.positions); !seeded)
        return fail(seeded.error().code, seeded.error().what);
    exchange->m_account.lastEquity = exchange->account().equity;
    exchange->m_changed = true; // a new account is worth writing down
    return exchange;
}

Result<Exchange> Exchange::listed(const ExchangeConfig& config, const Symbols& symbols)
{
    if (config.initialCash.isNegative() || config.initialCash > kCashMax)
        return fail(ErrorCode::OutOfRange, "the initial cash must be from 0 to 1,000,000,000");
    if (config.marginMultiplier != 1 && config.marginMultiplier != 2 &&
        config.marginMultiplier != 4)
        return fail(ErrorCode::OutOfRange, "the margin multiplier must be 1, 2 or 4");
    Exchange exchange{config, symbols};
    for (const ListedAsset& asset : config.assets) {
        if (auto added = exchange.addAsset(asset); !added)
            return fail(added.error().code, added.error().what);
    }
    return exchange;
}

Result<void> Exchange::addAsset(ListedAsset listed)
{
    const std::string symbol = listed.asset.symbol;
    if (m_bookOfSymbol.count(symbol) != 0)
        return fail(ErrorCode::Conflict, "asset " + symbol + " is listed twice");
    Book book;
    book.asset = std::move(listed.asset);
    if (book.asset.id.empty())
        book.asset.id = uuidFrom("asset/" + symbol, 0);
    book.row.symbol = symbol;
    book.row.previousClose = listed.previousClose;
    book.changed = true;
    m_bookOfSymbol.emplace(symbol, static_cast<std::uint32_t>(m_books.size()));
    m_books.push_back(std::move(book));
    m_bookOfId.clear(); // the symbol may have been looked for before
    return {};
}

/// Buys them as ordinary orders of their day, so that orders, fills and positions agree.
Result<void> Exchange::seedPositions(const std::vector<SeededPosition>& positions)
{
    std::vector<OrderUpdate> told;
    for (const SeededPosition& seeded : positions) {
        Book* book = findBook(seeded.symbol);
        if (book == nullptr)
            return fail(ErrorCode::NotFound, "asset " + seeded.symbol + " is not listed");
        const auto cost = notional(seeded.price, seeded.quantity);
        if (!cost || !seeded.quantity.isPositive() || !seeded.price.isPositive() ||
            *cost > m_account.cash)
            return fail(ErrorCode::OutOfRange, "the cash does not buy the seeded positions");
        m_account.now = std::max(m_account.now, seeded.at);
        OrderRecord& record = m_orders.emplace_back();
        record.number = m_orders.size() - 1;
        BrokerOrder& order = record.order;
        order.id = nextId();
        order.clientOrderId = nextId();
        order.spec.symbol = seeded.symbol;
        order.spec.quantity = seeded.quantity;
        order.createdAt = m_account.now;
        order.submittedAt = m_account.now;
        m_orderOfId.emplace(order.id, record.number);
        m_orderOfClientId.emplace(order.clientOrderId, record.number);
        book->open.push_back(record.number);
        bookFill(*book, record, Fill{seeded.price, seeded.quantity, *cost, true}, told);
    }
    m_sessions.seek(m_account.now);
    return {};
}

Result<Exchange>
Exchange::restore(ExchangeConfig config, const Symbols& symbols, const ExchangeState& state)
{
    if (state.account.seed != config.seed)
        return fail(ErrorCode::Conflict, "the saved account belongs to another seed");
    auto exchange = listed(config, symbols);
    if (!exchange)
        return exchange;
    if (auto taken = exchange->takeState(state); !taken)
        return fail(taken.error().code, taken.error().what);
    return exchange;
}

Result<Exchange>
Exchange::restore(ExchangeConfig config, const Symbols& symbols, std::string_view bytes)
{
    const auto state = fromCanonicalBytes<ExchangeState>(bytes);
    if (!state)
        return fail(state.error().code, state.error().what);
    return restore(std::move(config), symbols, *state);
}

Result<void> Exchange::takeState(const ExchangeState& state)
{
    m_account = state.account;
    m_sessions.seek(m_account.now);
    for (const BookRecord& row : state.books) {
        Book* book = findBook(row.symbol);
        if (book == nullptr)
            return fail(ErrorCode::NotFound,
                        "the saved account knows " + row.symbol + ", which is not listed");
        if (!isSound(row))
            return fail(ErrorCode::Malformed, "the saved positions are damaged");
        book->row = row;
    }
    for (const OrderRecord& record : state.orders) {
        if (record.number != m_orders.size() || !isSound(record) ||
            !isGroupSound(record, state.orders))
            return fail(ErrorCode::Malformed, "the saved orders are damaged");
        if (findBook(record.order.spec.symbol) == nullptr)
            return fail(ErrorCode::NotFound,
                        "a saved order names " + record.order.spec.symbol +
                            ", which is not listed");
        const bool fresh =
            m_orderOfId.emplace(record.order.id, record.number).second &&
            m_orderOfClientId.emplace(record.order.clientOrderId, record.number).second;
        if (!fresh)
            return fail(ErrorCode::Malformed, "two saved orders have one id");
        m_orders.push_back(record);
    }
    for (const OrderRecord& record : m_orders) {
        if (isTerminal(record.order.status))
            continue;
        Book* book = findBook(record.order.spec.symbol);
        const Quantity held = heldFor(record);
        if (held.isNegative() || held > book->row.position - heldIn(*book))
            return fail(ErrorCode::Malformed, "the saved orders hold more than there is");
        book->open.push_back(record.number);
    }
    for (const FillActivity& fill : state.fills) {
        if (fill.number != m_fills.size())
            return fail(ErrorCode::Malformed, "the saved fills are damaged");
        m_fills.push_back(fill);
    }
    for (const TransferRecord& record : state.transfers) {
        if (record.number != m_transfers.size() || !record.transfer.madeAt)
            return fail(ErrorCode::Malformed, "the saved transfers are damaged");
        m_transfers.push_back(record);
    }
    for (Book& book : m_books)
        book.changed = false;
    m_fillsTaken = m_fills.size();
    m_transfersTaken = m_transfers.size();
    return {};
}

ExchangeState Exchange::state() const
{
    ExchangeState state{m_account, m_orders, m_fills, {}, m_transfers};
    for (const auto& [symbol, place] : m_bookOfSymbol)
        state.books.push_back(m_books[place].row);
    return state;
}

std::string Exchange::saveState() const
{
    return canonicalBytes(state());
}

ExchangeState Exchange::takeChanges()
{
    ExchangeState changes;
    changes.account = m_account;
    for (const std::uint64_t number : m_changedOrders)
        changes.orders.push_back(m_orders[number]);
    changes.fills.assign(m_fills.begin() + static_cast<std::ptrdiff_t>(m_fillsTaken),
                         m_fills.end());
    for (const auto& [symbol, place] : m_bookOfSymbol) {
        if (!std::exchange(m_books[place].changed, false))
            continue;
        changes.books.push_back(m_books[place].row);
    }
    m_changedOrders.clear();
    m_fillsTaken = m_fills.size();
    changes.transfers.assign(m_transfers.begin() + static_cast<std::ptrdiff_t>(m_transfersTaken),
                             m_transfers.end());
    m_transfersTaken = m_transfers.size();
    m_changed = false;
    return changes;
}

/// Null for symbols that are not listed.
Book* Exchange::bookOf(SymbolId symbol)
{
    const std::size_t index = indexOf(symbol);
    if (index >= m_bookOfId.size())
        m_bookOfId.resize(std::max(index + 1, m_symbols->size()), kUnknown);
    if (m_bookOfId[index] == kUnknown) {
        const auto found = m_bookOfSymbol.find(m_symbols->text(symbol));
        m_bookOfId[index] =
            found == m_bookOfSymbol.end() ? kUnlisted : static_cast<std::int32_t>(found->second);
    }
    return m_bookOfId[index] == kUnlisted ? nullptr
                                          : &m_books[static_cast<std::size_t>(m_bookOfId[index])];
}

Book* Exchange::findBook(std::string_view symbol)
{
    const auto found = m_bookOfSymbol.find(symbol);
    return found == m_bookOfSymbol.end() ? nullptr : &m_books[found->second];
}

const Book* Exchange::findBook(std::string_view symbol) const
{
    const auto found = m_bookOfSymbol.find(symbol);
    return found == m_bookOfSymbol.end() ? nullptr : &m_books[found->second];
}

std::string Exchange::nextId()
{
    return uuidFrom(m_account.seed, m_account.idsMade++);
}

/// Ascending, over all symbols.
std::vector<std::uint64_t> Exchange::openOrders() const
{
    std::vector<std::uint64_t> numbers;
    for (const Book& book : m_books)
        numbers.insert(numbers.end(), book.open.begin(), book.open.end());
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

void applyChanges(ExchangeState& state, const ExchangeState& changes)
{
    state.account = changes.account;
    for (const OrderRecord& record : changes.orders) {
        if (record.number < state.orders.size())
            state.orders[record.number] = record;
        else
            state.orders.push_back(record);
    }
    state.fills.insert(state.fills.end(), changes.fills.begin(), changes.fills.end());
    state.transfers.insert(
        state.transfers.end(), changes.transfers.begin(), changes.transfers.end());
    for (const BookRecord& row : changes.books) {
        const auto place = std::lower_bound(
            state.books.begin(),
            state.books.end(),
            row.symbol,
            [](const BookRecord& a, const std::string& b) { return a.symbol < b; });
        if (place != state.books.end() && place->symbol == row.symbol)
            *place = row;
        else
            state.books.insert(place, row);
    }
}

} // namespace tapedeck
