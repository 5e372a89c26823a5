#include "app/alpaca/feed_worker.h"

#include "app/runtime/run_clock.h"
#include "base/overloaded.h"

#include <utility>

namespace tapedeck::alpaca {

namespace {

constexpr int kTickMs = 200;

Nanoseconds steadyNow()
{
    return runtime::RunClock::sinceBoot();
}

} // namespace

FeedWorker::FeedWorker(Login login, InputSink& sink, Now now, const FeedOptions& options)
    : m_login{std::move(login)}, m_sink{sink}, m_now{std::move(now)}, m_monitor{Link::MarketData,
                                                                                m_now},
      m_session{options.seed, options.stream}, m_decoder{m_symbols,
                                                         {UnknownSymbols::Skip,
                                                          options.quoteSizeMultiplier}}
{}

FeedWorker::~FeedWorker() = default;

void FeedWorker::subscribe(Symbols symbols, std::vector<std::string> wanted)
{
    m_wishes.push(Wish{std::move(symbols), std::move(wanted)});
}

void FeedWorker::begin()
{
    m_socket = std::make_unique<StreamSocket>(
        m_login.endpoints().marketStream,
        StreamSocket::Handlers{[this] {
                                   StreamActions actions;
                                   m_session.onOpened(steadyNow(), actions);
                                   perform(actions);
                               },
                               [this](const QByteArray& frame) { onFrame(frame); },
                               [this] { m_session.onPong(); },
                               [this](const SocketClosed& closed) {
                                   StreamActions actions;
                                   m_session.onClosed(closed, steadyNow(), actions);
                                   perform(actions);
                               }},
        nullptr);
    m_timer = std::make_unique<QTimer>();
    connect(m_timer.get(), &QTimer::timeout, this, &FeedWorker::tick);
    m_timer->start(kTickMs);
    m_wishes.attach(this, [this] { takeWishes(); });
    StreamActions actions;
    m_session.start(steadyNow(), actions);
    perform(actions);
}

void FeedWorker::takeWishes()
{
    auto wishes = m_wishes.takeAll();
    if (wishes.empty())
        return;
    // The decoder looks symbols up in this very table; a newer one only has more of them.
    m_symbols = std::move(wishes.back().symbols);
    StreamActions actions;
    m_session.want(std::move(wishes.back().wanted), steadyNow(), actions);
    perform(actions);
}

void FeedWorker::onFrame(const QByteArray& frame)
{
    std::vector<MarketEvent> events;
    m_controls.clear();
    const auto decoded = m_decoder.decode(
        {frame.constData(), static_cast<std::size_t>(frame.size())}, events, m_controls);
    const Nanoseconds now = steadyNow();
    if (!decoded) {
        // Nothing in it can be used; the socket may be well.
        m_monitor.onMessages(1, now);
        return;
    }
    StreamActions actions;
    for (const StreamControl& control : m_controls)
        m_session.onControl(control, now, actions);
    if (!events.empty()) {
        m_session.onData(now);
        m_monitor.onMessages(static_cast<std::int64_t>(events.size()), now);
        measure(events);
        m_sink.pushMarket(std::move(events));
    }
    perform(actions);
}

/// Trades and quotes carry the time of their happening; the newest of a frame stands for it.
void FeedWorker::measure(const std::vector<MarketEvent>& events)
{
    std::optional<Timestamp> newest;
    for (const MarketEvent& event : events) {
        if (!std::holds_alternative<Trade>(event) && !std::holds_alternative<Quote>(event))
            continue;
        const Timestamp at = timeOf(event);
        if (!newest || at > *newest)
            newest = at;
    }
    if (newest)
        m_monitor.onLag(m_now() - *newest);
}

void FeedWorker::tick()
{
    const Nanoseconds now = steadyNow();
    m_monitor.tick(now);
    const bool marketOpen = m_calendar.sessionAt(m_now()) == Session::Regular;
    StreamActions actions;
    m_session.tick(now, marketOpen, actions);
    perform(actions);
}

void FeedWorker::perform(const StreamActions& actions)
{
    for (const StreamAction& action : actions)
        perform(action);
}

void FeedWorker::perform(const StreamAction& action)
{
    std::visit(
        Overloaded{
            [this](const action::OpenSocket&) {
                m_monitor.onConnecting();
                m_socket->open();
            },
            [this](const action::CloseSocket&) { m_socket->close(); },
            [this](const action::SendAuth&) {
                m_socket->sendSecret(encodeStreamAuth(m_login.id(), m_login.secret()));
            },
            [this](const action::SendText& send) { m_socket->sendText(send.text); },
            [this](const action::SendPing&) { m_socket->ping(); },
            [this](const action::ReportState& report) {
                m_monitor.onState(report.state, report.reason, report.tryAgainIn);
                if (!report.news)
                    return;
                m_sink.push({input::LinkChanged{Link::MarketData, report.state, report.reason}});
            },
            [this](const action::Notice& notice) {
                m_sink.push({input::RequestFailed{"market data", notice.text}});
            }},
        action);
}

} // namespace tapedeck::alpaca
