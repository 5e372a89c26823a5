#include "app/alpaca/feed_worker.h"

#include "app/runtime/run_clock.h"

#include <utility>

namespace tapedeck::alpaca {

namespace {

constexpr int kTickMs = 200;
/// A hole begins so long before the last sign of life: messages may have been on their way.
constexpr Nanoseconds kGapOverlap = std::chrono::seconds{2};

Nanoseconds steadyNow()
{
    return runtime::RunClock::sinceBoot();
}

} // namespace

FeedWorker::FeedWorker(
    Login login, InputSink& sink, Now now, const FeedOptions& options, RestPort* rest)
    : m_login{std::move(login)}, m_sink{sink}, m_now{std::move(now)},
      m_monitor{options.link, m_now}, m_session{options.seed, options.stream},
      m_decoder{m_symbols, {UnknownSymbols::Skip, options.quoteSizeMultiplier}}, m_rest{rest},
      m_gaps{
          options.link,
          sink,
          m_monitor,
          std::string{toString(m_login.feed())},
          rest == nullptr
              ? FeedGaps::Ask{}
              : [this](RestCall call,
                       RestPort::Reply reply) { m_rest.ask(std::move(call), std::move(reply)); }},
      m_schedule{options.checks}, m_missedAfter{options.missedAfter},
      m_quoteSizeMultiplier{options.quoteSizeMultiplier}, m_link{options.link},
      m_optionFeed{options.optionFeed}, m_onlyWhenWanted{options.onlyWhenWanted},
      m_encoding{options.encoding}
{}

void FeedWorker::subscribe(Symbols symbols, std::vector<std::string> wanted)
{
    m_wishes.push(Wish{std::move(symbols), std::move(wanted)});
}

void FeedWorker::begin()
{
    auto handlers = handlersFor(
        m_session,
        [this](const StreamActions& actions) { perform(actions); },
        [this](const QByteArray& frame) { onFrame(frame); });
    handlers.pong = [this] {
        m_lifeAt = m_now();
        m_session.onPong();
    };
    const Endpoints& hosts = m_login.endpoints();
    m_socket = std::make_unique<StreamSocket>(
        m_link == Link::Options ? hosts.optionStream(m_optionFeed) : hosts.marketStream,
        std::move(handlers),
        nullptr,
        m_encoding);
    m_timer = std::make_unique<QTimer>();
    connect(m_timer.get(), &QTimer::timeout, this, &FeedWorker::tick);
    m_timer->start(kTickMs);
    m_wishes.attach(this, [this] { takeWishes(); });
    m_rest.attach(this);
    if (!m_onlyWhenWanted)
        connectFirst();
}

void FeedWorker::connectFirst()
{
    if (std::exchange(m_started, true))
        return;
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
    m_wanted = wishes.back().wanted;
    if (m_wanted.empty() && !m_started)
        return;
    connectFirst();
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
    m_lifeAt = m_now();
    StreamActions actions;
    for (const StreamControl& control : m_controls)
        m_session.onControl(control, now, actions);
    if (!events.empty()) {
        m_session.onData(now);
        m_monitor.onMessages(static_cast<std::int64_t>(events.size()), now);
        measure(events);
        note(events);
        m_gaps.pass(std::move(events), now);
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

/// What the stream has said last, to be compared with REST's word.
void FeedWorker::note(const std::vector<MarketEvent>& events)
{
    for (const MarketEvent& event : events) {
        const Trade* trade = std::get_if<Trade>(&event);
        if (trade == nullptr)
            continue;
        if (indexOf(trade->symbol) >= m_told.size())
            m_told.resize(indexOf(trade->symbol) + 1);
        auto& told = m_told[indexOf(trade->symbol)];
        if (!told || trade->at >= told->at)
            told = ToldPrice{trade->at, trade->price};
        m_newest = std::max(m_newest.value_or(trade->at), trade->at);
    }
}

void FeedWorker::tick()
{
    const Nanoseconds now = steadyNow();
    m_monitor.tick(now);
    if (!m_started)
        return;
    m_monitor.setUnknown(static_cast<std::int64_t>(m_decoder.counts().unknownTypes));
    const bool marketOpen = m_calendar.sessionAt(m_now()) == Session::Regular;
    StreamActions actions;
    m_session.tick(now, marketOpen, actions);
    perform(actions);
    m_gaps.tick(now);
    runChecks(now, marketOpen);
}

void FeedWorker::onReport(const action::ReportState& report)
{
    m_monitor.onState(report.state, report.reason, report.tryAgainIn);
    const bool live = report.state == LinkState::Live;
    if (live && !m_live) {
        m_liveSince = m_lifeAt = m_now();
        m_gaps.onBack(m_liveSince, m_symbols);
    } else if (!live && m_live) {
        // A connection that answers pings and tells nothing has been away since its last data. The
        // overlap is for what was on its way.
        const Timestamp start =
            m_session.wasStarved() && m_newest ? std::min(*m_newest, m_lifeAt) : m_lifeAt;
        if (!m_wanted.empty())
            m_gaps.onAway(start - kGapOverlap, report.reason, m_wanted);
    }
    m_live = live;
    if (report.news)
        m_sink.push({input::LinkChanged{m_link, report.state, report.reason}});
}

void FeedWorker::perform(const StreamActions& actions)
{
    for (const StreamAction& action : actions) {
        performOnSocket(action, *m_socket, m_login, m_monitor);
        if (const auto* report = std::get_if<action::ReportState>(&action))
            onReport(*report);
        else if (const auto* notice = std::get_if<action::Notice>(&action))
            m_sink.push({input::RequestFailed{m_link == Link::Options ? "options" : "market data",
                                              notice->text}});
        else if (const auto* asked = std::get_if<action::AskLatest>(&action))
            askLatest(*asked);
    }
}

} // namespace tapedeck::alpaca
