#include "made_up_day.h"

#include "exchange/session_clock.h"

#include <algorithm>
#include <chrono>
#include <random>

namespace tapedeck::test {

using namespace std::chrono_literals;

MadeUpDay::MadeUpDay(std::uint64_t seed, int moments)
{
    std::mt19937_64 random{seed};
    const auto below = [&random](std::int64_t bound) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound));
    };
    setup.config = TradingConfig::defaults(Mode::Practice, Rules::Automatic);
    setup.config.watchlist = {"AAA", "BBB", "CCC"};
    for (InstanceConfig& instance : setup.config.instances)
        instance.enabled = true;
    setup.runId = setup.exchange.seed = "made-up-" + std::to_string(seed);
    for (const std::string& symbol : setup.config.watchlist) {
        ListedAsset listed;
        listed.asset.symbol = symbol;
        listed.asset.assetClass = "us_equity";
        listed.asset.active = listed.asset.tradable = listed.asset.fractionable = true;
        setup.exchange.assets.push_back(listed);
    }
    setup.exchange.calendar = calendarDays(
        MarketCalendar{}, parseDate("2013-10-01").value(), parseDate("2013-10-31").value());

    Timestamp at = parseTimestamp("2013-10-10T14:00:00Z").value();
    std::vector<std::int64_t> cents{10'000, 5'000, 20'000};
    const auto price = [](std::int64_t of) { return Price::fromNanos(of * 10'000'000); };
    for (int i = 0; i < moments; ++i) {
        at += Nanoseconds{below(600'000'000)};
        const auto which = static_cast<std::size_t>(below(3));
        std::int64_t& walk = cents[which];
        walk = std::max<std::int64_t>(walk + below(13) - 6, 1'000);
        const SymbolId symbol{static_cast<std::uint32_t>(which)};
        if (below(2) == 0) {
            Quote quote;
            quote.symbol = symbol;
            quote.at = at;
            quote.bid = price(walk - 1 - below(3));
            quote.ask = price(walk + 1 + below(3));
            quote.bidSize = Quantity::fromWhole(1 + below(10));
            quote.askSize = Quantity::fromWhole(1 + below(10));
            events.emplace_back(at, quote);
        } else {
            Trade trade;
            trade.symbol = symbol;
            trade.at = at;
            trade.price = price(walk);
            trade.size = Quantity::fromWhole(1 + below(100));
            trade.id = i + 1;
            events.emplace_back(at, trade);
        }
    }
}

RunResult run(const MadeUpDay& day)
{
    RunResult result;
    auto backtest = Backtest::create(day.setup).value();
    MemorySink sink;
    auto recorder = SessionRecorder::create(sink, backtest->symbols()).value();
    backtest->recordTo(recorder);
    backtest->internWatchlist();
    CHECK(backtest->start(day.events.front().first).has_value());
    for (const auto& [at, event] : day.events)
        CHECK(backtest->onMarket(event, at).has_value());
    result.report = backtest->finish().value();
    result.session = sink.bytes();
    return result;
}

} // namespace tapedeck::test
