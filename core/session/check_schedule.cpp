#include "session/check_schedule.h"

namespace tapedeck {

/// The first look only starts the clock: a start fetches everything anyway.
bool CheckSchedule::isDue(std::optional<Nanoseconds>& last,
                          Nanoseconds every,
                          Nanoseconds now) noexcept
{
    if (!last) {
        last = now;
        return false;
    }
    if (now - *last < every)
        return false;
    last = now;
    return true;
}

void CheckSchedule::note(std::optional<Nanoseconds>& awaySince, bool live, Nanoseconds now) noexcept
{
    if (live)
        awaySince.reset();
    else if (!awaySince)
        awaySince = now;
}

bool CheckSchedule::isAway(const std::optional<Nanoseconds>& since, Nanoseconds now) const noexcept
{
    return since && now - *since >= m_pace.patience;
}

std::vector<Check> CheckSchedule::tick(const CheckSituation& situation, Nanoseconds now)
{
    note(m_tradesAwaySince, situation.tradesLive || situation.killed, now);
    note(m_marketAwaySince, situation.marketLive || !situation.symbols, now);
    std::vector<Check> due;
    if (isDue(m_clockAt, situation.busy ? m_pace.clockBusy : m_pace.clockQuiet, now))
        due.push_back(Check::Clock);

    const bool tradesAway = isAway(m_tradesAwaySince, now);
    const Nanoseconds check = situation.busy ? m_pace.busy : m_pace.quiet;
    const Nanoseconds poll = situation.busy ? m_pace.pollTruthBusy : m_pace.pollTruthQuiet;
    if (isDue(m_truthAt, tradesAway ? poll : check, now))
        due.push_back(tradesAway ? Check::PollTruth : Check::Truth);

    const bool marketAway = isAway(m_marketAwaySince, now) && situation.marketOpen;
    if (marketAway) {
        if (!m_pollAt || now - *m_pollAt >= m_pace.pollPrices) {
            m_pollAt = now;
            due.push_back(Check::PollPrices);
        }
    } else {
        m_pollAt.reset();
        if (isDue(m_pricesAt, check, now) && situation.marketOpen && situation.symbols &&
            situation.marketLive)
            due.push_back(Check::Prices);
    }
    return due;
}

} // namespace tapedeck
