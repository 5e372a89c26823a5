#pragma once

#include "exchange/book.h"
#include "exchange/config.h"
#include "exchange/records.h"
#include "exchange/requests.h"
#include "exchange/session_clock.h"
#include "market/events.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// The practice exchange: a matching engine that fills orders against a tape, and the account
/// behind them. Pure: same configuration, same calls, same answers, to the last byte. Time is
/// handed in and never goes back (an earlier `now` counts as the latest one).
///
/// How orders fill
/// - A quote may be traded on when it is two-sided with sizes, neither crossed nor locked, and not
///   marked non-firm or closed (N, L, C). A newer quote replaces it, also by nothing. None stands
///   after a session's end, at the regular open, or around a halt, until the next one arrives.
/// - An order is marketable when it is a market order, a triggered stop, or a limit at or beyond
///   the opposite side. It fills at that side's price up to the displayed size. Our fills use the
///   size up; only the next quote of the symbol brings more. The rest waits. Oldest order first.
/// - A print counts when its conditions set last (extended hours: the minute's last) and it lies
///   within the standing quote. A resting limit fills at the print's price, up to the print's size,
///   when that is strictly better than the limit. A print *at* the limit fills nothing: we stand
///   at the end of a queue that the tape does not show.
/// - So every fill has a price that the tape showed, at that moment.
/// - A stop is triggered by a print that counts, at or beyond it, in regular hours. It then is a
///   market order (sell) or a limit (stop-limits; buy stops at the stop + 4 %, from 50 dollars on
///   + 2.5 %). The print that triggers it does not fill it.
/// - A trailing stop follows the best print that counts (its high-water mark, from the last price
///   at submission on) and is triggered, by such a print, like a stop; it then is a market order.
/// - Regular hours only, but for limit orders with extended_hours. Others wait as `accepted` and
///   are routed at the open. ioc and fok take what stands there now, or are canceled.
/// - opg takes part in the first quote of the regular session, cls in the last one before the
///   close: the tape shows no auction book. What they do not get is canceled. As at Alpaca, opg is
///   refused from 9:28 to 19:00 and cls from 15:50 to 19:00.
///
/// How orders belong together
/// - Legs of a bracket or an OTO wait as `held` and are worked once the entry is filled whole, for
///   as many shares as are free then; they end with an entry that ends otherwise.
/// - Of a profit target and its stop (bracket, OCO) the first that fills cancels the other; a
///   part that one fills is taken off the other (`restated`). Both hold the same shares, once.
/// - Who cancels one order of a group cancels the rest of it.
/// - A replacement stands for what is not yet filled of the quantity asked for, at the end of the
///   queue. Quantities of a group's orders, fractions and orders by dollars are not replaced.
/// - FillRule::AlpacaPaper ignores sizes, and fills on quotes only.
///
/// How money is counted
/// - A fill moves price x quantity, half-even to 1e-9 dollar. Orders by notional buy or sell
///   floor(dollars left / price) to 1e-9 shares.
/// - A position's cost is exact (1e-18 dollar). A sale keeps cost x left / held of it, rounded
///   down; a flat position costs nothing.
/// - Equity = cash + market value at the last print (else the previous close, else the average
///   entry). Buying power = multiplier x equity - market value - what open buys may still spend, at
///   their limit or dollars (rounded up); without either at the ask, else the last or the previous
///   close, of their submission.
/// - last_equity is the equity at the regular close, and takes effect at the end of the day.
/// - Cash that is paid in or out is listed among the activities with its time. What is sold can be
///   spent at once: settlement is not modelled, not for cash accounts either.
/// - Corrections and cancellations of prints do not undo fills.
/// - A split takes effect as its day's pre-market begins: positions have the new number of shares,
///   to nine decimals, at the same cost; open orders in it are canceled.
class Exchange
{
public:
    /// `symbols` names the symbols of market events and must outlive the exchange. Assets are
    /// listed from the configuration and addAsset(); events of other symbols are ignored.
    /// Errors: OutOfRange (cash, multiplier, seeded positions dearer than the cash), Conflict (an
    /// asset twice), NotFound (a seeded position in an asset that is not listed).
    [[nodiscard]] static Result<Exchange> create(ExchangeConfig config, const Symbols& symbols);

    /// Continues where `state` ended. The seed must be the same and its symbols listed; cash and
    /// positions come from the state. Errors: Conflict, NotFound, Malformed.
    [[nodiscard]] static Result<Exchange>
    restore(ExchangeConfig config, const Symbols& symbols, const ExchangeState& state);
    /// The same from saveState()'s bytes.
    [[nodiscard]] static Result<Exchange>
    restore(ExchangeConfig config, const Symbols& symbols, std::string_view bytes);

    /// Errors: Conflict (listed already).
    [[nodiscard]] Result<void> addAsset(ListedAsset listed);

    /// The market moves: quotes, last prices, halts, and fills of working orders. First lets time
    /// pass as advance() does. Costs O(open orders of the symbol); without any, no allocation.
    void onMarket(const MarketEvent& event, Timestamp now, std::vector<OrderUpdate>& out);
    /// Time passes: routing at the open, expiry at the close, the turn of the day.
    void advance(Timestamp now, std::vector<OrderUpdate>& out);

    /// The order as the POST's answer shows it, pending_new or accepted; all that happened to it
    /// since is in `out`. Refusals are Alpaca's (alpaca.md, sections 4.2-4.5, 4.13, 6.4).
    [[nodiscard]] Answer<BrokerOrder>
    submit(const OrderRequest& request, Timestamp now, std::vector<OrderUpdate>& out);
    /// Cancels at once. Refusals: 404 unknown, 422 already terminal.
    [[nodiscard]] Answer<BrokerOrder>
    cancel(std::string_view orderId, Timestamp now, std::vector<OrderUpdate>& out);
    /// Ends the order as `replaced` and puts another in its place. Refusals: 404 unknown, 422
    /// terminal, not yet routed, or what submit() would refuse; then nothing has changed.
    [[nodiscard]] Answer<BrokerOrder> replace(std::string_view orderId,
                                              const ReplaceRequest& request,
                                              Timestamp now,
                                              std::vector<OrderUpdate>& out);
    /// Sells of a position at the market. Refusals: 404 no position, else those of submit().
    [[nodiscard]] Answer<BrokerOrder> closePosition(std::string_view symbol,
                                                    const CloseRequest& request,
                                                    Timestamp now,
                                                    std::vector<OrderUpdate>& out);
    /// Sells everything at the market, after cancelling every open order where that is wished.
    std::vector<CloseResult>
    closeAll(bool cancelOrders, Timestamp now, std::vector<OrderUpdate>& out);
    /// Cash comes in (+) or goes out (-) at once; no gain and no loss. Errors: OutOfRange (nothing,
    /// more than is free to go out, more than an account may hold).
    [[nodiscard]] Result<CashTransfer>
    transfer(Money amount, Timestamp now, std::vector<OrderUpdate>& out);
    /// Takes effect at once, for new orders.
    void configure(const AccountConfiguration& configuration);
    /// Cancels every open order, oldest first.
    std::vector<CancelResult> cancelAll(Timestamp now, std::vector<OrderUpdate>& out);

    /// Null when there is none. Valid until the next call that is not const.
    [[nodiscard]] const BrokerOrder* orderById(std::string_view id) const;
    [[nodiscard]] const BrokerOrder* orderByClientId(std::string_view clientOrderId) const;
    [[nodiscard]] std::vector<BrokerOrder> orders(const OrderQuery& query) const;
    /// The orders that belong to this one, profit target first.
    [[nodiscard]] std::vector<BrokerOrder> legsOf(std::string_view orderId) const;
    [[nodiscard]] const AccountConfiguration& configuration() const noexcept
    {
        return m_account.configuration;
    }
    [[nodiscard]] std::vector<FillActivity> fills(const FillQuery& query) const;
    [[nodiscard]] std::vector<CashTransfer> transfers(const FillQuery& query) const;
    [[nodiscard]] Account account() const;
    [[nodiscard]] std::vector<BrokerPosition> positions() const; ///< ascending by symbol
    /// Refusals: 404 no position.
    [[nodiscard]] Answer<BrokerPosition> position(std::string_view symbol) const;
    [[nodiscard]] const Asset* asset(std::string_view symbolOrId) const;
    [[nodiscard]] std::vector<Asset> assets() const; ///< ascending by symbol
    [[nodiscard]] std::optional<Price> previousClose(std::string_view symbol) const;
    [[nodiscard]] BrokerClock clock() const;
    [[nodiscard]] Timestamp now() const noexcept { return m_account.now; }
    [[nodiscard]] std::span<const CalendarDay> calendar() const noexcept;

    /// Everything, as values and as canonical bytes.
    [[nodiscard]] ExchangeState state() const;
    [[nodiscard]] std::string saveState() const;
    /// True when an order, a fill or the account changed since takeChanges(): make it durable
    /// before answering. Quotes and prints alone do not count.
    [[nodiscard]] bool hasChanges() const noexcept { return m_changed; }
    /// What changed since the last call, quotes and prints included, and always the account's row:
    /// write it together with the position in the tape, and a restart goes on from there.
    [[nodiscard]] ExchangeState takeChanges();

private:
    struct Fill
    {
        Price price;
        Quantity quantity;
        Money value;
        bool completes = false;
    };

    Exchange(ExchangeConfig config, const Symbols& symbols);
    [[nodiscard]] static Result<Exchange> listed(const ExchangeConfig& config,
                                                 const Symbols& symbols);
    [[nodiscard]] Result<void> seedPositions(const std::vector<SeededPosition>& positions);
    [[nodiscard]] Result<void> takeState(const ExchangeState& state);

    [[nodiscard]] Book* bookOf(SymbolId symbol);
    [[nodiscard]] Book* findBook(std::string_view symbol);
    [[nodiscard]] const Book* findBook(std::string_view symbol) const;
    [[nodiscard]] std::string nextId();
    [[nodiscard]] std::vector<std::uint64_t> openOrders() const;

    // Market: exchange_matching.cpp
    void onTrade(Book& book, const Trade& trade, std::vector<OrderUpdate>& out);
    void onPrint(Book& book, const Trade& trade, std::vector<OrderUpdate>& out);
    void matchAll(Book& book, std::vector<OrderUpdate>& out);
    void matchQuote(Book& book, OrderRecord& record, std::vector<OrderUpdate>& out);
    [[nodiscard]] bool isWorking(const OrderRecord& record) const noexcept;
    [[nodiscard]] std::optional<Fill> fillFor(const Book& book,
                                              const OrderRecord& record,
                                              Price price,
                                              std::optional<Quantity> size) const;
    void bookFill(Book& book, OrderRecord& record, const Fill& fill, std::vector<OrderUpdate>& out);

    /// Moves a trailing stop's mark. True: the print has reached the stop.
    [[nodiscard]] bool trail(OrderRecord& record, Price print);
    void trigger(Book& book, OrderRecord& record, std::vector<OrderUpdate>& out);

    // Groups: exchange_groups.cpp
    void addLegs(OrderRecord& parent, const OrderRequest& request, std::vector<OrderUpdate>& out);
    [[nodiscard]] const OrderRecord* twinOf(const OrderRecord& record) const;
    [[nodiscard]] OrderRecord* openTwinOf(const OrderRecord& record);
    void
    afterFill(Book& book, std::uint64_t number, const Fill& fill, std::vector<OrderUpdate>& out);
    void workLegs(Book& book, const OrderRecord& parent, std::vector<OrderUpdate>& out);
    void cancelRest(std::uint64_t number, Timestamp at, std::vector<OrderUpdate>& out);
    void inherit(OrderRecord& old, OrderRecord& heir);

    // Time: exchange_sessions.cpp
    void runClosingAuction(std::vector<OrderUpdate>& out);
    void passBoundary(std::vector<OrderUpdate>& out);
    void expireOrders(Timestamp at, std::vector<OrderUpdate>& out);
    void routeOrders(Timestamp at, std::vector<OrderUpdate>& out);
    void forgetQuotes();
    void closeDay();
    void turnDay();
    void splitShares(Timestamp at, std::vector<OrderUpdate>& out);

    // Orders: exchange_orders.cpp
    [[nodiscard]] std::optional<Refusal> check(const OrderRequest& request) const;
    [[nodiscard]] std::optional<Refusal> checkAuction(TimeInForce tif) const;
    [[nodiscard]] std::optional<Refusal> checkFree(const OrderRequest& request,
                                                   const Book& book) const;
    [[nodiscard]] Answer<std::uint64_t> unfinished(std::string_view orderId) const;
    [[nodiscard]] Answer<OrderSpec> changed(const OrderRecord& record,
                                            const ReplaceRequest& request) const;
    [[nodiscard]] Answer<OrderRecord> replacement(const OrderSpec& spec,
                                                  const std::string& clientOrderId,
                                                  const OrderRecord& old,
                                                  const Book& book) const;
    OrderRecord& enter(OrderRecord made, std::string clientOrderId, Book& book);
    void work(Book& book, std::uint64_t number, std::vector<OrderUpdate>& out);
    [[nodiscard]] Answer<OrderRecord> priced(const OrderSpec& spec, const Book& book) const;
    [[nodiscard]] std::optional<Refusal> checkBuyingPower(const OrderRecord& record) const;
    [[nodiscard]] std::optional<Refusal> checkShares(const OrderRecord& record,
                                                     const Book& book) const;
    [[nodiscard]] std::optional<Timestamp> expiryOf(const OrderSpec& spec) const;
    [[nodiscard]] bool inSession(const OrderSpec& spec) const noexcept;
    void route(OrderRecord& record, Timestamp at, std::vector<OrderUpdate>& out);
    void finish(OrderRecord& record, OrderEvent event, Timestamp at, std::vector<OrderUpdate>& out);
    void tell(OrderRecord& record, OrderEvent event, Timestamp at, std::vector<OrderUpdate>& out);

    // Money: exchange_account.cpp
    [[nodiscard]] Money reservedFor(const OrderRecord& record) const;
    [[nodiscard]] Quantity heldFor(const OrderRecord& record) const;
    [[nodiscard]] Quantity heldIn(const Book& book) const;
    [[nodiscard]] BrokerPosition positionIn(const Book& book) const;

    FillRule m_fillRule;
    std::vector<ListedSplit> m_splits;
    std::int32_t m_multiplier;
    const Symbols* m_symbols;
    SessionClock m_sessions;
    AccountRecord m_account;
    std::vector<Book> m_books;
    std::map<std::string, std::uint32_t, std::less<>> m_bookOfSymbol; ///< place in m_books
    std::vector<std::int32_t> m_bookOfId; ///< the same by SymbolId; filled as symbols come
    std::vector<OrderRecord> m_orders;    ///< by number
    std::map<std::string, std::uint64_t, std::less<>> m_orderOfId;
    std::map<std::string, std::uint64_t, std::less<>> m_orderOfClientId;
    std::vector<FillActivity> m_fills; ///< by number
    std::set<std::uint64_t> m_changedOrders;
    std::vector<TransferRecord> m_transfers; ///< by number
    std::size_t m_fillsTaken = 0;
    std::size_t m_transfersTaken = 0;
    bool m_changed = false;
};

} // namespace tapedeck
