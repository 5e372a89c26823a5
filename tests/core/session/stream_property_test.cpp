#include "core/session/stream_steps.h"
#include "session/market_stream_session.h"
#include "session/trade_stream_session.h"

#include <gtest/gtest.h>

#include <deque>
#include <set>

namespace tapedeck {
namespace {

using namespace test;
using std::chrono::milliseconds;
using std::chrono::minutes;

class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_state{seed} {}
    std::uint64_t operator()(std::uint64_t sides)
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return (m_state >> 33U) % sides;
    }

private:
    std::uint64_t m_state;
};

/// A server of market data with a temper: it may refuse, drop, go silent, hold a place for an old
/// session, and lower its limit. What it says arrives at the next tick.
class MoodyServer
{
public:
    MoodyServer(std::uint64_t seed, Nanoseconds peaceFrom) : m_dice{seed}, m_peaceFrom{peaceFrom} {}

    void perform(const StreamActions& actions, Nanoseconds now)
    {
        for (const StreamAction& action : actions) {
            if (std::holds_alternative<action::OpenSocket>(action))
                open(now);
            else if (std::holds_alternative<action::CloseSocket>(action))
                m_closing = true;
            else if (std::holds_alternative<action::SendAuth>(action))
                auth(now);
            else if (const auto* send = std::get_if<action::SendText>(&action))
                subscribe(send->text);
            else if (std::holds_alternative<action::SendPing>(action))
                m_pong = !m_dead;
            else if (std::holds_alternative<action::AskLatest>(action))
                m_asked = true;
        }
    }
    void tick(MarketStreamSession& session, Nanoseconds now)
    {
        StreamActions out;
        if (m_opening && !m_closing) {
            m_opening = false;
            if (moody(now, 3))
                closeNow(session, now, out, m_dice(2) == 0 ? 429 : 0);
            else
                session.onOpened(now, out), m_said.push_back(StreamSuccess{"connected"});
        } else if (m_open) {
            converse(session, now, out);
        }
        perform(out, now);
    }
    bool m_open = false;
    std::set<std::string> m_subscribed;
    std::deque<Nanoseconds> m_attempts;

private:
    bool moody(Nanoseconds now, std::uint64_t sides)
    {
        return now < m_peaceFrom && m_dice(sides) == 0;
    }
    void open(Nanoseconds now)
    {
        ASSERT_FALSE(m_open) << "a second socket";
        m_open = true;
        m_opening = true;
        m_dead = moody(now, 6);
        m_attempts.push_back(now);
        while (m_attempts.front() <= now - minutes{1})
            m_attempts.pop_front();
        ASSERT_LE(m_attempts.size(), 12U) << "hammering";
    }
    void auth(Nanoseconds now)
    {
        const bool held = now < m_placeHeldUntil;
        m_said.push_back(held ? StreamControl{StreamError{406, "connection limit exceeded"}}
                              : StreamControl{StreamSuccess{"authenticated"}});
    }
    void subscribe(const std::string& text)
    {
        const auto request = parseStreamRequest(text);
        const auto& asked = std::get<StreamSubscribe>(*request);
        std::set<std::string> after = m_subscribed;
        for (const std::string& symbol : asked.lists[StreamChannel::Trades])
            asked.add ? (void)after.insert(symbol) : (void)after.erase(symbol);
        if (after.size() > kLimit) {
            m_said.push_back(StreamError{405, "symbol limit exceeded"});
            return;
        }
        m_subscribed = after;
        StreamSubscription ack;
        for (const auto channel :
             {StreamChannel::Trades, StreamChannel::Quotes, StreamChannel::Statuses})
            ack[channel] = {after.begin(), after.end()};
        m_said.push_back(ack);
    }
    void converse(MarketStreamSession& session, Nanoseconds now, StreamActions& out)
    {
        if (m_closing || moody(now, 400)) {
            const bool clean = m_dice(2) == 0;
            if (!clean && now < m_peaceFrom)
                m_placeHeldUntil = now + seconds{static_cast<std::int64_t>(m_dice(90))};
            closeNow(session, now, out, 0);
            return;
        }
        if (moody(now, 500))
            m_dead = true;
        if (m_dead)
            return;
        if (std::exchange(m_pong, false))
            session.onPong();
        // Sometimes there was something to tell, and sometimes there is no answer.
        if (std::exchange(m_asked, false) && m_dice(4) != 0)
            session.onLatest(Timestamp{seconds{m_starving ? 2 : 1}}, Timestamp{seconds{1}}, now);
        if (!m_said.empty()) {
            const StreamControl control = m_said.front();
            m_said.pop_front();
            session.onControl(control, now, out);
        } else if (!m_subscribed.empty() && !(m_starving && now < m_peaceFrom) && m_dice(3) == 0) {
            m_starving = moody(now, 300); // pings go on
            session.onData(now);
        }
    }
    void closeNow(MarketStreamSession& session, Nanoseconds now, StreamActions& out, int status)
    {
        m_open = m_opening = m_closing = m_dead = m_pong = m_asked = m_starving = false;
        m_said.clear();
        m_subscribed.clear();
        session.onClosed({status, false, "gone"}, now, out);
    }

    static constexpr std::size_t kLimit = 15;
    Dice m_dice;
    Nanoseconds m_peaceFrom;
    bool m_opening = false;
    bool m_closing = false;
    bool m_dead = false;
    bool m_pong = false;
    bool m_asked = false;
    bool m_starving = false;
    Nanoseconds m_placeHeldUntil{0};
    std::deque<StreamControl> m_said;
};

class AnySeed : public testing::TestWithParam<std::uint64_t>
{};

TEST_P(AnySeed, OneSocketFewAttemptsAndInTheEndWhatIsWanted)
{
    const Nanoseconds begin = std::chrono::hours{3};
    const Nanoseconds peace = begin + minutes{40};
    Dice dice{GetParam() + 99};
    MarketStreamSession session{GetParam()};
    MoodyServer server{GetParam(), peace};
    std::vector<std::string> wanted;
    StreamActions first;
    session.start(begin, first);
    server.perform(first, begin);
    for (Nanoseconds now = begin; now < peace + minutes{4}; now += milliseconds{200}) {
        StreamActions out;
        if (now < peace && dice(300) == 0) {
            wanted.clear();
            for (std::uint64_t i = dice(40); i > 0; --i)
                wanted.push_back("S" + std::to_string(dice(60)));
            session.want(wanted, now, out);
        }
        session.tick(now, true, out);
        server.perform(out, now);
        server.tick(session, now);
        if (HasFatalFailure())
            return;
    }
    std::set<std::string> expected;
    for (const std::string& symbol : wanted) {
        if (expected.size() < 15)
            expected.insert(symbol);
    }
    EXPECT_TRUE(server.m_open);
    EXPECT_EQ(server.m_subscribed, expected);
}

INSTANTIATE_TEST_SUITE_P(Streams, AnySeed, testing::Range<std::uint64_t>(1, 201));

TEST(TradeStreamProperty, EveryDropIsFollowedByOneSocketAndLife)
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Dice dice{seed};
        TradeStreamSession session{seed};
        Nanoseconds now = std::chrono::hours{1};
        const Nanoseconds peace = now + minutes{10};
        bool open = false;
        StreamActions todo;
        session.start(now, todo);
        while (now < peace + minutes{2}) {
            now += milliseconds{200};
            StreamActions out;
            for (const StreamAction& action : std::exchange(todo, {})) {
                if (std::holds_alternative<action::OpenSocket>(action)) {
                    ASSERT_FALSE(open) << "seed " << seed;
                    open = true;
                    session.onOpened(now, out);
                } else if (std::holds_alternative<action::CloseSocket>(action)) {
                    open = false;
                    session.onClosed({}, now, out);
                } else if (std::holds_alternative<action::SendAuth>(action)) {
                    if (now >= peace || dice(3) != 0)
                        session.onFrame(TradingAuthorization{true, "", ""}, now, out);
                } else if (std::holds_alternative<action::SendText>(action)) {
                    session.onFrame(TradingListening{{"trade_updates"}}, now, out);
                } else if (std::holds_alternative<action::SendPing>(action)) {
                    session.onPong();
                }
            }
            if (open && now < peace && dice(100) == 0) {
                open = false;
                session.onClosed({0, false, "gone"}, now, out);
            }
            if (now < peace && dice(200) == 0)
                dice(2) == 0 ? session.stop(out) : session.start(now, out);
            if (now >= peace)
                session.start(now, out);
            session.tick(now, out);
            todo.insert(todo.end(), out.begin(), out.end());
        }
        EXPECT_TRUE(session.isLive()) << "seed " << seed;
    }
}

} // namespace
} // namespace tapedeck
