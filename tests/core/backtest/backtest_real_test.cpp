#include "backtest/runner.h"
#include "exchange/session_clock.h"
#include "support/real_data.h"
#include "tape/daily_history.h"
#include "tape/line_tape.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

namespace tapedeck {
namespace {

std::string fileBytes(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A recorded day as the command plays it: all of its symbols, daily bars from before.
class RecordedDay
{
public:
    RecordedDay(const std::string& folder, const std::string& tape)
        : m_tape{fileBytes(folder + "/" + tape)}
    {
        Symbols symbols;
        MemorySource scanned{m_tape};
        const auto scan = scanTape(scanned, symbols, 200'000).value();
        DailyHistory daily{scan.date, scan.symbols};
        const std::string bars = fileBytes(folder + "/bars_1d.jsonl.zst");
        MemorySource source{bars};
        CHECK(daily.add(source, symbols).has_value());
        m_setup.config = TradingConfig::defaults(Mode::Practice, Rules::Automatic);
        for (const SymbolId symbol : scan.symbols) {
            const std::string text{symbols.text(symbol)};
            m_setup.config.watchlist.push_back(text);
            ListedAsset listed;
            listed.asset.symbol = text;
            listed.asset.assetClass = "us_equity";
            listed.asset.active = listed.asset.tradable = listed.asset.fractionable = true;
            const auto own = daily.bars(symbol);
            if (!own.empty()) {
                listed.previousClose = own.back().close;
                m_setup.history.push_back({text, {own.begin(), own.end()}});
            }
            m_setup.exchange.assets.push_back(listed);
        }
        const std::chrono::sys_days date{scan.date};
        m_setup.exchange.calendar = calendarDays(MarketCalendar{},
                                                 Date{date - std::chrono::days{15}},
                                                 Date{date + std::chrono::days{15}});
        m_setup.runId = m_setup.exchange.seed = "recorded";
    }

    /// `pieceMax`, `batchMax`: how the tape's bytes and its events come in; random up to these.
    /// `bend`: the number of a trade whose price is moved by 1e-9.
    BacktestReport play(std::size_t pieceMax,
                        std::size_t batchMax,
                        std::uint64_t seed,
                        std::optional<std::uint64_t> bend = std::nullopt,
                        std::string* session = nullptr) const
    {
        auto backtest = Backtest::create(m_setup).value();
        MemorySink sink;
        auto recorder = SessionRecorder::create(sink, backtest->symbols()).value();
        if (session != nullptr)
            backtest->recordTo(recorder);
        backtest->internWatchlist();
        MemorySource source{m_tape, pieceMax};
        LineTape tape{source, backtest->symbols()};
        std::mt19937_64 random{seed};
        std::vector<TapeRecord> batch;
        bool started = false;
        std::uint64_t trades = 0;
        backtest->observe([&](const Input& in, const std::vector<Output>& outputs) {
            const auto* event = std::get_if<MarketEvent>(&in.what);
            for (const Output& output : outputs) {
                if (decidedAt == 0 && event != nullptr && std::holds_alternative<Trade>(*event) &&
                    std::holds_alternative<output::SubmitOrder>(output))
                    decidedAt = trades;
            }
        });
        while (tape.nextBatch(batch, 1 + random() % batchMax).value()) {
            for (TapeRecord& record : batch) {
                if (!std::exchange(started, true))
                    CHECK(backtest->start(record.at).has_value());
                auto* trade = std::get_if<Trade>(&record.event);
                trades += trade != nullptr ? 1U : 0U;
                if (trade != nullptr && bend == trades)
                    trade->price = Price::fromNanos(trade->price.nanos() + 1);
                CHECK(backtest->onMarket(record.event, record.at).has_value());
            }
        }
        const BacktestReport report = backtest->finish().value();
        if (session != nullptr)
            *session = sink.bytes();
        return report;
    }

    mutable std::uint64_t decidedAt = 0; ///< the trade that led to the first order

private:
    std::string m_tape;
    BacktestSetup m_setup;
};

TEST(BacktestOnARealTape, GivesOneDigestUnderRandomSplitsOfTheOpenAndAnotherForAnotherPrice)
{
    TAPEDECK_REAL_DATA(folder);
    const RecordedDay open{folder, "tape_20131010_open.jsonl.zst"};
    std::string session;
    const BacktestReport first = open.play(SIZE_MAX, 1, 0, std::nullopt, &session);
    EXPECT_GT(first.orders, 10U);
    EXPECT_GT(first.fills, 10U);
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const BacktestReport again = open.play(1 + seed * 997, 1 + seed * 61, seed);
        EXPECT_EQ(again.result, first.result) << "seed " << seed;
    }
    std::mt19937_64 random{1};
    for (int i = 0; i < 40; ++i) {
        MemorySource source{session, 1 + random() % 9'999};
        const auto replayed = replaySession(source);
        ASSERT_TRUE(replayed.has_value());
        EXPECT_EQ(replayed->played, first.result);
        EXPECT_TRUE(replayed->agrees());
    }
    // Of another tape the command makes another run id as well; here a price is bent on which the
    // first order rests.
    ASSERT_GT(open.decidedAt, 0U);
    EXPECT_NE(toHex(open.play(SIZE_MAX, 1, 0, open.decidedAt).result.digest),
              toHex(first.result.digest));
}

TEST(BacktestOnARealTape, PlaysTheWholeDayAndItsReplayAgrees)
{
    TAPEDECK_REAL_DATA(folder);
    const RecordedDay day{folder, "tape_20131010.jsonl.zst"};
    std::string session;
    const BacktestReport first = day.play(SIZE_MAX, 1'000, 0, std::nullopt, &session);
    EXPECT_GT(first.events, 1'000'000U);
    EXPECT_GT(first.orders, 100U);
    MemorySource source{session};
    const auto replayed = replaySession(source);
    ASSERT_TRUE(replayed.has_value());
    EXPECT_EQ(replayed->played, first.result);
    std::printf("events=%llu orders=%llu fills=%llu denied=%llu digest=%s\n",
                static_cast<unsigned long long>(first.events),
                static_cast<unsigned long long>(first.orders),
                static_cast<unsigned long long>(first.fills),
                static_cast<unsigned long long>(first.denied),
                toHex(first.result.digest).c_str());
}

} // namespace
} // namespace tapedeck
