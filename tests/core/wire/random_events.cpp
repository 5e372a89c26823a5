#include "random_events.h"

#include <string>

namespace tapedeck::test {

RandomEvents::RandomEvents(Symbols& symbols, std::uint64_t seed)
    : m_symbols{symbols}, m_random{seed}
{
    for (const std::string_view text : {"A", "BRK.B", "SPY", "AAPL250620C00100000", "A\"B\\C"})
        (void)m_symbols.intern(text);
}

std::int64_t RandomEvents::upTo(std::int64_t max)
{
    const auto value = static_cast<std::int64_t>(m_random() >> 1U) >> (m_random() % 63);
    return value % (max + 1);
}

Quantity RandomEvents::size()
{
    return m_random() % 2 == 0 ? Quantity::fromWhole(upTo(1'000'000'000))
                               : Quantity::fromNanos(upTo(1'000'000'000'000'000'000));
}

Timestamp RandomEvents::time()
{
    constexpr std::int64_t kLast = 9'214'646'400'000'000'000; // 2262 has begun
    std::int64_t nanos = static_cast<std::int64_t>(m_random() >> 1U) % kLast;
    for (auto rest = m_random() % 10; rest > 0; --rest)
        nanos -= nanos % (rest == 9 ? 1'000'000'000 : 1);
    if (m_random() % 3 == 0)
        nanos -= nanos % 1'000'000;
    return timestampOf(nanos);
}

char RandomEvents::code()
{
    return static_cast<char>(' ' + m_random() % 95);
}

Conditions RandomEvents::conditions()
{
    Conditions result;
    for (auto count = m_random() % 8; count > 0; --count)
        result.add(code());
    return result;
}

ShortCode RandomEvents::shortCode()
{
    std::string text;
    for (auto count = m_random() % 9; count > 0; --count)
        text.push_back(code());
    return ShortCode::of(text);
}

SymbolId RandomEvents::symbol()
{
    return static_cast<SymbolId>(m_random() % m_symbols.size());
}

Trade RandomEvents::trade()
{
    return Trade{.symbol = symbol(),
                 .at = time(),
                 .price = price(),
                 .size = size(),
                 .id = upTo(INT64_MAX - 1),
                 .conditions = conditions(),
                 .exchange = code(),
                 .tape = code()};
}

BarEvent RandomEvents::bar()
{
    constexpr std::array kTimeframes{
        Timeframe::Minute1, Timeframe::Minute1, Timeframe::Day1, Timeframe::Hour1};
    constexpr std::array kKinds{BarEvent::Kind::Finished,
                                BarEvent::Kind::Updated,
                                BarEvent::Kind::Growing,
                                BarEvent::Kind::Finished};
    const std::size_t which = m_random() % kKinds.size();
    BarEvent event;
    event.kind = kKinds[which];
    Bar& bar = event.bar;
    bar.symbol = symbol();
    bar.timeframe = kTimeframes[which];
    bar.start = std::chrono::floor<std::chrono::minutes>(time());
    bar.open = price();
    bar.high = price();
    bar.low = price();
    bar.close = price();
    bar.volume = Quantity::fromNanos(upTo(9'000'000'000'000'000'000));
    if (m_random() % 2 == 0)
        bar.tradeCount = upTo(INT64_MAX - 1);
    if (m_random() % 2 == 0)
        bar.vwap = price();
    return event;
}

MarketEvent RandomEvents::next()
{
    switch (m_random() % 7) {
    case 0:
        return trade();
    case 1:
        return Quote{
            symbol(), time(), side(), side(), size(), size(), conditions(), code(), code(), code()};
    case 2:
        return bar();
    case 3:
        return TradingStatus{symbol(), time(), shortCode(), shortCode(), code()};
    case 4:
        return LuldBand{symbol(), time(), side(), side(), shortCode(), code()};
    case 5: {
        TradeCorrection correction{trade(), trade()};
        correction.corrected.symbol = correction.original.symbol;
        correction.corrected.at = correction.original.at;
        correction.corrected.exchange = correction.original.exchange;
        correction.corrected.tape = correction.original.tape;
        return correction;
    }
    default: {
        TradeCancel cancel{trade(), code()};
        cancel.trade.conditions = {}; // the wire does not carry them
        return cancel;
    }
    }
}

} // namespace tapedeck::test
