#include "app/practice/data_session.h"
#include "app/practice/rate_window.h"
#include "app/practice/tape_time.h"
#include "app/practice/trading_session.h"

#include <gmock/gmock.h>

namespace tapedeck::practice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Credentials credentials()
{
    std::string secret = "S";
    return {"K", Secret::takeFrom(secret)};
}

class DataSessionTest : public testing::Test
{
protected:
    DataSessionTest()
    {
        m_rules.credentials = &m_credentials;
        m_rules.channels = kStockAckChannels;
        m_rules.takeSlot = [this] { return m_free; };
    }
    /// The one frame of an answer that leaves the socket open.
    std::string say(std::string_view text)
    {
        const auto reply = m_session.message(text);
        EXPECT_FALSE(reply.close);
        EXPECT_EQ(reply.frames.size(), 1U);
        return reply.frames.empty() ? "" : reply.frames.front();
    }
    void authenticate() { ASSERT_THAT(say(kAuth), HasSubstr("authenticated")); }

    static constexpr std::string_view kAuth = R"({"action":"auth","key":"K","secret":"S"})";
    const Credentials m_credentials = credentials();
    bool m_free = true;
    DataStreamRules m_rules;
    DataSession m_session{m_rules};
};

TEST_F(DataSessionTest, GreetsAndAuthenticatesByMessage)
{
    EXPECT_THAT(m_session.open("", "").frames,
                ElementsAre(R"([{"T":"success","msg":"connected"}])"));
    EXPECT_EQ(say(kAuth), R"([{"T":"success","msg":"authenticated"}])");
    EXPECT_THAT(m_session.authDeadline().frames, IsEmpty());
}

TEST_F(DataSessionTest, GreetsAndAuthenticatesByHeadersUnprompted)
{
    EXPECT_THAT(m_session.open("K", "S").frames,
                ElementsAre(R"([{"T":"success","msg":"connected"}])",
                            R"([{"T":"success","msg":"authenticated"}])"));
    EXPECT_EQ(say(kAuth), R"([{"T":"error","code":403,"msg":"already authenticated"}])");
}

TEST_F(DataSessionTest, RefusesWithTheDocumentedErrors)
{
    EXPECT_EQ(say(R"({"action":"subscribe","trades":["A"]})"),
              R"([{"T":"error","code":401,"msg":"not authenticated"}])");
    for (const std::string_view wrong : {R"({"action":"auth","key":"K","secret":"T"})",
                                         R"({"action":"auth","key":"L","secret":"S"})",
                                         R"({"action":"auth","key":"","secret":""})",
                                         R"({"action":"auth","key":"KK","secret":"S"})"})
        EXPECT_EQ(say(wrong), R"([{"T":"error","code":402,"msg":"auth failed"}])");
    for (const std::string_view bad : {"",
                                       "{",
                                       "[]",
                                       R"({"action":"fly"})",
                                       R"({"action":"subscribe","trades":"A"})",
                                       R"({"action":"subscribe","trades":["A B"]})",
                                       R"({"action":"auth","key":"K","secret":"S"}{})"})
        EXPECT_EQ(say(bad), R"([{"T":"error","code":400,"msg":"invalid syntax"}])") << bad;
    authenticate();
    EXPECT_EQ(say(R"({"action":"subscribe","news":["A"]})"),
              R"([{"T":"error","code":410,"msg":"invalid subscribe action for this feed"}])");
}

TEST_F(DataSessionTest, ASessionThatSaysNothingIsTimedOut)
{
    const auto reply = m_session.authDeadline();
    EXPECT_THAT(reply.frames, ElementsAre(R"([{"T":"error","code":404,"msg":"auth timeout"}])"));
    EXPECT_TRUE(reply.close);
}

TEST_F(DataSessionTest, WithoutAFreeSlotItHears406AndIsClosedInSilence)
{
    m_free = false;
    EXPECT_EQ(say(kAuth), R"([{"T":"error","code":406,"msg":"connection limit exceeded"}])");
    EXPECT_THAT(say(R"({"action":"subscribe","trades":["A"]})"), HasSubstr("401"));
    const auto reply = m_session.authDeadline();
    EXPECT_THAT(reply.frames, IsEmpty());
    EXPECT_TRUE(reply.close);
}

TEST_F(DataSessionTest, ARefusedSessionMayTakeASlotThatBecomesFree)
{
    m_free = false;
    EXPECT_THAT(say(kAuth), HasSubstr("406"));
    m_free = true;
    authenticate();
}

TEST_F(DataSessionTest, EveryAcknowledgementIsTheWholeState)
{
    authenticate();
    EXPECT_EQ(
        say(R"({"action":"subscribe","trades":["AAPL"],"quotes":["CLDR","AMD"],"bars":["*"]})"),
        R"([{"T":"subscription","trades":["AAPL"],"quotes":["AMD","CLDR"],"bars":["*"],)"
        R"("updatedBars":[],"dailyBars":[],"statuses":[],"lulds":[],)"
        R"("corrections":["AAPL"],"cancelErrors":["AAPL"]}])");
    EXPECT_THAT(say(R"({"action":"subscribe","trades":["*"]})"),
                HasSubstr(R"("trades":["*","AAPL"],"quotes":["AMD","CLDR"])"));
    EXPECT_THAT(say(R"({"action":"unsubscribe","trades":["*"],"bars":["*"]})"),
                HasSubstr(R"("trades":["AAPL"],"quotes":["AMD","CLDR"],"bars":[])"));
    EXPECT_THAT(say(R"({"action":"unsubscribe","trades":[],"quotes":["XYZ"]})"),
                HasSubstr(R"("trades":["AAPL"],"quotes":["AMD","CLDR"])"));
}

TEST_F(DataSessionTest, ARequestBeyondTheLimitChangesNothing)
{
    m_rules.symbolsMax = 3;
    authenticate();
    (void)say(R"({"action":"subscribe","trades":["A","B"],"bars":["C","D","E"]})");
    EXPECT_EQ(say(R"({"action":"subscribe","trades":["C"],"quotes":["A"]})"),
              R"([{"T":"error","code":405,"msg":"symbol limit exceeded"}])");
    EXPECT_THAT(say(R"({"action":"subscribe","quotes":["A"]})"),
                HasSubstr(R"("trades":["A","B"],"quotes":["A"])"));
}

TEST_F(DataSessionTest, WantsWhatItSubscribedAndNothingElse)
{
    Symbols symbols;
    Trade trade;
    trade.symbol = symbols.intern("A").value();
    Quote quote;
    quote.symbol = trade.symbol;
    TradeCancel cancel{trade, 'C'};
    Trade other;
    other.symbol = symbols.intern("B").value();
    authenticate();
    EXPECT_FALSE(m_session.wants(trade, symbols));
    (void)say(R"({"action":"subscribe","trades":["A"]})");
    EXPECT_TRUE(m_session.wants(trade, symbols));
    EXPECT_TRUE(m_session.wants(cancel, symbols)) << "they follow trades";
    EXPECT_FALSE(m_session.wants(quote, symbols));
    EXPECT_FALSE(m_session.wants(other, symbols));
    (void)say(R"({"action":"subscribe","trades":["*"]})");
    Trade late;
    late.symbol = symbols.intern("LATE").value();
    EXPECT_TRUE(m_session.wants(other, symbols));
    EXPECT_TRUE(m_session.wants(late, symbols));
    (void)say(R"({"action":"unsubscribe","trades":["*","A"]})");
    EXPECT_FALSE(m_session.wants(trade, symbols));
}

TEST(TradingSessionTest, SpeaksBothFormsOfAuthentication)
{
    const Credentials keys = credentials();
    TradingSession current{keys};
    EXPECT_EQ(current.message(R"({"action":"auth","key":"K","secret":"S"})").frame,
              R"({"stream":"authorization","data":{"status":"authorized",)"
              R"("action":"authenticate"}})");
    TradingSession old{keys};
    const auto reply =
        old.message(R"({"action":"authenticate","data":{"key_id":"K","secret_key":"S"}})");
    EXPECT_THAT(reply.frame, HasSubstr(R"("status":"authorized")"));
    EXPECT_THAT(reply.frame, HasSubstr("deprecated"));
}

TEST(TradingSessionTest, ListensAfterAuthenticationOnlyAndToWhatThereIs)
{
    const Credentials keys = credentials();
    TradingSession session{keys};
    const std::string_view listen =
        R"({"action":"listen","data":{"streams":["trade_updates","account_updates"]}})";
    EXPECT_EQ(session.message(listen).frame,
              R"({"stream":"authorization","data":{"status":"unauthorized","action":"listen"}})");
    EXPECT_FALSE(session.isListening());
    (void)session.message(R"({"action":"auth","key":"K","secret":"S"})");
    EXPECT_EQ(session.message(listen).frame,
              R"({"stream":"listening","data":{"streams":["trade_updates"]}})");
    EXPECT_TRUE(session.isListening());
    EXPECT_EQ(session.message(R"({"action":"listen","data":{"streams":[]}})").frame,
              R"({"stream":"listening","data":{"streams":[]}})");
    EXPECT_FALSE(session.isListening());
}

TEST(TradingSessionTest, WrongKeysAndNonsenseCloseTheSocket)
{
    const Credentials keys = credentials();
    TradingSession wrong{keys};
    const auto refused = wrong.message(R"({"action":"auth","key":"K","secret":"no"})");
    EXPECT_EQ(refused.frame,
              R"({"stream":"authorization","data":{"status":"unauthorized",)"
              R"("message":"code=401, message=Unauthorized"}})");
    EXPECT_TRUE(refused.close);
    TradingSession nonsense{keys};
    const auto reply = nonsense.message("hello");
    EXPECT_THAT(reply.frame, HasSubstr(R"("action":"error")"));
    EXPECT_TRUE(reply.close);
    EXPECT_TRUE(TradingSession{keys}.authDeadline().close);
}

TEST(RateWindowTest, CountsEachMinuteAfresh)
{
    RateWindow window{2};
    EXPECT_TRUE(window.take(120));
    EXPECT_TRUE(window.take(179));
    EXPECT_EQ(window.remaining(), 0U);
    EXPECT_FALSE(window.take(179));
    EXPECT_EQ(window.reset(), 180);
    EXPECT_TRUE(window.take(180));
    EXPECT_EQ(window.remaining(), 1U);
    RateWindow open{0};
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(open.take(5));
}

TEST(TapeTimeTest, FollowsTheSteadyClockAtItsSpeed)
{
    const TapeTime time{timestampOf(1'000), 500, Ratio::fromNanos(2'500'000'000)};
    EXPECT_EQ(time.at(500), timestampOf(1'000));
    EXPECT_EQ(time.at(700), timestampOf(1'500));
    const TapeTime standing{timestampOf(1'000), 500, Ratio{}};
    EXPECT_EQ(standing.at(1'000'000), timestampOf(1'000));
    const TapeTime fast{timestampOf(1'000), 0, Ratio::fromWhole(1'000'000)};
    EXPECT_EQ(fast.at(INT64_MAX), Timestamp::max()) << "pinned, no overflow";
}

} // namespace
} // namespace tapedeck::practice
