// What it costs to decode a message of market data, in both encodings, in one run: frames of ten
// messages (seven quotes, three trades) as a busy stream sends them.
//
//   bench_decode_frames [ROUNDS]      (default 20)

#include "bench_arguments.h"
#include "wire/stock_decoder.h"
#include "wire/stock_encoder.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace tapedeck {
namespace {

constexpr std::size_t kFrames = 20'000;
constexpr std::size_t kPerFrame = 10;

std::vector<MarketEvent> eventsOf(Symbols& symbols)
{
    std::mt19937_64 random{1};
    std::vector<SymbolId> ids;
    for (const char* text : {"AAPL", "MSFT", "NVDA", "SPY", "QQQ", "BRK.B", "TSLA", "AMD"})
        ids.push_back(*symbols.intern(text));
    Timestamp at = *parseTimestamp("2024-03-12T13:30:00Z");
    std::vector<MarketEvent> events;
    for (std::size_t i = 0; i < kFrames * kPerFrame; ++i) {
        at += Nanoseconds{static_cast<std::int64_t>(random() % 2'000'000)};
        const Price price =
            Price::fromNanos(static_cast<std::int64_t>(10'000 + random() % 30'000) * 10'000'000);
        const auto size = Quantity::fromWhole(static_cast<std::int64_t>(1 + random() % 900));
        const SymbolId symbol = ids[random() % ids.size()];
        Conditions conditions;
        (void)conditions.add(i % 10 < 7 ? 'R' : '@');
        if (i % 10 < 7) {
            const Price ask = Price::fromNanos(price.nanos() + 10'000'000);
            events.emplace_back(
                Quote{symbol, at, price, ask, size, size, conditions, 'V', 'Q', 'C'});
        } else {
            events.emplace_back(Trade{symbol,
                                      at,
                                      price,
                                      size,
                                      static_cast<std::int64_t>(random() >> 20U),
                                      conditions,
                                      'V',
                                      'C'});
        }
    }
    return events;
}

double nanosPerMessage(const std::vector<std::string>& frames, Symbols& symbols)
{
    StockDecoder decoder{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& frame : frames) {
        events.clear();
        if (!decoder.decode(frame, events, controls) || events.size() != kPerFrame)
            std::abort();
    }
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    return taken.count() / static_cast<double>(kFrames * kPerFrame);
}

double median(std::vector<double> figures)
{
    std::sort(figures.begin(), figures.end());
    return figures[figures.size() / 2];
}

void measure(int rounds)
{
    Symbols symbols;
    const std::vector<MarketEvent> events = eventsOf(symbols);
    std::vector<std::string> json;
    std::vector<std::string> packed;
    for (std::size_t i = 0; i < kFrames; ++i) {
        const std::span frame{events.data() + i * kPerFrame, kPerFrame};
        json.push_back(encodeStockFrame(frame, symbols));
        packed.push_back(encodeStockFrame(frame, symbols, WireEncoding::MsgPack));
    }
    std::vector<double> jsonTimes;
    std::vector<double> packedTimes;
    std::vector<double> ratios;
    for (int i = 0; i < rounds; ++i) {
        jsonTimes.push_back(nanosPerMessage(json, symbols));
        packedTimes.push_back(nanosPerMessage(packed, symbols));
        ratios.push_back(packedTimes.back() / jsonTimes.back());
    }
    std::printf("json     %.1f ns a message\nmsgpack  %.1f ns a message\nmsgpack/json %.2f\n",
                median(jsonTimes),
                median(packedTimes),
                median(ratios));
}

} // namespace
} // namespace tapedeck

int main(int argc, char** argv)
{
    tapedeck::measure(tapedeck::bench::countArgument(argc, argv, 1, 20));
    return 0;
}
