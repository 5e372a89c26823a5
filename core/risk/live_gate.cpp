#include "risk/live_gate.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr const char* kForbidden =
    "TAPEDECK_ALLOW_LIVE=0 is set in the environment, which forbids live trading";

std::string atLeast(std::int32_t count, const char* of)
{
    return "at least " + std::to_string(count) + " " + of;
}

LiveCheck checkOf(LiveRequirement requirement, const LiveEvidence& e)
{
    const auto noProblem = [requirement](const std::string& problem, std::string wanted) {
        return LiveCheck{
            requirement, problem.empty(), std::move(wanted), problem.empty() ? "yes" : problem};
    };
    const auto flag = [requirement](bool met, std::string wanted, std::string found) {
        return LiveCheck{requirement, met, std::move(wanted), std::move(found)};
    };
    switch (requirement) {
    case LiveRequirement::RecordWhole:
        return noProblem(e.recordProblem, "the record of paper trading is whole");
    case LiveRequirement::TradingDays:
        return flag(e.tradingDays >= kLiveTradingDaysMin,
                    atLeast(kLiveTradingDaysMin, "trading days with fills on paper"),
                    std::to_string(e.tradingDays));
    case LiveRequirement::CompletedTrades: {
        std::string found = std::to_string(e.completedTrades);
        if (e.tradesNotFound > 0)
            found += ", and " + std::to_string(e.tradesNotFound) +
                     " that the broker's list of fills does not have";
        return flag(e.completedTrades >= kLiveTradesMin,
                    atLeast(kLiveTradesMin, "completed trades on paper, confirmed by the broker"),
                    std::move(found));
    }
    case LiveRequirement::NoDifferences:
        return flag(e.differences == 0,
                    "no unexplained difference on paper in the last " +
                        std::to_string(kLiveCalmDays) + " trading days",
                    std::to_string(e.differences));
    case LiveRequirement::LimitsSet:
        return noProblem(e.limitsProblem, "the limits for live are set");
    case LiveRequirement::ProofOfFire:
        return flag(e.proof.holds(), "every limit fires", e.proof.describe());
    case LiveRequirement::KeysVerified:
        return noProblem(e.keysProblem, "the live host takes the live keys");
    case LiveRequirement::Allowed:
        return flag(
            e.allowed, "allow_live: true in the settings for live", e.allowed ? "true" : "false");
    case LiveRequirement::NotForbidden:
        return flag(!e.forbidden,
                    "live is not forbidden by the environment",
                    e.forbidden ? kForbidden : "yes");
    case LiveRequirement::NotKilled:
        return flag(
            !e.killed, "the kill switch is released", e.killed ? "it is set: release it" : "yes");
    }
    return {};
}

} // namespace

bool LiveVerdict::isEarned() const noexcept
{
    return checks.size() == kLiveRequirements &&
           std::all_of(checks.begin(), checks.end(), [](const LiveCheck& one) { return one.met; });
}

LiveVerdict LiveGate::check(const LiveEvidence& evidence)
{
    LiveVerdict verdict;
    for (std::size_t i = 0; i < kLiveRequirements; ++i)
        verdict.checks.push_back(checkOf(static_cast<LiveRequirement>(i), evidence));
    return verdict;
}

Result<LiveLicence> LiveGate::admit(const LiveStart& start)
{
    if (start.forbidden)
        return fail(ErrorCode::Refused, kForbidden);
    if (!start.unlockedAt)
        return fail(ErrorCode::Refused,
                    "live trading is locked: it has to be earned on paper first. `tapedeck live` "
                    "says what is missing, and `tapedeck live unlock` unlocks it");
    if (!start.recordProblem.empty())
        return LiveLicence{"the record of live trading is not whole: " + start.recordProblem};
    if (!start.allowed)
        return LiveLicence{"allow_live is not true in the settings for live"};
    if (!start.lockedWhy.empty())
        return LiveLicence{"live is locked again: " + start.lockedWhy +
                           ". `tapedeck live unlock`, while Tapedeck is stopped, unlocks it"};
    return LiveLicence{{}};
}

} // namespace tapedeck
