#include "config/document.h"

#include "base/check.h"

#include <chrono>
#include <utility>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

} // namespace

InstanceConfig instanceDefaults()
{
    InstanceConfig instance;
    instance.symbols = {std::string{kWholeWatchlist}};
    instance.positionSizePct = Ratio::fromNanos(kNanosPerUnit / 10);
    instance.cashAllocation = Money::fromWhole(5'000);
    instance.cooldown = 5s;
    return instance;
}

std::string_view toString(FeedSource source) noexcept
{
    switch (source) {
    case FeedSource::Iex:
        return "iex";
    case FeedSource::Sip:
        return "sip";
    case FeedSource::DelayedSip:
        return "delayed_sip";
    case FeedSource::Test:
        return "test";
    }
    CHECK(false);
}

std::string_view toString(OptionFeed feed) noexcept
{
    switch (feed) {
    case OptionFeed::Indicative:
        return "indicative";
    case OptionFeed::Opra:
        return "opra";
    case OptionFeed::Off:
        return "off";
    }
    CHECK(false);
    return {};
}

std::string_view toString(NewsScope scope) noexcept
{
    switch (scope) {
    case NewsScope::All:
        return "all";
    case NewsScope::Watchlist:
        return "watchlist";
    case NewsScope::Off:
        return "off";
    }
    return "";
}

std::string_view toString(FeedEncoding encoding) noexcept
{
    switch (encoding) {
    case FeedEncoding::MsgPack:
        return "msgpack";
    case FeedEncoding::Json:
        return "json";
    }
    CHECK(false);
}

TradingConfig TradingConfig::defaults(Mode mode, Rules rules)
{
    CHECK(mode != Mode::Live || rules == Rules::Approval);
    TradingConfig config;
    config.limits = LimitTable::defaults(rules);
    config.suggestionLife = 5min;
    if (mode != Mode::Practice) {
        // Ten symbols leave room in the free plan for what else is held.
        config.watchlist = {
            "SPY", "QQQ", "IWM", "AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "BAC", "IBM"};
        config.feed.entryBudget = kIexEntryBudget;
    }
    for (const char* name :
         {"momentum", "mean_reversion", "rsi", "sma_crossover", "buy_and_hold"}) {
        InstanceConfig& instance = config.instances.emplace_back(instanceDefaults());
        instance.name = name;
        instance.strategy = name;
    }
    config.instances.back().enabled = false; // it would buy the whole watchlist at once
    config.priceZ = DetectorConfig::defaults();
    return config;
}

} // namespace tapedeck
