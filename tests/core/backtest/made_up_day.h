#pragma once

#include "backtest/runner.h"

#include <string>
#include <vector>

namespace tapedeck::test {

/// Three symbols on a random walk, three trades or quotes a second, lively enough that every
/// strategy acts.
struct MadeUpDay
{
    MadeUpDay(std::uint64_t seed, int moments);

    BacktestSetup setup;
    /// Times and events; symbols by their place in setup.config.watchlist.
    std::vector<std::pair<Timestamp, MarketEvent>> events;
};

struct RunResult
{
    BacktestReport report;
    std::string session;
};

/// Plays the day, recording its session.
[[nodiscard]] RunResult run(const MadeUpDay& day);

} // namespace tapedeck::test
