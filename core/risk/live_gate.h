#pragma once

#include "base/result.h"
#include "base/time.h"
#include "risk/proof_of_fire.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// What must be so before a person may unlock live trading (DESIGN: live is earned).
enum class LiveRequirement : std::uint8_t
{
    RecordWhole,     ///< the record of paper trading is as it was written
    TradingDays,     ///< with fills on paper that the broker confirms
    CompletedTrades, ///< round trips on paper that the broker confirms
    NoDifferences,   ///< on paper, in the last trading days, that nothing explained
    LimitsSet,       ///< the limits for live are the person's own, and none is unlimited
    ProofOfFire,     ///< each of them denies the order that breaks it
    KeysVerified,    ///< the live host takes the live keys
    Allowed,         ///< allow_live: true
    NotForbidden,    ///< TAPEDECK_ALLOW_LIVE=0 forbids it whatever else is so
    NotKilled,
};
inline constexpr std::size_t kLiveRequirements =
    static_cast<std::size_t>(LiveRequirement::NotKilled) + 1;

inline constexpr std::int32_t kLiveTradingDaysMin = 7;
inline constexpr std::int32_t kLiveTradesMin = 20;
/// Trading days that must have gone by without a difference that nothing explained.
inline constexpr std::int32_t kLiveCalmDays = 5;
/// What a person types to unlock.
inline constexpr std::string_view kLivePhrase = "trade with real money";

/// What was found. A problem is a sentence; empty = there is none.
struct LiveEvidence
{
    std::string recordProblem;
    std::int32_t tradingDays = 0;
    std::int32_t completedTrades = 0;
    std::int32_t tradesNotFound = 0; ///< in the record, and not in the broker's list of fills
    std::int32_t differences = 0;    ///< unexplained, in the last kLiveCalmDays trading days
    std::string limitsProblem;
    ProofOfFire proof;
    std::string keysProblem = "they were not tried";
    bool allowed = false;
    bool forbidden = false;
    bool killed = false;
};

struct LiveCheck
{
    LiveRequirement requirement{};
    bool met = false;
    std::string wanted; ///< "20 completed trades on paper, confirmed by the broker"
    std::string found;  ///< "12"
};

struct LiveVerdict
{
    std::vector<LiveCheck> checks; ///< in the order of LiveRequirement, one each

    [[nodiscard]] bool isEarned() const noexcept;
};

/// What a start of live knows without asking anybody.
struct LiveStart
{
    std::optional<Timestamp> unlockedAt; ///< by the record; nothing = never
    std::string lockedWhy;               ///< locked again since
    std::string recordProblem;           ///< of live's own record
    bool allowed = false;
    bool forbidden = false;
};

/// Leave to build what sends orders to the live host. Only the gate makes one.
class LiveLicence
{
public:
    /// Why entries stay off in this run; empty = they may be armed. Exits always pass, so that who
    /// holds something can get out of it.
    [[nodiscard]] const std::string& entriesLocked() const noexcept { return m_locked; }

private:
    friend class LiveGate;
    explicit LiveLicence(std::string locked) noexcept : m_locked{std::move(locked)} {}

    std::string m_locked;
};

/// The door between paper and real money.
class LiveGate
{
public:
    [[nodiscard]] static LiveVerdict check(const LiveEvidence& evidence);
    /// Errors: Refused (forbidden, or never unlocked), with what to do.
    [[nodiscard]] static Result<LiveLicence> admit(const LiveStart& start);
};

} // namespace tapedeck
