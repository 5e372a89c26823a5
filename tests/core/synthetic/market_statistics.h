#pragma once

#include "market/events.h"
#include "market/session.h"

#include <map>
#include <vector>

namespace tapedeck::test {

/// What a day of one symbol looks like in regular hours, without units, so that a stock of 14
/// dollars can be held against one of 300.
struct MarketStatistics
{
    std::int64_t trades = 0;
    double quotesPerTrade = 0;
    double openShare = 0;      ///< of trades in the first of thirteen half-hours
    double noonShare = 0;      ///< in the seventh
    double closeShare = 0;     ///< in the last
    double medianSpreadBp = 0; ///< of the mid
    double roundLots = 0;      ///< share of trades of exactly 100 shares
    double gapVariation = 0;   ///< of the time between trades: deviation by mean; 1 = Poisson
    double returnMemory = 0;   ///< autocorrelation of the minutes' returns, lag 1
    double sizeMemory = 0;     ///< of their absolute values, lag 1: clusters of volatility
    double kurtosis = 0;       ///< of the minutes' returns; a normal law has 3
    double largestMove = 0;    ///< of a minute, in deviations
};

/// Reads a day's events and takes its figures at the end.
class StatisticsOfADay
{
public:
    explicit StatisticsOfADay(SessionHours hours) : m_hours{hours} {}

    void on(const MarketEvent& event);
    [[nodiscard]] MarketStatistics of(SymbolId symbol) const;

private:
    struct Row
    {
        std::int64_t quotes = 0;
        std::vector<Timestamp> trades;
        std::vector<double> sizes;
        std::vector<double> spreadsBp;
        std::map<std::int64_t, double> closes; ///< by minute
    };

    SessionHours m_hours;
    std::map<SymbolId, Row> m_rows;
};

} // namespace tapedeck::test
