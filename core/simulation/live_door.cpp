#include "simulation/live_door.h"

namespace tapedeck {

namespace {

/// What was done on paper is just enough for live.
LiveEvidence livePaper()
{
    LiveEvidence paper;
    paper.tradingDays = kLiveTradingDaysMin;
    paper.completedTrades = kLiveTradesMin;
    paper.proof.fired = kLimitCount;
    paper.proof.passesGood = true;
    paper.keysProblem.clear();
    paper.allowed = true;
    return paper;
}

void takeAway(LiveRequirement requirement, LiveEvidence& paper)
{
    switch (requirement) {
    case LiveRequirement::RecordWhole:
        paper.recordProblem = "a row was changed";
        return;
    case LiveRequirement::TradingDays:
        --paper.tradingDays;
        return;
    case LiveRequirement::CompletedTrades:
        --paper.completedTrades;
        return;
    case LiveRequirement::NoDifferences:
        paper.differences = 1;
        return;
    case LiveRequirement::LimitsSet:
        paper.limitsProblem = "they are the defaults";
        return;
    case LiveRequirement::ProofOfFire:
        paper.proof.inert.push_back(Limit::DayLoss);
        return;
    case LiveRequirement::KeysVerified:
        paper.keysProblem = "the live host refuses them";
        return;
    case LiveRequirement::Allowed:
        paper.allowed = false;
        return;
    case LiveRequirement::NotForbidden:
        paper.forbidden = true;
        return;
    case LiveRequirement::NotKilled:
        paper.killed = true;
        return;
    }
}

} // namespace

void LiveDoor::unlock()
{
    LiveEvidence paper = livePaper();
    paper.killed = m_stage.isKilled;
    if (m_stage.chance(2))
        takeAway(static_cast<LiveRequirement>(m_stage.below(kLiveRequirements)), paper);
    const bool isForged = m_permits.isEarned() && m_stage.isSpoilt(Sabotage::UnlockedUnearned);
    const bool isEarned = LiveGate::check(paper).isEarned() || isForged;
    m_stage.note(isEarned ? "the person unlocks live" : "live is not unlocked: it is not earned");
    if (isEarned)
        m_permits.onUnlocked(paper, m_stage.timeline.now());
}

bool LiveDoor::admits()
{
    m_known.unlockedAt = m_permits.standing().unlockedAt;
    m_known.lockedWhy = m_permits.standing().lockedWhy;
    m_known.recordProblem = m_stage.mishap(12) ? "a row was changed" : "";
    m_known.allowed = !m_stage.mishap(12);
    m_known.forbidden = m_stage.mishap(12);
    const auto licence = LiveGate::admit(m_known);
    m_lockedWhy = licence ? licence->entriesLocked() : std::string{};
    m_stage.note(licence ? "live starts; " + m_lockedWhy
                         : "live does not start: " + licence.error().what);
    return licence || m_stage.isSpoilt(Sabotage::StartedUnearned);
}

} // namespace tapedeck
