#include "app/alpaca/trade_stream.h"

#include "app/runtime/run_clock.h"
#include "wire/stream_control.h"

namespace tapedeck::alpaca {

namespace {

constexpr int kTickMs = 200;
constexpr Nanoseconds kUnreadableToldEvery = std::chrono::seconds{30};

Nanoseconds steadyNow()
{
    return runtime::RunClock::sinceBoot();
}

} // namespace

TradeStream::TradeStream(const Login& login,
                         InputSink& sink,
                         LinkMonitor& monitor,
                         std::uint64_t seed,
                         StreamPatience patience,
                         OnState onState,
                         QObject* parent)
    : QObject{parent}, m_login{login}, m_sink{sink}, m_monitor{monitor}, m_session{seed, patience},
      m_socket{login.endpoints().tradingStream,
               handlersFor(
                   m_session,
                   [this](const StreamActions& actions) { perform(actions); },
                   [this](const QByteArray& frame) { onFrame(frame); }),
               nullptr},
      m_onState{std::move(onState)}
{
    connect(&m_timer, &QTimer::timeout, this, &TradeStream::tick);
    m_timer.start(kTickMs);
}

void TradeStream::open()
{
    StreamActions actions;
    m_session.start(steadyNow(), actions);
    perform(actions);
}

void TradeStream::close()
{
    StreamActions actions;
    m_session.stop(actions);
    perform(actions);
}

void TradeStream::expectEcho(const std::string& clientOrderId)
{
    m_session.expectEcho(clientOrderId, steadyNow());
}

void TradeStream::onFrame(const QByteArray& frame)
{
    const Nanoseconds now = steadyNow();
    m_monitor.onMessages(1, now);
    auto read = parseTradingFrame({frame.constData(), static_cast<std::size_t>(frame.size())});
    if (!read) {
        onUnreadable(read.error());
        return;
    }
    StreamActions actions;
    m_session.onFrame(*read, now, actions);
    if (std::holds_alternative<OtherTradingFrame>(*read))
        m_monitor.setUnknown(++m_unknown);
    if (auto* update = std::get_if<OrderUpdate>(&*read))
        m_sink.push({std::move(*update)});
    perform(actions);
}

/// It may have been a fill: whatever it was, the broker's truth has it.
void TradeStream::onUnreadable(const Error& error)
{
    m_monitor.onDropped(1);
    const Nanoseconds now = steadyNow();
    if (m_unreadableTold && now - *m_unreadableTold < kUnreadableToldEvery)
        return;
    m_unreadableTold = now;
    m_sink.push({input::RequestFailed{
        "reconcile", "a frame of the trading stream cannot be read: " + error.what}});
}

void TradeStream::tick()
{
    const Nanoseconds now = steadyNow();
    m_monitor.tick(now);
    StreamActions actions;
    m_session.tick(now, actions);
    perform(actions);
}

void TradeStream::perform(const StreamActions& actions)
{
    for (const StreamAction& action : actions) {
        performOnSocket(action, m_socket, m_login, m_monitor);
        if (const auto* report = std::get_if<action::ReportState>(&action))
            onReport(*report);
        else if (const auto* notice = std::get_if<action::Notice>(&action))
            m_sink.push({input::RequestFailed{"trade updates", notice->text}});
    }
}

void TradeStream::onReport(const action::ReportState& report)
{
    m_monitor.onState(report.state, report.reason, report.tryAgainIn);
    m_onState(report.state, report.reason);
    if (report.news)
        m_sink.push({input::LinkChanged{Link::TradeUpdates, report.state, report.reason}});
}

} // namespace tapedeck::alpaca
