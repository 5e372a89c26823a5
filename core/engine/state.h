#pragma once

#include "audit/entry.h"
#include "base/symbols.h"
#include "config/document.h"
#include "config/limit_moves.h"
#include "desk/snapshot.h"
#include "engine/cash_transfers.h"
#include "engine/market_board.h"
#include "engine/news_stories.h"
#include "engine/output.h"
#include "engine/risk_ledger.h"
#include "orders/order_table.h"
#include "portfolio/position_book.h"
#include "risk/proof_of_fire.h"
#include "signals/detectors/price_z.h"
#include "signals/strategies/strategy.h"
#include "suggestions/queue.h"
#include "trading/account.h"
#include "trading/mode.h"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What the engine's parts share. The Decisive half outlives a restart (DESIGN: durable before
/// sent); the rest comes back from the market, the broker and the configuration.
namespace tapedeck {

/// A time that belongs to a symbol.
struct SymbolTime
{
    SymbolId symbol{};
    Timestamp at;
    TAPEDECK_FIELDS(self.symbol, self.at)
};

/// What an instance owns that outlives a restart.
struct InstanceBooks
{
    std::string name;
    PositionBook book;
    std::vector<SymbolTime> lastProposals; ///< per symbol: the cooldown counts from here
    std::string strategyState;
    bool enabled = true; ///< a person may switch it off while running
    TAPEDECK_FIELDS(self.name, self.book, self.lastProposals, self.strategyState, self.enabled)
};

/// What is known of a stop: since when the mid has been beyond it, and what a person said.
struct StopMark
{
    SymbolId symbol{};
    std::optional<Timestamp> beyondSince;
    std::optional<Timestamp> deniedAt; ///< the last denial that was put on record
    bool silenced = false;             ///< a person dismissed the exit of this position
    bool kept = false;                 ///< a person will hold the contract into its expiry
    Price dividends; ///< a share, paid out since it was opened: the price fell by them
    TAPEDECK_FIELDS(
        self.symbol, self.beyondSince, self.deniedAt, self.silenced, self.kept, self.dividends)
};

/// An order whose request was not answered, and when it is looked up next.
struct PendingLookup
{
    std::string clientOrderId;
    Timestamp firstAt;
    Timestamp nextAt;
    std::int32_t notFound = 0; ///< times that the broker did not know it
    TAPEDECK_FIELDS(self.clientOrderId, self.firstAt, self.nextAt, self.notFound)
};

/// A corporate action, and how far it has come.
struct KnownAction
{
    CorporateAction action;
    std::optional<Timestamp> appliedAt;
    Quantity before;      ///< the account's position when it was applied
    Quantity after;       ///< and just after
    bool booked = false;  ///< the broker's books have it, or nothing of ours has changed
    bool awaited = false; ///< the broker's books were seen without it
    TAPEDECK_FIELDS(self.action, self.appliedAt, self.before, self.after, self.booked, self.awaited)
};

/// Nothing new is entered in it until a person has looked.
struct BlockedSymbol
{
    SymbolId symbol{};
    std::string why;
    Timestamp since;
    TAPEDECK_FIELDS(self.symbol, self.why, self.since)
};

/// Whether the account takes no orders because we asked for it.
enum class Suspension : std::uint8_t
{
    None,
    Asked,
    Suspended,
    Lifting
};

/// A position that a person wants closed while killed: it stays on the list until it is closed,
/// and what stands in the way is tried again when it has gone.
struct ClosingWish
{
    SymbolId symbol{};
    std::optional<Limit> deniedBy; ///< at the last try
    std::int32_t tries = 0;        ///< orders that were sent for it
    Timestamp nextTryAt;
    TAPEDECK_FIELDS(self.symbol, self.deniedBy, self.tries, self.nextTryAt)
};

struct KillState
{
    KillPhase phase{};
    Timestamp since;   ///< the first press
    Timestamp askedAt; ///< what is being confirmed was asked for: the press, or a later cause
    Timestamp nextListAt;
    std::int32_t emptyLists = 0; ///< successive lists of open orders that were empty
    std::int32_t canceled = 0;   ///< orders that the first press has ended
    std::optional<Timestamp> lastCanceledAt;
    std::optional<Timestamp> confirmedAt; ///< the first press was: no order was open
    bool flattenWanted = false; ///< closing orders go out once the cancellations are confirmed
    bool flattening = false;    ///< closing orders are out
    std::optional<Timestamp> flattenSince;
    std::optional<Timestamp> flattenedAt;
    std::vector<ClosingWish> wishes;
    std::int32_t openAtBroker = 0;
    Suspension suspension{};
    Timestamp suspensionAskedAt;
    TAPEDECK_FIELDS(self.phase,
                    self.since,
                    self.askedAt,
                    self.nextListAt,
                    self.emptyLists,
                    self.canceled,
                    self.lastCanceledAt,
                    self.confirmedAt,
                    self.flattenWanted,
                    self.flattening,
                    self.flattenSince,
                    self.flattenedAt,
                    self.wishes,
                    self.openAtBroker,
                    self.suspension,
                    self.suspensionAskedAt)
};

/// Limits that wait for the trading day from which they count.
struct PendingLimits
{
    LimitSettings settings;
    Date from{};
    TAPEDECK_FIELDS(self.settings, self.from)
};

/// What is enforced under these rules, whatever the document says.
struct LimitsInForce
{
    Rules rules{};
    std::optional<LimitSettings> settings; ///< nothing before the first start
    std::optional<PendingLimits> pending;
    TAPEDECK_FIELDS(self.rules, self.settings, self.pending)
};

struct Decisive
{
    std::uint64_t nextNumber = 1; ///< of orders, proposals and suggestions
    OrderTable orders;
    PositionBook book; ///< all positions of the account
    std::vector<InstanceBooks> instances;
    SuggestionQueue suggestions;
    RiskLedger ledger;
    std::vector<StopMark> stops;
    std::vector<PendingLookup> lookups;
    KillState kill;
    std::string detectorState;
    Timestamp fillsBookedUntil; ///< fills are asked for from here on
    std::vector<KnownAction> actions;
    Date actionsHeardOn{}; ///< the New York day of the broker's last answer
    std::vector<BlockedSymbol> blocked;
    std::vector<LimitsInForce> limits;
    CashTransfers transfers;
    TAPEDECK_FIELDS(self.nextNumber,
                    self.orders,
                    self.book,
                    self.instances,
                    self.suggestions,
                    self.ledger,
                    self.stops,
                    self.lookups,
                    self.kill,
                    self.detectorState,
                    self.fillsBookedUntil,
                    self.actions,
                    self.actionsHeardOn,
                    self.blocked,
                    self.limits,
                    self.transfers)
};

/// A strategy at work; its books stand at the same place in Decisive::instances.
struct Instance
{
    InstanceConfig config;
    std::unique_ptr<Strategy> strategy;
};

/// A position that is not the same at the broker. It is repaired once it is certain that no fill on
/// its way explains it.
struct PositionDifference
{
    SymbolId symbol{};
    Quantity difference; ///< the broker's minus ours
    std::int32_t looks = 0;
};

/// A hole in the market's stream that is not filled, or by bars only.
struct Hole
{
    std::int64_t number = 0;
    Timestamp start;
    std::optional<Timestamp> end;  ///< nothing: the stream is still away
    std::vector<SymbolId> symbols; ///< ascending
    bool barsFilled = false;
};

struct LinkNow
{
    LinkState state = LinkState::Off;
    std::string reason;
    Timestamp since;
};

struct EngineState
{
    static constexpr std::size_t kAuditTail = 300;
    static constexpr std::size_t kMarkersMax = 2'000;
    static constexpr std::size_t kNoticesMax = 5;
    static constexpr std::size_t kNewsShown = 200;
    /// So long after the start the broker's corporate actions are waited for.
    static constexpr Nanoseconds kActionsPatience = std::chrono::seconds{10};
    static constexpr Nanoseconds kNoticeFor = std::chrono::minutes{10};
    /// While killed the broker is asked for its open orders this often at least.
    static constexpr Nanoseconds kListEvery = std::chrono::seconds{1};

    // The run
    Timestamp now;
    std::string runId;
    Mode mode{};
    Rules rules{};
    TradingConfig config;
    bool started = false;
    bool muted = false;
    bool armed = false;
    std::string locked;       ///< live: why entries cannot be armed in this run; empty = they can
    bool recordWhole = false; ///< nothing is missing from it; false until that is known
    Timestamp startedAt;
    ProofOfFire proof; ///< of the limits in force

    // The market
    Symbols symbols;
    MarketBoard market;
    std::vector<Instance> instances;
    std::unique_ptr<PriceZDetector> detector;
    std::vector<std::string> subscribed; ///< what the market's stream was last asked for
    std::vector<Hole> holes;             ///< the newest last

    // The broker
    std::optional<Account> account;
    /// The account's cash, carried on by the fills in our books, so that the two always fit.
    std::optional<Money> cash;
    bool transfersTold = false; ///< by the last truth; without it the day's loss is not known
    std::string noTransfers;    ///< why
    std::optional<Nanoseconds> clockSkew;
    bool actionsAnswered = false; ///< the broker said which corporate actions there are, or cannot
    bool reconciled = false;      ///< once since the start or the last reconnect
    Timestamp nextLookupAt;       ///< of many, the next one
    std::vector<std::string> asked;         ///< client ids in the request for the broker's truth
    std::optional<Timestamp> askedAt;       ///< when that request was made
    std::optional<Timestamp> reconcileAt;   ///< when to ask again
    std::optional<Timestamp> booksWantedAt; ///< by somebody who closes: see waitsForBooks()
    std::vector<PositionDifference> differences; ///< of the last look, not yet repaired
    std::optional<Timestamp> agreedAt;           ///< every position was last found equal
    /// What was held when it last agreed, and the fills since: a third opinion beside our books and
    /// the broker's. Of a symbol that is not in it: what our books had at the start.
    std::map<SymbolId, Quantity> byFills;
    std::array<LinkNow, kLinks> links;

    Decisive decisive;

    // For the window
    std::deque<AuditRow> auditTail; ///< newest first
    std::int64_t auditCount = 0;
    std::deque<std::pair<SymbolId, ChartMarker>> markers;

    std::deque<std::pair<Timestamp, std::string>> notices; ///< newest first

    // News: it decides nothing
    std::deque<NewsRow> news; ///< newest first
    NewsStories stories;

    // Of the step that is under way
    std::vector<Output>* out = nullptr;
    bool dirty = false; ///< something decisive changed

    void put(Output output) { out->push_back(std::move(output)); }
    void audit(AuditEntry entry);
    /// A person should know of it now; it stands for kNoticeFor.
    void notice(std::string text);
    /// Live entries are off, and this is why.
    void disarm(std::string why);
    /// Live falls back to locked: no entries until a person has unlocked it again. Nothing in other
    /// modes.
    void lockLive(const std::string& why);
    [[nodiscard]] LinkState linkState(Link link) const noexcept
    {
        return links[static_cast<std::size_t>(link)].state;
    }
    /// Whether a closing order waits for the broker's truth, which is asked for: while the trading
    /// stream is closed, or open anew and not compared since, others may have sold what our books
    /// still have. For five seconds at most.
    [[nodiscard]] bool waitsForBooks();
    /// "RUN-17": unique over all runs of the account, because the run's id is.
    [[nodiscard]] std::string nextId();

    [[nodiscard]] Instance* findInstance(std::string_view name) noexcept;
    [[nodiscard]] InstanceBooks* findBooks(std::string_view name) noexcept;
    [[nodiscard]] const InstanceBooks* findBooks(std::string_view name) const noexcept;
    [[nodiscard]] StopMark& stopMark(SymbolId symbol);
    /// The position is closed: the next one begins anew.
    void forgetStop(SymbolId symbol);
    /// The loss that closes a position.
    [[nodiscard]] Ratio lossBoundOf(SymbolId symbol) const noexcept;
    /// A share, paid out since the position was opened.
    [[nodiscard]] Price dividendsOf(SymbolId symbol) const noexcept;
    /// Shares a unit: what the broker says, else 100 for a contract and 1 for a share.
    [[nodiscard]] std::int64_t multiplierOf(SymbolId symbol) const noexcept;
    /// True where its quotes are indicative: derived by the broker, and at no exchange.
    [[nodiscard]] bool hasDerivedQuotes(std::string_view symbol) const noexcept;
    /// How wide a quote may be to be used.
    [[nodiscard]] Ratio spreadBoundOf(SymbolId symbol) const noexcept;
    /// Of an option the mid of its quote, which is often newer than its last trade. Else the last
    /// price, else what the position cost, else zero.
    [[nodiscard]] Price markOf(SymbolId symbol) const noexcept;
    [[nodiscard]] std::string text(SymbolId symbol) const
    {
        return std::string{symbols.text(symbol)};
    }
    /// Null where entries are allowed.
    [[nodiscard]] const BlockedSymbol* blockOf(SymbolId symbol) const noexcept;
    /// The broker's books have yet to catch up with a corporate action on it.
    [[nodiscard]] bool isUnbooked(SymbolId symbol) const noexcept;
    /// The corporate actions that happened while we were away may still be on their way to us.
    [[nodiscard]] bool actionsPending() const noexcept;
    [[nodiscard]] bool isWatched(std::string_view symbol) const noexcept;
    /// Cash and positions at the last prices: the account's equity, carried on since it was told.
    [[nodiscard]] Money equityNow() const;
    /// Positions at the last prices and working buys at the worst; pinned at the range of Money.
    [[nodiscard]] Money exposureNow() const;
    /// What buys that the account's figures do not include have cost and may still cost.
    [[nodiscard]] Money committedNow() const;
    /// What a cash account may spend: no proceeds of a sale before they are settled, nor what buys
    /// that are open or may still arrive can cost.
    [[nodiscard]] Money settledCash() const;
    void moveCash(Money by) noexcept;
    /// Cash moved in or out since the account's last equity was taken, as far as it was told.
    [[nodiscard]] Money transfersToday() const noexcept;
    /// Since the account's last equity was taken, transfers left out; zero before it is known.
    [[nodiscard]] Money dayProfit() const;
    /// How much of the last `window` before now the stream did not bring of the symbol, and nothing
    /// filled. `ofBars`: a hole that bars have filled is none.
    [[nodiscard]] Nanoseconds
    missingIn(SymbolId symbol, Nanoseconds window, bool ofBars = false) const noexcept;
};

} // namespace tapedeck
