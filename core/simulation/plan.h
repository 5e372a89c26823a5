#pragma once

#include "base/fixed.h"
#include "base/time.h"

#include <cstdint>
#include <string_view>

namespace tapedeck {

/// A rule that is broken on purpose, to see whether the storm notices.
enum class Sabotage : std::uint8_t
{
    None,
    PositionLimit, ///< the engine does not know the bound, and so on
    ExposureLimit,
    OrdersPerMinute,
    OrdersPerDay,
    NotionalPer4h,
    SymbolSpacing,
    Verdict,           ///< what the gate said is not on record
    Kill,              ///< the engine does not hear of it
    LatchLost,         ///< the latch is not on disk
    LatchUnread,       ///< the broker's deck does not look at it
    SubmitTwice,       ///< an order is sent twice
    IntentResent,      ///< a restart sends what the last run had decided
    SentBeforeDurable, ///< an order leaves before it is on disk
    StateBeforeCommit, ///< the state is on disk before the rows that belong to it
    StateBehind,       ///< and a transaction after them
    StateLost,         ///< a restart begins with what was saved a while ago
    ChainBroken,       ///< a row of the record is changed
    RowLost,           ///< a row is never written
    FillTwice,         ///< an execution comes again under another id
    FillLost,          ///< and one is kept from us for good
    LookupMisread,     ///< no answer to a look-up is taken for "not found"
    FillsPageSkipped,  ///< only the first page of fills is asked for
    CardLost,          ///< a suggestion goes without a word
    InstanceDeaf,      ///< the engine does not hear that an instance is switched off
    WatchlistDeaf,     ///< nor that the watchlist is another one
    LimitsDeaf,        ///< nor that limits are tighter
    LoosenedUnasked,   ///< looser limits go through without the phrase
    ArmedUnasked,      ///< live entries are armed and nobody did it
    LockIgnored,       ///< a start of live is not told that it is locked
    TruthLate,         ///< the broker's truth is asked for long after a start or a reconnect
    PriceAge,          ///< the engine does not know how old a price may be
    ApprovalSkipped,   ///< nor that a person is to be asked
    OrderAltered,      ///< what is sent is not what was decided
    DigestCorrected,   ///< an approval of another order is taken for one of this
    ApprovedUnasked,   ///< a card that was asked again is approved and nobody did it
    CardOutlives,      ///< a suggestion waits for twice its time
    SeenForged,        ///< and is taken for seen though it was not
    SeenLost,          ///< or the other way round
    DriftHidden,       ///< the market has drifted and seems not to have
    PhraseCorrected,   ///< a wrong phrase releases
    StartedUnearned,   ///< live starts though it was never unlocked
    UnlockedUnearned,  ///< or is unlocked again though something is missing
    SentLate,          ///< nobody knows how old a decision is
    PressForgotten,    ///< nor that the kill switch was pressed since
};
inline constexpr std::size_t kSabotages = static_cast<std::size_t>(Sabotage::PressForgotten) + 1;

/// "PositionLimit", and so on.
[[nodiscard]] std::string_view toString(Sabotage sabotage) noexcept;

/// Where the program may die. Between any two of these nothing is written and nothing leaves.
enum class WritePoint : std::uint8_t
{
    BetweenSteps,
    AtLatch,      ///< the latch file is written, nothing else
    BeforeCommit, ///< decided, posted, and not on disk
    AfterCommit,  ///< on disk, and nobody has heard of it
    AfterSending, ///< the request is on the wire
};
inline constexpr std::int64_t kWritePoints =
    static_cast<std::int64_t>(WritePoint::AfterSending) + 1;
[[nodiscard]] std::string_view toString(WritePoint point) noexcept;

/// How much happens on a simulated day.
struct StormPlan
{
    int moments = 7'500; ///< the market moves so often; more if the next two are not reached
    std::int64_t eventsMin = 20'000;
    std::int64_t proposalsMin = 50;
    Money positionPerSymbol = Money::fromWhole(2'000);
    Money totalExposure = Money::fromWhole(4'000);
    std::int32_t ordersPerDay = 400;
    Money notionalPer4h = Money::fromWhole(200'000);
    Money cash = Money::fromWhole(20'000);
    Ratio equityShare = Ratio::fromNanos(250'000'000);
    Ratio dayLoss = Ratio::fromNanos(10'000'000);
    Sabotage sabotage{};
};

struct StormCounts
{
    std::int64_t days = 0;
    std::int64_t eventsLeast = 0; ///< of a day
    std::int64_t proposalsLeast = 0;
    std::int64_t submits = 0;
    std::int64_t denied = 0;
    std::int64_t fills = 0;
    std::int64_t approved = 0; ///< suggestions, by a person
    std::int64_t expired = 0;
    std::int64_t kills = 0;
    std::int64_t restarts = 0;
    std::int64_t compared = 0; ///< restarts that were held against the last durable step
    std::int64_t lostAnswers = 0;
    std::int64_t recovered = 0;
    std::int64_t commits = 0;
    std::int64_t refusedCommits = 0;
    std::int64_t requests = 0;
    std::int64_t sleeps = 0;
    std::int64_t events = 0; ///< that the engine heard: market, answers, persons, ticks
    /// From a start or a reconnect in clear weather to books that equal the broker's, at most.
    Nanoseconds slowestAgreement{};

    [[nodiscard]] std::int64_t proposals() const noexcept { return submits + denied; }
    /// A day is over; `before` is how it began.
    void endDay(const StormCounts& before) noexcept;
    void add(const StormCounts& other) noexcept;
};

} // namespace tapedeck
