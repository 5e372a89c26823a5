#include "app/practice/synthetic_source.h"

#include "app/practice/options.h"
#include "app/practice/tape_source.h"
#include "app/practice/weather/weather_source.h"
#include "market/new_york.h"

namespace tapedeck::practice {

namespace {

/// Fixed, so that a seed means the same market on every day and machine.
constexpr Date kFirstDay{std::chrono::year{2025}, std::chrono::month{6}, std::chrono::day{2}};

} // namespace

SyntheticSource::SyntheticSource(std::uint64_t seed, Symbols& symbols)
    : m_seed{seed}, m_market{seed, kFirstDay, symbols}, m_position{m_market.firstDay(), 0, {}}
{}

Result<bool> SyntheticSource::next(SourceRecord& record)
{
    SyntheticEvent made = m_market.next();
    const Date day = toNewYork(made.at).date;
    if (day != m_position.day)
        m_position = {day, 0, {}};
    ++m_position.records;
    record.at = made.at;
    record.event = std::move(made.event);
    return true;
}

Result<void> SyntheticSource::seekDay(const SourcePosition& position)
{
    m_market.seek(fromNewYork(position.day, {}));
    m_position = {position.day, 0, {}};
    return {};
}

std::vector<SourceSymbol> SyntheticSource::symbols() const
{
    std::vector<SourceSymbol> listed;
    const auto assets = syntheticAssets();
    for (std::size_t i = 0; i < assets.size(); ++i) {
        SourceSymbol symbol;
        symbol.symbol = m_market.symbols()[i];
        symbol.asset = listedShare(assets[i].symbol, "NASDAQ");
        symbol.asset.name = assets[i].name;
        listed.push_back(std::move(symbol));
    }
    return listed;
}

std::vector<Bar> SyntheticSource::dailyBars(SymbolId symbol, Date day) const
{
    return m_market.dailyBars(symbol, day);
}

std::string SyntheticSource::fingerprint() const
{
    return "synthetic/" + toString(kFirstDay) + "/" + std::to_string(m_seed);
}

namespace {

Result<std::unique_ptr<MarketSource>> openCalm(const PracticeOptions& options, Symbols& symbols)
{
    if (options.tape.empty())
        return std::unique_ptr<MarketSource>{
            std::make_unique<SyntheticSource>(options.seed.value_or(1), symbols)};
    auto tape = TapeSource::open(options, symbols);
    if (!tape)
        return tl::unexpected<Error>{tape.error()};
    return std::unique_ptr<MarketSource>{std::move(*tape)};
}

} // namespace

Result<std::unique_ptr<MarketSource>> openSource(const PracticeOptions& options, Symbols& symbols)
{
    auto source = openCalm(options, symbols);
    if (!source || !WeatherSource::isIn(options.faults))
        return source;
    return std::unique_ptr<MarketSource>{std::make_unique<WeatherSource>(
        std::move(*source), options.faults, options.seed.value_or(1))};
}

} // namespace tapedeck::practice
