#pragma once

#include "audit/entry.h"
#include "base/hash.h"
#include "base/time.h"
#include "desk/gap.h"
#include "market/events.h"
#include "market/news.h"
#include "risk/limit_move.h"
#include "risk/limits.h"
#include "trading/evidence.h"
#include "trading/mode.h"
#include "trading/order.h"
#include "trading/rejection.h"
#include "trading/verdict.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What may be shown, at one instant. Made by the engine's thread, read by the window; no output
/// and not in the digest. Text fields hold names and a broker's words; sentences are made in
/// ui/text.
namespace tapedeck {

/// What a person types to release the kill switch.
inline constexpr std::string_view kReleasePhrase = "release the kill switch";
/// What a person types before limits may allow more.
inline constexpr std::string_view kLoosenPhrase = "allow more";

enum class HaltView : std::uint8_t
{
    Unknown,
    Trading,
    Halted
};

struct WatchRow
{
    std::string symbol;
    std::string name; ///< of the company; may be empty
    std::optional<Price> last;
    std::optional<Price> previousClose;
    std::optional<Ratio> change; ///< last against previous close
    std::optional<Price> bid;
    std::optional<Price> ask;
    std::optional<Ratio> spread;  ///< of the mid
    std::optional<double> zScore; ///< of the last price, against 30 daily closes
    std::optional<Timestamp> lastTradeAt;
    Quantity dayVolume;
    Quantity held;
    HaltView halt{};
    bool overGap = false; ///< its windows span a hole of the stream that is not filled
    friend bool operator==(const WatchRow&, const WatchRow&) = default;
};

/// A news item in its newest version.
struct NewsRow
{
    std::int64_t id = 0;
    Timestamp at;         ///< of this version
    Timestamp receivedAt; ///< by the run's clock
    NewsVia via{};
    std::string headline;
    std::string summary;
    std::string source;
    std::string url;
    std::vector<std::string> symbols;
    std::int32_t scoreMilli = 0; ///< from -1000 to 1000: signals/news/news_score.h
    std::int32_t versions = 1;   ///< that came to us
    bool concerns = false;       ///< a symbol of the watchlist, or one that is held
    friend bool operator==(const NewsRow&, const NewsRow&) = default;
};

struct Candle
{
    Timestamp start;
    Price open;
    Price high;
    Price low;
    Price close;
    Quantity volume;
    friend bool operator==(const Candle&, const Candle&) = default;
};

struct ChartMarker
{
    enum class Kind : std::uint8_t
    {
        Buy,
        Sell,
        Signal
    };
    Kind kind{};
    Timestamp at;
    Price price;
    std::string label; ///< origin's name and quantity
    friend bool operator==(const ChartMarker&, const ChartMarker&) = default;
};

/// What the window wants drawn; asked with Desk::look(), not recorded.
struct ChartRequest
{
    std::string symbol;
    Timeframe timeframe = Timeframe::Minute1;
    std::size_t candlesMax = 2'000;
    friend bool operator==(const ChartRequest&, const ChartRequest&) = default;
};

struct ChartView
{
    ChartRequest request;        ///< what this view answers
    std::vector<Candle> candles; ///< oldest first; the last one may still grow
    std::vector<ChartMarker> markers;
};

/// A proposal that waits for a person.
struct SuggestionCard
{
    std::string id;
    Origin origin;
    OrderSpec order;
    Digest digest{};         ///< of the order; goes back with Approve
    Money estimatedNotional; ///< at the worst price assumed
    std::optional<Price> worstPrice;
    double confidence = 0; ///< 0..1
    Severity severity{};
    std::vector<Evidence> evidence;
    std::vector<LimitCheck> checks;
    Timestamp suggestedAt;
    Timestamp expiresAt;
    bool isExit = false;
    bool stopAtBroker = false;      ///< else the stop stands only here
    bool derivedPrice = false;      ///< of the indicative feed: a model's, not a market's
    std::optional<Price> reference; ///< the market's price that the card rests on
    /// Set when this card replaces one that had to be asked again: what that one rested on.
    std::optional<Price> askedAgainFrom;
    friend bool operator==(const SuggestionCard&, const SuggestionCard&) = default;
};

struct PositionRow
{
    std::string symbol;
    Quantity quantity;
    Price averagePrice;
    std::optional<Price> last;
    Money marketValue;
    Money openProfit;
    Ratio openReturn;
    std::optional<Price> stopPrice; ///< where our stop would close it
    std::string holder;             ///< instance, or empty: not ours
    std::string blocked;            ///< why nothing new is entered in it; empty: it may be
    friend bool operator==(const PositionRow&, const PositionRow&) = default;
};

struct OrderRow
{
    std::string clientOrderId;
    Origin origin;
    OrderSpec order;
    OrderStatus status{};
    bool unresolved = false; ///< no answer yet: being looked up
    bool external = false;
    Quantity filledQuantity;
    std::optional<Price> averagePrice;
    Timestamp createdAt;
    std::string reason;                 ///< why it was rejected, in the broker's words
    std::optional<Rejection> rejection; ///< what they mean
    friend bool operator==(const OrderRow&, const OrderRow&) = default;
};

struct AuditRow
{
    std::int64_t sequence = 0;
    AuditEntry entry;
    friend bool operator==(const AuditRow&, const AuditRow&) = default;
};

enum class LinkState : std::uint8_t
{
    Off,
    Connecting,
    Authenticating,
    Subscribing,
    Live,
    Stale,
    BackingOff,
    Refused,
    Offline, ///< there is no network; tried again like any other failure
};

/// What requests to the broker are for; their numbers are counted and shown.
enum class CallPurpose : std::uint8_t
{
    Orders,  ///< sending, cancelling, looking up
    Truth,   ///< account, positions, orders, fills: after a reconnect and as a check
    Clock,   ///< clock and calendar
    History, ///< assets and bars from before
    Check,   ///< latest prices beside the stream's
    Polling, ///< in place of a stream that is away
    GapFill, ///< what a stream has missed
    News,    ///< what the news stream has missed, or tells no more
};
inline constexpr std::size_t kCallPurposes = 8;

/// How many holes a stream had in this run.
struct GapCounts
{
    std::int64_t open = 0; ///< or being filled
    std::int64_t filled = 0;
    std::int64_t unfilled = 0;
    friend bool operator==(const GapCounts&, const GapCounts&) = default;
};

struct LinkHealth
{
    Link link{};
    LinkState state{};
    Timestamp since;
    std::string reason;
    std::optional<Timestamp> nextTryAt;
    double messagesPerSecond = 0;
    std::optional<Nanoseconds> lagMedian; ///< exchange time to arrival
    std::optional<Nanoseconds> lagP99;
    std::optional<Nanoseconds> lastMessageAge;
    std::int64_t messages = 0;
    std::int64_t reconnects = 0;
    std::int64_t dropped = 0; ///< quotes conflated under pressure; trades never are
    std::int64_t unknown = 0; ///< messages of kinds that we do not know
    GapCounts gaps;
    std::vector<Gap> lastGaps; ///< newest first, a few
    /// Requests of the last hour by purpose; of REST only.
    std::optional<std::array<std::int64_t, kCallPurposes>> calls;
    std::string notice; ///< what a person should know of now; empty mostly
    friend bool operator==(const LinkHealth&, const LinkHealth&) = default;
};

enum class KillPhase : std::uint8_t
{
    Off,
    Cancelling, ///< pressed: nothing passes; open orders are being canceled
    Confirmed,  ///< the broker's list of open orders was found empty twice
};

struct NakedPosition
{
    std::string symbol;
    Quantity quantity;
    Money openProfit;
    bool closing = false; ///< a person wants it closed, and it is not yet
    std::optional<Limit> deniedBy =
        std::nullopt; ///< what stands in the way; tried again when it has gone
    friend bool operator==(const NakedPosition&, const NakedPosition&) = default;
};

struct KillView
{
    KillPhase phase{};
    std::optional<Timestamp> since;
    std::int32_t ordersOpen = 0; ///< not yet confirmed as canceled
    std::int32_t canceled = 0;   ///< orders that the press has canceled, confirmed each
    /// Since the press: the last of them was confirmed; the broker was twice found to have none.
    std::optional<Nanoseconds> lastCanceledAfter;
    std::optional<Nanoseconds> confirmedAfter;
    std::optional<Nanoseconds> flattenedAfter; ///< since Flatten: its orders have ended
    bool suspendedAtBroker = false;            ///< the account itself takes no orders
    std::vector<NakedPosition> naked;          ///< positions left without a stop at the broker
    friend bool operator==(const KillView&, const KillView&) = default;
};

/// One row of the limits in force, with how much of it is used up.
struct LimitRow
{
    Limit limit{};
    LimitUnit unit{};
    std::optional<std::int64_t> bound; ///< nothing = unlimited
    std::optional<std::int64_t> used;
    friend bool operator==(const LimitRow&, const LimitRow&) = default;
};

/// Limits that a person loosened, and that wait for their day.
struct LimitsPending
{
    Date from{};
    std::vector<LimitMove> moves; ///< against those in force
    friend bool operator==(const LimitsPending&, const LimitsPending&) = default;
};

struct InstanceRow
{
    std::string name;
    std::string strategy;
    bool enabled = false;
    Money cashAllocation;
    Money invested;
    Money profit; ///< realised and open
    std::int32_t roundTrips = 0;
    friend bool operator==(const InstanceRow&, const InstanceRow&) = default;
};

struct AccountView
{
    Money equity;
    Money cash;
    Money buyingPower;
    Money exposure;
    Money transfersToday; ///< cash moved in or out: no profit and no loss
    Money dayProfit;
    Ratio dayReturn;
    bool known = false; ///< false until the broker's account has arrived
    friend bool operator==(const AccountView&, const AccountView&) = default;
};

struct Snapshot
{
    std::uint64_t version = 0;
    Timestamp at; ///< the engine's time
    Mode mode{};
    Rules rules{};
    bool armed = false;
    std::string locked; ///< why live entries cannot be armed in this run; empty = they can
    bool marketOpen = false;
    double speed = 1;     ///< of the tape's clock; 1 outside practice
    std::string feedPlan; ///< the data plan in the broker's word ("iex", "sip"); empty = unknown
    AccountView account;
    std::optional<Timestamp> booksAgreedAt; ///< when ours were last found equal to the broker's
    KillView kill;
    std::vector<LinkHealth> links;
    std::vector<WatchRow> watchlist;
    ChartView chart;
    std::vector<SuggestionCard> suggestions;
    std::vector<PositionRow> positions;
    std::vector<OrderRow> orders; ///< newest first, bounded
    std::vector<AuditRow> audit;  ///< newest first, bounded
    std::vector<NewsRow> news;    ///< newest first, bounded
    std::vector<LimitRow> limits;
    LimitSettings limitsInForce;
    std::optional<LimitsPending> limitsPending;
    std::vector<InstanceRow> instances;
    std::vector<std::string> notices; ///< problems that a person should know of, newest first
};

} // namespace tapedeck
