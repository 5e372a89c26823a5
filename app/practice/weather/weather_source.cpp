#include "app/practice/weather/weather_source.h"

#include "market/new_york.h"

#include <algorithm>

namespace tapedeck::practice {

namespace {

constexpr Nanoseconds kHaltFor = std::chrono::seconds{30};
constexpr std::uint32_t kThinSharesMost = 3;

std::uint64_t dayNumber(Date day) noexcept
{
    return static_cast<std::uint64_t>(std::chrono::sys_days{day}.time_since_epoch().count());
}

MarketEvent statusOf(SymbolId symbol, Timestamp at, std::string_view code)
{
    TradingStatus status;
    status.symbol = symbol;
    status.at = at;
    status.status = ShortCode::of(code);
    status.reason = ShortCode::of(code == "H" ? "T1" : "T3");
    status.tape = 'C';
    return status;
}

} // namespace

WeatherSource::WeatherSource(std::unique_ptr<MarketSource> source,
                             FaultPlan plan,
                             std::uint64_t seed)
    : m_source{std::move(source)}, m_plan{std::move(plan)}, m_seed{seed}, m_random{{seed}}
{
    beginDay(m_source->firstDay());
}

bool WeatherSource::isIn(const FaultPlan& plan) noexcept
{
    const auto kinds = faultKinds();
    return std::any_of(kinds.begin(), kinds.end(), [&](const FaultKind& kind) {
        return isOfTheMarket(kind.fault) && !plan[kind.fault].isZero();
    });
}

Result<bool> WeatherSource::next(SourceRecord& record)
{
    for (;;) {
        if (!m_read) {
            SourceRecord read;
            const auto more = m_source->next(read);
            if (!more || !*more)
                return more;
            m_read = std::move(read);
            if (m_source->position().day != m_position.day)
                beginDay(m_source->position().day);
        }
        ++m_position.records;
        m_position.shift = m_source->position().shift;
        if (endHalt(m_read->at, record) || beginHalt(record))
            return true;
        if (m_halted.contains(symbolOf(m_read->event))) {
            --m_position.records; // nothing happens in a symbol that is halted
            m_read.reset();
            continue;
        }
        record = std::move(*m_read);
        m_read.reset();
        worsen(record.event);
        return true;
    }
}

Result<void> WeatherSource::seekDay(const SourcePosition& position)
{
    m_read.reset();
    beginDay(position.day);
    return m_source->seekDay(position);
}

std::string WeatherSource::fingerprint() const
{
    std::string text = m_source->fingerprint() + "/weather/" + std::to_string(m_seed);
    for (const FaultKind& kind : faultKinds()) {
        if (isOfTheMarket(kind.fault))
            text.append("/").append(m_plan[kind.fault].toString());
    }
    return text;
}

void WeatherSource::beginDay(Date day)
{
    m_position = {day, 0, {}};
    m_random = Random{m_seed, dayNumber(day)};
    m_halted.clear();
    m_nextHalt.reset();
}

void WeatherSource::worsen(MarketEvent& event)
{
    const auto thin = [this] {
        const std::int64_t shares = 1 + m_random.below(kThinSharesMost);
        return Quantity::fromWhole(shares);
    };
    if (auto* trade = std::get_if<Trade>(&event)) {
        if (strikes(Fault::ThinMarket))
            trade->size = std::min(trade->size, thin());
        return;
    }
    auto* quote = std::get_if<Quote>(&event);
    if (quote == nullptr)
        return;
    if (strikes(Fault::ThinMarket)) {
        quote->bidSize = std::min(quote->bidSize, thin());
        quote->askSize = std::min(quote->askSize, thin());
    }
    if (strikes(Fault::CrossedQuote))
        std::swap(quote->bid, quote->ask);
    if (strikes(Fault::ZeroQuote)) {
        if (m_random.chance(0.5)) {
            quote->bid = Price{};
            quote->bidSize = Quantity{};
        } else {
            quote->ask = Price{};
            quote->askSize = Quantity{};
        }
    }
}

bool WeatherSource::strikes(Fault fault)
{
    return !m_plan[fault].isZero() && m_random.chance(m_plan[fault].toDouble());
}

/// A halt of the symbol whose turn it is, at the mean times of the plan.
bool WeatherSource::beginHalt(SourceRecord& record)
{
    if (m_plan[Fault::Halt].isZero())
        return false;
    const Timestamp now = m_read->at;
    const auto wait = [this] {
        return Nanoseconds{static_cast<std::int64_t>(
            m_random.exponential() * static_cast<double>(m_plan.span(Fault::Halt).count()))};
    };
    if (!m_nextHalt)
        m_nextHalt = now + wait();
    const SymbolId symbol = symbolOf(m_read->event);
    if (now < *m_nextHalt || m_halted.contains(symbol))
        return false;
    m_nextHalt = now + wait();
    m_halted.emplace(symbol, now + kHaltFor);
    record = {now, statusOf(symbol, now, "H")};
    return true;
}

/// The end of the first halt that is over, told before what comes next.
bool WeatherSource::endHalt(Timestamp now, SourceRecord& record)
{
    const auto over = std::find_if(m_halted.begin(), m_halted.end(), [now](const auto& halted) {
        return halted.second <= now;
    });
    if (over == m_halted.end())
        return false;
    record = {now, statusOf(over->first, now, "T")};
    m_halted.erase(over);
    return true;
}

} // namespace tapedeck::practice
