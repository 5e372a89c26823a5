#include "made_up_day.h"

#include <gtest/gtest.h>

#include <random>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

Result<Replay> replay(std::string_view session, std::size_t pieceMax = SIZE_MAX)
{
    MemorySource source{session, pieceMax};
    return replaySession(source);
}

const MadeUpDay& day()
{
    static const MadeUpDay made{1, 8'000};
    return made;
}
const RunResult& ran()
{
    static const RunResult result = run(day());
    return result;
}

TEST(Backtest, TradesOnTheMadeUpDay)
{
    // A day on which nothing happens would prove nothing below.
    EXPECT_EQ(ran().report.events, day().events.size());
    EXPECT_GT(ran().report.orders, 30U);
    EXPECT_GT(ran().report.fills, 30U);
    EXPECT_GT(ran().report.denied, 30U);
    EXPECT_GT(ran().report.roundTrips, 5);
    EXPECT_EQ(ran().report.startEquity, Money::fromWhole(100'000));
    EXPECT_NE(ran().report.endEquity, ran().report.startEquity);
}

TEST(Backtest, GivesTheSameDigestAndTheSameSessionTwice)
{
    const RunResult again = run(day());
    EXPECT_EQ(toHex(again.report.result.digest), toHex(ran().report.result.digest));
    EXPECT_EQ(again.report.result, ran().report.result);
    EXPECT_TRUE(again.session == ran().session);
}

/// Of any other tape the command makes another run id; here the id stays, and a price is bent on
/// which a decision rests.
TEST(Backtest, GivesAnotherDigestForOnePriceThatIsOneBillionthOff)
{
    auto backtest = Backtest::create(day().setup).value();
    backtest->internWatchlist();
    std::size_t decided = 0;
    std::size_t now = 0;
    backtest->observe([&](const Input& in, const std::vector<Output>& outputs) {
        const bool trade = std::holds_alternative<MarketEvent>(in.what) &&
                           std::holds_alternative<Trade>(std::get<MarketEvent>(in.what));
        for (const Output& output : outputs) {
            if (trade && decided == 0 && std::holds_alternative<output::SubmitOrder>(output))
                decided = now;
        }
    });
    ASSERT_TRUE(backtest->start(day().events.front().first).has_value());
    for (; decided == 0 && now < day().events.size(); ++now)
        ASSERT_TRUE(
            backtest->onMarket(day().events[now].second, day().events[now].first).has_value());
    ASSERT_GT(decided, 0U);
    MadeUpDay other = day();
    auto& trade = std::get<Trade>(other.events[decided].second);
    trade.price = Price::fromNanos(trade.price.nanos() + 1);
    EXPECT_NE(toHex(run(other).report.result.digest), toHex(ran().report.result.digest));
}

TEST(Backtest, GivesAnotherDigestForAnotherConfigurationAndAnotherRun)
{
    MadeUpDay other = day();
    other.setup.config.limits.ordersPerMinute = 3;
    EXPECT_NE(run(other).report.result.digest, ran().report.result.digest);
    MadeUpDay named = day();
    named.setup.runId = "another";
    EXPECT_NE(run(named).report.result.digest, ran().report.result.digest);
}

TEST(Backtest, EndsWithBooksThatAreTheExchanges)
{
    auto backtest = Backtest::create(day().setup).value();
    backtest->internWatchlist();
    ASSERT_TRUE(backtest->start(day().events.front().first).has_value());
    for (std::size_t i = 0; i < day().events.size(); ++i) {
        const auto& [at, event] = day().events[i];
        ASSERT_TRUE(backtest->onMarket(event, at).has_value());
        if (i % 500 != 0 && i + 1 != day().events.size())
            continue;
        const Snapshot look = backtest->engine().snapshot({});
        if (!look.account.known)
            continue;
        EXPECT_EQ(look.account.cash, backtest->exchange().account().cash);
        std::map<std::string, Quantity> ours;
        for (const PositionRow& row : look.positions)
            ours[row.symbol] = row.quantity;
        std::map<std::string, Quantity> theirs;
        for (const BrokerPosition& position : backtest->exchange().positions())
            theirs[position.symbol] = position.quantity;
        EXPECT_EQ(ours, theirs) << i;
    }
}

TEST(Replay, GivesTheDigestThatTheRunItselfWrote)
{
    const auto replayed = replay(ran().session);
    ASSERT_TRUE(replayed.has_value()) << replayed.error().what;
    ASSERT_TRUE(replayed->recorded.has_value());
    EXPECT_EQ(*replayed->recorded, ran().report.result);
    EXPECT_EQ(toHex(replayed->played.digest), toHex(ran().report.result.digest));
    EXPECT_TRUE(replayed->agrees());
    EXPECT_EQ(replayed->marketEvents, ran().report.events);
    EXPECT_EQ(replayed->note, "");
}

/// The engine takes one input at a time, so batches cannot matter by construction: what is split
/// here is how the bytes come in.
TEST(Replay, DoesNotDependOnHowTheBytesComeIn)
{
    std::mt19937_64 random{1};
    const RunResult whole = run(MadeUpDay{3, 600});
    for (int i = 0; i < 20; ++i) {
        const auto replayed = replay(whole.session, 1 + random() % 5'000);
        ASSERT_TRUE(replayed.has_value());
        EXPECT_EQ(replayed->played, whole.report.result);
    }
}

TEST(Replay, PlaysWhatIsWholeOfASessionThatWasCutOffAndSaysSo)
{
    auto backtest = Backtest::create(day().setup).value();
    MemorySink sink;
    auto recorder = SessionRecorder::create(sink, backtest->symbols()).value();
    backtest->recordTo(recorder);
    backtest->internWatchlist();
    ASSERT_TRUE(backtest->start(day().events.front().first).has_value());
    for (std::size_t i = 0; i < 1'200; ++i) {
        ASSERT_TRUE(backtest->onMarket(day().events[i].second, day().events[i].first).has_value());
        if (i % 200 == 0) {
            ASSERT_TRUE(recorder.flush().has_value());
        }
    }
    const auto unclosed = replay(sink.bytes());
    ASSERT_TRUE(unclosed.has_value());
    EXPECT_FALSE(unclosed->recorded.has_value());
    EXPECT_NE(unclosed->note, "");
    EXPECT_GT(unclosed->played.inputs, 1'000U);
    const auto torn = replay(std::string_view{sink.bytes()}.substr(0, sink.bytes().size() - 10));
    ASSERT_TRUE(torn.has_value());
    EXPECT_NE(torn->note, "");
    EXPECT_LT(torn->played.inputs, unclosed->played.inputs);
}

TEST(Replay, RefusesASessionWithAWrongByteAnywhere)
{
    std::mt19937_64 random{7};
    const RunResult whole = run(MadeUpDay{2, 600});
    std::string bytes = whole.session;
    for (int i = 0; i < 100; ++i) {
        const std::size_t at = random() % bytes.size();
        const char before = bytes[at];
        bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << (random() % 8)));
        const auto replayed = replay(bytes);
        // The damage is found, or lies where the file says nothing about the run.
        EXPECT_TRUE(!replayed || !replayed->agrees() || !replayed->note.empty() ||
                    replayed->played == whole.report.result)
            << at;
        if (replayed && replayed->recorded) {
            EXPECT_EQ(replayed->played, whole.report.result) << at;
        }
        bytes[at] = before;
    }
    EXPECT_FALSE(replay("").has_value());
    EXPECT_FALSE(replay("not a session at all, and long enough for a header").has_value());
}

/// A session whose checksums are right and whose inputs are not: written by somebody else.
std::string forged(const std::vector<Input>& inputs)
{
    Symbols symbols;
    (void)symbols.intern("AAA");
    MemorySink sink;
    auto recorder = SessionRecorder::create(sink, symbols).value();
    for (const Input& in : inputs)
        CHECK(recorder.append(in).has_value());
    CHECK(recorder.close({}).has_value());
    return sink.bytes();
}

TEST(Replay, RefusesInputsThatNoRunCanHaveHadInsteadOfStopping)
{
    input::Started started;
    started.runId = "forged";
    started.config = day().setup.config;
    const Timestamp at = day().events.front().first;
    const auto errorOf = [](const std::vector<Input>& inputs) {
        const auto replayed = replay(forged(inputs));
        return replayed ? ErrorCode{} : replayed.error().code;
    };
    EXPECT_TRUE(replay(forged({{at, started}, {at + 1s, input::Tick{}}})).has_value());
    EXPECT_EQ(errorOf({{at, started}, {at - 1s, input::Tick{}}}), ErrorCode::Malformed);
    input::Started damaged = started;
    damaged.savedState = "no state";
    EXPECT_FALSE(replay(forged({{at, damaged}})).has_value());
    input::Started unknown = started;
    unknown.config.instances[0].strategy = "astrology";
    EXPECT_FALSE(replay(forged({{at, unknown}})).has_value());
}

} // namespace
} // namespace tapedeck
