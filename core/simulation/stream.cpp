#include "simulation/stream.h"

#include "base/overloaded.h"

#include <utility>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

// How long a frame takes, at most, in milliseconds.
constexpr std::int64_t kFrameMs = 30;
constexpr std::int64_t kSlowFrameMs = 1'500;
constexpr std::int64_t kConnectMs = 120;
constexpr std::int64_t kRefusedMs = 6'000;
constexpr Nanoseconds kUnreadableToldEvery = 30s;
constexpr int kHttpUnavailable = 503;

} // namespace

SimulatedStream::SimulatedStream(Stage& stage, std::uint64_t seed, OnState onState)
    : m_stage{stage}, m_session{seed}, m_onState{std::move(onState)}
{}

void SimulatedStream::open()
{
    StreamActions actions;
    m_session.start(now(), actions);
    perform(actions);
}

void SimulatedStream::close()
{
    StreamActions actions;
    m_session.stop(actions);
    perform(actions);
}

void SimulatedStream::tick()
{
    StreamActions actions;
    m_session.tick(now(), actions);
    perform(actions);
}

void SimulatedStream::expectEcho(const std::string& clientOrderId)
{
    m_session.expectEcho(clientOrderId, now());
}

void SimulatedStream::later(Nanoseconds delay, std::function<void()> act)
{
    m_stage.timeline.later(
        delay, Whose::Program, [this, connection = m_connection, act = std::move(act)] {
            if (connection == m_connection)
                act();
        });
}

void SimulatedStream::tell(const std::vector<OrderUpdate>& updates)
{
    if (!m_listened || m_starved || m_silent)
        return;
    for (const OrderUpdate& update : updates) {
        // Each on a road of its own: they overtake each other, and some come again.
        int copies = 1;
        copies += m_stage.mishap(6) ? 1 : 0;
        copies += m_stage.mishap(20) ? 1 : 0;
        TradeUpdateExtras extras;
        extras.publishedAt = m_stage.timeline.now();
        OrderUpdate told = update;
        for (int i = 0; i < copies; ++i) {
            if (m_stage.isSpoilt(Sabotage::FillTwice) && told.execution)
                told.execution->id += std::to_string(i);
            std::string frame = encodeTradeUpdate(told, extras);
            if (m_stage.mishap(300))
                frame.resize(frame.size() / 2);
            later(m_stage.isCalm ? 1ms : m_stage.upTo(m_stage.chance(4) ? kSlowFrameMs : kFrameMs),
                  [this, frame = std::move(frame)] { receive(frame); });
        }
    }
}

void SimulatedStream::receive(const std::string& frame)
{
    auto read = parseTradingFrame(frame);
    if (!read) {
        // As the deck has it: whatever it was, the broker's truth has it.
        if (m_unreadableTold && now() - *m_unreadableTold < kUnreadableToldEvery)
            return;
        m_unreadableTold = now();
        m_stage.note("a frame of the trading stream cannot be read");
        m_stage.toEngine(input::RequestFailed{
            "reconcile", "a frame of the trading stream cannot be read: " + read.error().what});
        return;
    }
    StreamActions actions;
    m_session.onFrame(*read, now(), actions);
    if (auto* update = std::get_if<OrderUpdate>(&*read))
        m_stage.toEngine(std::move(*update));
    perform(actions);
}

void SimulatedStream::perform(const StreamActions& actions)
{
    for (const StreamAction& action : actions)
        perform(action);
}

void SimulatedStream::perform(const StreamAction& action)
{
    std::visit(
        Overloaded{[this](const action::OpenSocket&) { connect(); },
                   [this](const action::CloseSocket&) {
                       ++m_connection;
                       m_listened = m_starved = m_silent = false;
                       later(1ms, [this] {
                           StreamActions next;
                           m_session.onClosed({}, now(), next);
                           perform(next);
                       });
                   },
                   [this](const action::SendAuth&) {
                       later(m_stage.upTo(kConnectMs), [this] {
                           receive(encodeAuthorization({true, "authenticate", ""}));
                       });
                   },
                   [this](const action::SendText&) {
                       later(m_stage.upTo(kConnectMs), [this] {
                           m_listened = true;
                           receive(encodeListening({std::string{kTradeUpdates}}));
                       });
                   },
                   [this](const action::SendPing&) {
                       if (!m_silent)
                           later(m_stage.upTo(kFrameMs), [this] { m_session.onPong(); });
                   },
                   [this](const action::ReportState& report) {
                       m_onState(report.state, report.reason);
                       if (!report.news)
                           return;
                       m_stage.note("trading stream: " +
                                    (report.state == LinkState::Live ? "live" : report.reason));
                       m_stage.toEngine(
                           input::LinkChanged{Link::TradeUpdates, report.state, report.reason});
                   },
                   [this](const action::Notice& notice) {
                       m_stage.toEngine(input::RequestFailed{"trade updates", notice.text});
                   },
                   [](const action::AskLatest&) {}},
        action);
}

void SimulatedStream::connect()
{
    ++m_connection;
    m_listened = m_starved = m_silent = false;
    later(1ms + m_stage.upTo(kConnectMs), [this] {
        StreamActions next;
        if (!m_stage.isCalm && m_stage.timeline.now() < m_refusedUntil) {
            ++m_connection;
            m_session.onClosed({kHttpUnavailable, false, "not now", false}, now(), next);
        } else {
            m_session.onOpened(now(), next);
        }
        perform(next);
    });
}

void SimulatedStream::cut()
{
    if (m_session.phase() != StreamLink::Phase::Open)
        return;
    ++m_connection;
    m_listened = m_starved = m_silent = false;
    m_refusedUntil = m_stage.timeline.now() + m_stage.upTo(kRefusedMs);
    StreamActions actions;
    m_session.onClosed({0, false, "the connection was cut", false}, now(), actions);
    perform(actions);
}

void SimulatedStream::starve()
{
    m_stage.note("the trading stream is starved");
    m_starved = true;
}

void SimulatedStream::fallSilent()
{
    m_stage.note("the trading stream falls silent");
    m_silent = true;
}

} // namespace tapedeck
