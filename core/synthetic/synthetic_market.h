#pragma once

#include "base/symbols.h"
#include "synthetic/symbol_day.h"

#include <memory>

/// The market in the box: a dozen fictitious symbols that trade for ever.
namespace tapedeck {

struct SyntheticEvent
{
    Timestamp at;
    MarketEvent event;
    friend bool operator==(const SyntheticEvent&, const SyntheticEvent&) = default;
};

/// Trading days of history before the first day.
inline constexpr std::size_t kSyntheticHistoryDays = 90;

/// Endless market data, day after trading day from 04:00 to 20:00 New York, in order of time, that
/// follow from the seed and the first day alone: same events on every machine, however they are
/// asked for.
class SyntheticMarket
{
public:
    /// Interns the symbols; ids are those of `symbols`. Precondition: it has room for a dozen more.
    SyntheticMarket(std::uint64_t seed, Date firstDay, Symbols& symbols);

    /// There is always one more.
    [[nodiscard]] SyntheticEvent next();
    /// The next event is then the first one at or after `t`, or the very first of all. Costs what
    /// the events of `t`'s day up to `t` cost, and a little for every day before it.
    void seek(Timestamp t);

    /// In the order of syntheticAssets().
    [[nodiscard]] const std::vector<SymbolId>& symbols() const noexcept { return m_symbols; }
    /// Daily bars of the trading days before `day`, oldest first, at most the newest `countMax`.
    /// The first kSyntheticHistoryDays of them lie before the market's first day; the later ones
    /// agree with its ticks in open and close, and hold them between high and low.
    [[nodiscard]] std::vector<Bar>
    dailyBars(SymbolId symbol, Date day, std::size_t countMax = SIZE_MAX) const;

    /// The first trading day.
    [[nodiscard]] Date firstDay() const noexcept { return m_firstDay; }
    /// The hours of the day that next() is in.
    [[nodiscard]] const SessionHours& hours() const noexcept { return m_plan.hours; }

private:
    void restart();
    void startDay();

    std::uint64_t m_seed;
    Date m_firstDay;
    Date m_historyDay;
    std::vector<SymbolId> m_symbols;
    std::optional<DayModel> m_model;
    DayPlan m_plan;
    std::vector<SymbolDay> m_days;
    std::vector<Timestamp> m_nextAt; ///< by asset; max() = its day is over
};

} // namespace tapedeck
