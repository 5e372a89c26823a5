#include "simulation/stage.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::size_t kStoryLines = 30;
constexpr std::size_t kProblemsMax = 10;

} // namespace

std::string_view toString(Sabotage sabotage) noexcept
{
    switch (sabotage) {
    case Sabotage::None:
        return "None";
    case Sabotage::PositionLimit:
        return "PositionLimit";
    case Sabotage::ExposureLimit:
        return "ExposureLimit";
    case Sabotage::OrdersPerMinute:
        return "OrdersPerMinute";
    case Sabotage::OrdersPerDay:
        return "OrdersPerDay";
    case Sabotage::NotionalPer4h:
        return "NotionalPer4h";
    case Sabotage::SymbolSpacing:
        return "SymbolSpacing";
    case Sabotage::Verdict:
        return "Verdict";
    case Sabotage::Kill:
        return "Kill";
    case Sabotage::LatchLost:
        return "LatchLost";
    case Sabotage::LatchUnread:
        return "LatchUnread";
    case Sabotage::SubmitTwice:
        return "SubmitTwice";
    case Sabotage::IntentResent:
        return "IntentResent";
    case Sabotage::SentBeforeDurable:
        return "SentBeforeDurable";
    case Sabotage::StateBeforeCommit:
        return "StateBeforeCommit";
    case Sabotage::StateBehind:
        return "StateBehind";
    case Sabotage::StateLost:
        return "StateLost";
    case Sabotage::ChainBroken:
        return "ChainBroken";
    case Sabotage::RowLost:
        return "RowLost";
    case Sabotage::FillTwice:
        return "FillTwice";
    case Sabotage::FillLost:
        return "FillLost";
    case Sabotage::LookupMisread:
        return "LookupMisread";
    case Sabotage::FillsPageSkipped:
        return "FillsPageSkipped";
    case Sabotage::CardLost:
        return "CardLost";
    case Sabotage::InstanceDeaf:
        return "InstanceDeaf";
    case Sabotage::WatchlistDeaf:
        return "WatchlistDeaf";
    case Sabotage::LimitsDeaf:
        return "LimitsDeaf";
    case Sabotage::LoosenedUnasked:
        return "LoosenedUnasked";
    case Sabotage::ArmedUnasked:
        return "ArmedUnasked";
    case Sabotage::LockIgnored:
        return "LockIgnored";
    case Sabotage::TruthLate:
        return "TruthLate";
    case Sabotage::PriceAge:
        return "PriceAge";
    case Sabotage::ApprovalSkipped:
        return "ApprovalSkipped";
    case Sabotage::OrderAltered:
        return "OrderAltered";
    case Sabotage::DigestCorrected:
        return "DigestCorrected";
    case Sabotage::ApprovedUnasked:
        return "ApprovedUnasked";
    case Sabotage::CardOutlives:
        return "CardOutlives";
    case Sabotage::SeenForged:
        return "SeenForged";
    case Sabotage::SeenLost:
        return "SeenLost";
    case Sabotage::DriftHidden:
        return "DriftHidden";
    case Sabotage::PhraseCorrected:
        return "PhraseCorrected";
    case Sabotage::StartedUnearned:
        return "StartedUnearned";
    case Sabotage::UnlockedUnearned:
        return "UnlockedUnearned";
    case Sabotage::SentLate:
        return "SentLate";
    case Sabotage::PressForgotten:
        return "PressForgotten";
    }
    return "";
}

std::string_view toString(WritePoint point) noexcept
{
    switch (point) {
    case WritePoint::BetweenSteps:
        return "between two steps";
    case WritePoint::AtLatch:
        return "after the latch file and before the record";
    case WritePoint::BeforeCommit:
        return "before a commit";
    case WritePoint::AfterCommit:
        return "after a commit that nobody has heard of";
    case WritePoint::AfterSending:
        return "after a request left and before its answer";
    }
    return "";
}

void StormCounts::endDay(const StormCounts& before) noexcept
{
    const std::int64_t eventsToday = events - before.events;
    const std::int64_t proposalsToday = proposals() - before.proposals();
    eventsLeast = days == 0 ? eventsToday : std::min(eventsLeast, eventsToday);
    proposalsLeast = days == 0 ? proposalsToday : std::min(proposalsLeast, proposalsToday);
    ++days;
}

void StormCounts::add(const StormCounts& other) noexcept
{
    if (other.days > 0) {
        eventsLeast = days == 0 ? other.eventsLeast : std::min(eventsLeast, other.eventsLeast);
        proposalsLeast =
            days == 0 ? other.proposalsLeast : std::min(proposalsLeast, other.proposalsLeast);
    }
    days += other.days;
    submits += other.submits;
    denied += other.denied;
    fills += other.fills;
    approved += other.approved;
    expired += other.expired;
    kills += other.kills;
    restarts += other.restarts;
    compared += other.compared;
    lostAnswers += other.lostAnswers;
    recovered += other.recovered;
    commits += other.commits;
    refusedCommits += other.refusedCommits;
    requests += other.requests;
    sleeps += other.sleeps;
    events += other.events;
    slowestAgreement = std::max(slowestAgreement, other.slowestAgreement);
}

void Stage::problem(const std::string& text)
{
    if (problems.size() < kProblemsMax)
        problems.push_back(toRfc3339(timeline.now()) + " " + text);
}

void Stage::note(std::string text)
{
    if (!problems.empty())
        return; // the story ends with what went wrong
    m_story.emplace_back(timeline.now(), std::move(text));
    if (m_story.size() > kStoryLines)
        m_story.pop_front();
}

std::vector<std::string> Stage::story() const
{
    std::vector<std::string> lines;
    for (const auto& [at, text] : m_story)
        lines.push_back(toRfc3339(at) + " " + text);
    return lines;
}

bool Stage::diesAt(WritePoint point)
{
    if (isCalm || isDown || fate != point)
        return false;
    fate.reset();
    note("the program dies " + std::string{toString(point)});
    die();
    return true;
}

} // namespace tapedeck
