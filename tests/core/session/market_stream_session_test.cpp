#include "core/session/stream_steps.h"
#include "session/market_stream_session.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

using namespace test;

constexpr Nanoseconds kStart = std::chrono::hours{1};

StreamSubscription ackOf(const std::vector<std::string>& symbols)
{
    StreamSubscription ack;
    for (const auto channel :
         {StreamChannel::Trades, StreamChannel::Quotes, StreamChannel::Statuses})
        ack[channel] = symbols;
    return ack;
}

class MarketStream : public testing::Test
{
protected:
    StreamActions start()
    {
        StreamActions out;
        session.start(now, out);
        return out;
    }
    StreamActions say(const StreamControl& control)
    {
        StreamActions out;
        session.onControl(control, now, out);
        return out;
    }
    StreamActions opened()
    {
        StreamActions out;
        session.onOpened(now, out);
        return out;
    }
    StreamActions closed(const SocketClosed& why = {0, false, "gone"})
    {
        StreamActions out;
        session.onClosed(why, now, out);
        return out;
    }
    StreamActions want(std::vector<std::string> symbols)
    {
        StreamActions out;
        session.want(std::move(symbols), now, out);
        return out;
    }
    StreamActions after(Nanoseconds time, bool marketOpen = false)
    {
        StreamActions all;
        for (const Nanoseconds end = now + time; now < end;) {
            now += std::chrono::milliseconds{200};
            session.tick(now, marketOpen, all);
        }
        return all;
    }
    /// Like after(), with a server that answers pings.
    StreamActions alive(Nanoseconds time, bool marketOpen)
    {
        StreamActions all;
        for (const Nanoseconds end = now + time; now < end;) {
            const StreamActions out = after(std::chrono::milliseconds{200}, marketOpen);
            if (has<action::SendPing>(out))
                session.onPong();
            all.insert(all.end(), out.begin(), out.end());
        }
        return all;
    }
    void authenticate()
    {
        start();
        opened();
        say(StreamSuccess{"connected"});
        say(StreamSuccess{"authenticated"});
    }

    Nanoseconds now = kStart;
    Timestamp told = parseTimestamp("2026-11-27T15:00:00Z").value();
    MarketStreamSession session{1};
};

TEST_F(MarketStream, SaysItsKeysWhenTheServerHasSaidConnected)
{
    EXPECT_TRUE(has<action::OpenSocket>(start()));
    EXPECT_FALSE(has<action::SendAuth>(opened()));
    EXPECT_TRUE(has<action::SendAuth>(say(StreamSuccess{"connected"})));
    EXPECT_EQ(states(say(StreamSuccess{"authenticated"})).back(), LinkState::Live);
}

TEST_F(MarketStream, IsLiveWhenTheServerHasAcknowledgedEverything)
{
    want({"AAPL", "MSFT"});
    start();
    opened();
    say(StreamSuccess{"connected"});
    const StreamActions asked = say(StreamSuccess{"authenticated"});
    EXPECT_EQ(texts(asked),
              std::vector<std::string>{
                  R"({"action":"subscribe","trades":["AAPL","MSFT"],"quotes":["AAPL","MSFT"],)"
                  R"("statuses":["AAPL","MSFT"]})"});
    EXPECT_EQ(states(asked).back(), LinkState::Subscribing);
    EXPECT_EQ(states(say(ackOf({"AAPL", "MSFT"}))).back(), LinkState::Live);
}

TEST_F(MarketStream, MakesRoomBeforeItAsksForMore)
{
    want({"AAPL", "MSFT"});
    authenticate();
    say(ackOf({"AAPL", "MSFT"}));
    EXPECT_EQ(
        texts(want({"MSFT", "IBM"})),
        std::vector<std::string>{R"({"action":"unsubscribe","trades":["AAPL"],"quotes":["AAPL"],)"
                                 R"("statuses":["AAPL"]})"});
    EXPECT_EQ(
        texts(say(ackOf({"MSFT"}))),
        std::vector<std::string>{
            R"({"action":"subscribe","trades":["IBM"],"quotes":["IBM"],"statuses":["IBM"]})"});
    EXPECT_TRUE(texts(say(ackOf({"MSFT", "IBM"}))).empty());
}

TEST_F(MarketStream, TakesTheAcknowledgementForTheStateAndNotItsOwnWish)
{
    want({"AAPL", "MSFT"});
    authenticate();
    // The server has one of them only, and keeps to it: asking again and again would not help.
    EXPECT_TRUE(texts(say(ackOf({"AAPL"}))).empty());
    // What it lost later is asked for again.
    EXPECT_EQ(texts(say(ackOf({}))).size(), 1U);
}

TEST_F(MarketStream, KeepsEveryRequestBelowTheServersFrameLimit)
{
    std::vector<std::string> many;
    for (int i = 0; i < 2'000; ++i)
        many.push_back("LONGSYMBOL0000000000" + std::to_string(1'000 + i));
    want(many);
    start();
    opened();
    say(StreamSuccess{"connected"});
    StreamActions out = say(StreamSuccess{"authenticated"});
    std::vector<std::string> acked;
    int requests = 0;
    while (!texts(out).empty()) {
        ASSERT_EQ(texts(out).size(), 1U) << "one request at a time";
        EXPECT_LE(texts(out).front().size(), kSubscribeBytesMax);
        const auto request = parseStreamRequest(texts(out).front());
        const auto& lists = std::get<StreamSubscribe>(*request).lists;
        for (const std::string& symbol : lists[StreamChannel::Trades])
            acked.push_back(symbol);
        out = say(ackOf(acked));
        ++requests;
    }
    EXPECT_EQ(acked, many);
    EXPECT_EQ(requests, 7);
}

class SymbolLimit : public MarketStream, public testing::WithParamInterface<std::size_t>
{};

TEST_P(SymbolLimit, StreamsExactlyAsManyAsThePlanHasMostImportantFirst)
{
    std::vector<std::string> many;
    for (int i = 0; i < 100; ++i)
        many.push_back("S" + std::to_string(i));
    want(many);
    start();
    opened();
    say(StreamSuccess{"connected"});
    StreamActions out = say(StreamSuccess{"authenticated"});
    std::vector<std::string> acked;
    int requests = 0;
    while (!texts(out).empty()) {
        ASSERT_LT(++requests, 20);
        const auto request = parseStreamRequest(texts(out).front());
        const auto& asked = std::get<StreamSubscribe>(*request);
        ASSERT_TRUE(asked.add);
        std::vector<std::string> with = acked;
        for (const std::string& symbol : asked.lists[StreamChannel::Trades])
            with.push_back(symbol);
        if (with.size() > GetParam()) {
            out = say(StreamError{405, "symbol limit exceeded"});
        } else {
            acked = with;
            out = say(ackOf(acked));
        }
    }
    EXPECT_EQ(acked,
              std::vector<std::string>(many.begin(),
                                       many.begin() + static_cast<std::ptrdiff_t>(GetParam())));
    EXPECT_EQ(session.leftOut().size(), many.size() - GetParam());
    EXPECT_EQ(states(out).back(), LinkState::Live);
    EXPECT_EQ(lastReason(out).empty(), GetParam() == 100);
}

INSTANTIATE_TEST_SUITE_P(OfThePlan, SymbolLimit, testing::Values(0, 1, 15, 30, 99, 100));

TEST_F(MarketStream, ABadlyFormedSymbolDoesNotSpoilTheOthers)
{
    want({"A", "B", "malformed", "C"});
    start();
    opened();
    say(StreamSuccess{"connected"});
    StreamActions out = say(StreamSuccess{"authenticated"});
    std::vector<std::string> acked;
    StreamActions said;
    for (int i = 0; i < 12 && !texts(out).empty(); ++i) {
        const auto request = parseStreamRequest(texts(out).front());
        ASSERT_TRUE(request) << texts(out).front();
        ASSERT_TRUE(std::holds_alternative<StreamSubscribe>(*request)) << texts(out).front();
        const auto& symbols = std::get<StreamSubscribe>(*request).lists[StreamChannel::Trades];
        bool bad = false;
        for (const std::string& symbol : symbols)
            bad = bad || symbol == "malformed";
        if (!bad)
            acked.insert(acked.end(), symbols.begin(), symbols.end());
        out = say(bad ? StreamControl{StreamError{400, "invalid syntax"}}
                      : StreamControl{ackOf(acked)});
        said.insert(said.end(), out.begin(), out.end());
    }
    EXPECT_EQ(acked, (std::vector<std::string>{"A", "B", "C"}));
    ASSERT_EQ(all<action::Notice>(said).size(), 1U);
    EXPECT_NE(all<action::Notice>(said)[0].text.find("malformed"), std::string::npos);
}

struct Refusal
{
    int code;
    const char* remedy; ///< what a person can do about it
    friend void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.code; }
};
class Refused : public MarketStream, public testing::WithParamInterface<Refusal>
{};

TEST_P(Refused, IsFinal)
{
    start();
    opened();
    say(StreamSuccess{"connected"});
    const StreamActions out = say(StreamError{GetParam().code, "no"});
    EXPECT_TRUE(has<action::CloseSocket>(out));
    EXPECT_EQ(states(out).back(), LinkState::Refused);
    EXPECT_NE(lastReason(out).find(GetParam().remedy), std::string::npos) << lastReason(out);
    closed();
    EXPECT_FALSE(has<action::OpenSocket>(after(std::chrono::minutes{10})));
}

INSTANTIATE_TEST_SUITE_P(Code,
                         Refused,
                         testing::Values(Refusal{402, "Check the keys"},
                                         Refusal{409, "choose feed.source: iex"},
                                         Refusal{410, "report it"},
                                         Refusal{411, "may not read market data"},
                                         Refusal{412, "feed.encoding: msgpack"}));

TEST_F(MarketStream, KeysThatTheHandshakeRefusesAreFinalToo)
{
    start();
    const StreamActions out = closed({401, false, "unauthorized"});
    EXPECT_EQ(states(out).back(), LinkState::Refused);
    EXPECT_FALSE(has<action::OpenSocket>(after(std::chrono::minutes{10})));
}

TEST_F(MarketStream, ACertificateThatDoesNotHoldIsFinal)
{
    start();
    const StreamActions out = closed({0, true, "the server's certificate does not hold"});
    EXPECT_EQ(states(out).back(), LinkState::Refused);
    EXPECT_NE(lastReason(out).find("certificate"), std::string::npos) << lastReason(out);
    EXPECT_FALSE(has<action::OpenSocket>(after(std::chrono::minutes{10})));
}

TEST_F(MarketStream, WaitsLongerWhereAnOldSessionHoldsThePlace)
{
    start();
    opened();
    say(StreamSuccess{"connected"});
    say(StreamError{406, "connection limit exceeded"});
    const StreamActions out = closed();
    EXPECT_EQ(states(out).back(), LinkState::BackingOff);
    EXPECT_NE(lastReason(out).find("old session"), std::string::npos);
    EXPECT_FALSE(has<action::OpenSocket>(after(seconds{7})));
    EXPECT_TRUE(has<action::OpenSocket>(after(seconds{7})));
}

TEST_F(MarketStream, APlaceThatStaysTakenBelongsToSomebodyElse)
{
    const auto untilItTries = [&] {
        while (!has<action::OpenSocket>(after(std::chrono::milliseconds{200}))) {
        }
        opened();
        say(StreamSuccess{"connected"});
    };
    start();
    opened();
    say(StreamSuccess{"connected"});
    say(StreamError{406, "connection limit exceeded"});
    EXPECT_NE(lastReason(closed()).find("old session"), std::string::npos);
    std::string reason;
    for (int i = 0; i < 6; ++i) {
        untilItTries();
        say(StreamError{406, "connection limit exceeded"});
        reason = lastReason(closed());
    }
    EXPECT_NE(reason.find("another program"), std::string::npos) << reason;
    // Once it was live the next one is an old session of ours again.
    untilItTries();
    say(StreamSuccess{"authenticated"});
    closed();
    untilItTries();
    say(StreamError{406, "connection limit exceeded"});
    EXPECT_NE(lastReason(closed()).find("old session"), std::string::npos);
}

TEST_F(MarketStream, ATooManyRequestsAtTheHandshakeWaitsAsLong)
{
    start();
    const StreamActions out = closed({429, false, "Too Many Requests"});
    EXPECT_NE(lastReason(out).find("old session"), std::string::npos);
    EXPECT_FALSE(has<action::OpenSocket>(after(seconds{7})));
}

TEST_F(MarketStream, SendsItsKeysOnceMoreIfTheServerForgotThem)
{
    want({"AAPL"});
    authenticate();
    EXPECT_TRUE(has<action::SendAuth>(say(StreamError{401, "not authenticated"})));
    EXPECT_EQ(texts(say(StreamSuccess{"authenticated"})).size(), 1U);
    EXPECT_TRUE(has<action::CloseSocket>(say(StreamError{401, "not authenticated"})));
}

TEST_F(MarketStream, AnAnswerThatDoesNotComeEndsTheAttempt)
{
    start();
    EXPECT_TRUE(has<action::CloseSocket>(after(seconds{10}))) << "no connection";
    closed();
    after(seconds{2});
    opened();
    EXPECT_TRUE(has<action::CloseSocket>(after(seconds{10}))) << "no welcome";
    EXPECT_NE(lastReason(closed()).find("no welcome"), std::string::npos);
}

TEST_F(MarketStream, AnUnansweredPingIsADeadConnection)
{
    authenticate();
    EXPECT_TRUE(has<action::SendPing>(after(seconds{10})));
    session.onPong();
    EXPECT_FALSE(has<action::CloseSocket>(after(seconds{19})));
    const StreamActions out = after(seconds{2});
    EXPECT_TRUE(has<action::CloseSocket>(out));
    EXPECT_EQ(states(out).back(), LinkState::Stale);
}

TEST_F(MarketStream, SilenceInRegularHoursIsAQuestionToRest)
{
    want({"AAPL", "MSFT"});
    authenticate();
    say(ackOf({"AAPL", "MSFT"}));
    EXPECT_FALSE(has<action::AskLatest>(alive(std::chrono::minutes{30}, false)))
        << "at night nothing trades";
    EXPECT_FALSE(has<action::AskLatest>(alive(seconds{59}, true)));
    session.onData(now);
    EXPECT_FALSE(has<action::AskLatest>(alive(seconds{59}, true)));
    const StreamActions out = alive(seconds{2}, true);
    ASSERT_EQ(all<action::AskLatest>(out).size(), 1U);
    EXPECT_EQ(all<action::AskLatest>(out)[0].symbols, (std::vector<std::string>{"AAPL", "MSFT"}));
    EXPECT_FALSE(has<action::CloseSocket>(out));
}

TEST_F(MarketStream, WhereRestHasNewerTradesTheStreamIsDead)
{
    want({"AAPL"});
    authenticate();
    say(ackOf({"AAPL"}));
    ASSERT_TRUE(has<action::AskLatest>(alive(seconds{61}, true)));
    session.onLatest(told + seconds{20}, told, now);
    EXPECT_FALSE(has<action::CloseSocket>(alive(seconds{1}, true))) << "it may be on its way";
    EXPECT_FALSE(session.wasStarved());
    const StreamActions out = alive(seconds{2}, true);
    EXPECT_TRUE(has<action::CloseSocket>(out));
    EXPECT_EQ(states(out).back(), LinkState::Stale);
    EXPECT_TRUE(session.wasStarved());
}

TEST_F(MarketStream, WhatArrivesInTheMeantimeSavesTheStream)
{
    want({"AAPL"});
    authenticate();
    say(ackOf({"AAPL"}));
    ASSERT_TRUE(has<action::AskLatest>(alive(seconds{61}, true)));
    session.onLatest(told + seconds{20}, told, now);
    session.onData(now);
    EXPECT_FALSE(has<action::CloseSocket>(alive(seconds{50}, true)));
}

TEST_F(MarketStream, AQuietMarketIsNotTakenForADeadFeed)
{
    want({"AAPL"});
    authenticate();
    say(ackOf({"AAPL"}));
    std::size_t asked = 0;
    for (int minute = 0; minute < 60; ++minute) {
        const StreamActions out = alive(std::chrono::minutes{1}, true);
        EXPECT_FALSE(has<action::CloseSocket>(out)) << "minute " << minute;
        if (!has<action::AskLatest>(out))
            continue;
        ++asked;
        session.onLatest(minute % 2 == 0 ? std::optional{told} : std::nullopt, told, now);
    }
    EXPECT_GE(asked, 4U);
    EXPECT_LE(asked, 6U) << "a quiet hour is cheap";
}

TEST_F(MarketStream, WithoutAnAnswerNothingIsDecidedAndTheQuestionIsPutAgain)
{
    want({"AAPL"});
    authenticate();
    say(ackOf({"AAPL"}));
    const StreamActions out = alive(std::chrono::minutes{2}, true);
    EXPECT_FALSE(has<action::CloseSocket>(out));
    EXPECT_EQ(all<action::AskLatest>(out).size(), 4U);
}

TEST_F(MarketStream, ASparseStreamGoesByPingAlone)
{
    MarketStreamOptions sparse;
    sparse.mindsSilence = false;
    session = MarketStreamSession{1, sparse};
    want({"AAPL"});
    authenticate();
    say(ackOf({"AAPL"}));
    EXPECT_FALSE(has<action::AskLatest>(alive(std::chrono::minutes{30}, true)));
}

TEST_F(MarketStream, WithoutANetworkItIsOffline)
{
    start();
    const StreamActions out = closed({0, false, "host not found", true});
    EXPECT_EQ(states(out).back(), LinkState::Offline);
    EXPECT_TRUE(all<action::ReportState>(out).back().tryAgainIn);
    EXPECT_TRUE(has<action::OpenSocket>(after(seconds{2})));
}

TEST_F(MarketStream, SubscribesAgainAfterAReconnect)
{
    want({"AAPL"});
    authenticate();
    say(ackOf({"AAPL"}));
    closed();
    EXPECT_TRUE(has<action::OpenSocket>(after(seconds{2})));
    opened();
    say(StreamSuccess{"connected"});
    EXPECT_EQ(texts(say(StreamSuccess{"authenticated"})).size(), 1U);
}

TEST_F(MarketStream, OnlyAHealthyMinuteMakesTheWaitsShortAgain)
{
    for (int i = 0; i < 6; ++i) {
        start();
        opened();
        closed();
        after(seconds{31});
    }
    opened();
    say(StreamSuccess{"connected"});
    say(StreamSuccess{"authenticated"});
    alive(seconds{50}, false);
    closed();
    EXPECT_FALSE(has<action::OpenSocket>(after(seconds{20}))) << "50 s are not enough";
    after(seconds{11});
    opened();
    say(StreamSuccess{"connected"});
    say(StreamSuccess{"authenticated"});
    alive(seconds{61}, false);
    closed();
    EXPECT_TRUE(has<action::OpenSocket>(after(seconds{2})));
}

TEST_F(MarketStream, ANightWithoutANetworkIsOnePieceOfNews)
{
    start();
    int news = 0;
    for (int i = 0; i < 100; ++i) {
        StreamActions out = closed({0, false, "cannot connect"});
        while (!has<action::OpenSocket>(out)) {
            const StreamActions waited = after(std::chrono::milliseconds{200});
            out.insert(out.end(), waited.begin(), waited.end());
        }
        for (const auto& report : all<action::ReportState>(out))
            news += report.news ? 1 : 0;
    }
    EXPECT_EQ(news, 1);
}

} // namespace
} // namespace tapedeck
