#include "app/alpaca/news_worker.h"

#include "app/runtime/run_clock.h"
#include "base/overloaded.h"
#include "wire/news_body.h"

#include <algorithm>
#include <utility>

namespace tapedeck::alpaca {

namespace {

constexpr int kTickMs = 200;
/// Fetches overlap by so much: an item may be written a little before it can be read.
constexpr Nanoseconds kOverlap = std::chrono::minutes{1};
/// REST takes about so many symbols in one address.
constexpr std::size_t kFetchSymbolsMax = 200;

Nanoseconds steadyNow()
{
    return runtime::RunClock::sinceBoot();
}

MarketStreamOptions streamOptions(const NewsOptions& options)
{
    MarketStreamOptions stream;
    stream.channels = {StreamChannel::News};
    stream.patience = options.patience;
    stream.mindsSilence = false;
    return stream;
}

} // namespace

NewsWorker::NewsWorker(
    Login login, InputSink& sink, Now now, const NewsOptions& options, RestPort* rest)
    : m_login{std::move(login)}, m_sink{sink}, m_now{std::move(now)}, m_options{options},
      m_monitor{Link::News, m_now}, m_session{options.seed, streamOptions(options)}, m_rest{rest}
{}

void NewsWorker::begin()
{
    m_socket = std::make_unique<StreamSocket>(
        m_login.endpoints().newsStream,
        handlersFor(
            m_session,
            [this](const StreamActions& actions) { perform(actions); },
            [this](const QByteArray& frame) { onFrame(frame); }),
        nullptr,
        m_options.encoding);
    m_timer = std::make_unique<QTimer>();
    connect(m_timer.get(), &QTimer::timeout, this, &NewsWorker::tick);
    m_timer->start(kTickMs);
    m_rest.attach(this);
    m_wishes.attach(this, [this] { takeWishes(); });
    StreamActions actions;
    m_session.start(steadyNow(), actions);
    if (!m_options.onlyWanted)
        m_session.want({"*"}, steadyNow(), actions);
    perform(actions);
    m_fetchAt = steadyNow() + m_options.pollEvery; // the stream has the first word
}

void NewsWorker::takeWishes()
{
    auto wishes = m_wishes.takeAll();
    if (wishes.empty() || !m_options.onlyWanted)
        return;
    std::vector<std::string> wanted = std::move(wishes.back());
    std::vector<std::string> sorted = wanted;
    std::sort(sorted.begin(), sorted.end());
    if (sorted == m_wanted)
        return;
    m_wanted = std::move(sorted);
    StreamActions actions;
    m_session.want(std::move(wanted), steadyNow(), actions);
    perform(actions);
    m_missingFrom.reset(); // of the new ones the last day is wanted too
    m_steps.reset();
    ++m_fetch;
    m_fetchAt = steadyNow();
}

void NewsWorker::onFrame(const QByteArray& frame)
{
    auto read = parseNewsFrame({frame.constData(), static_cast<std::size_t>(frame.size())});
    const Nanoseconds now = steadyNow();
    if (!read) {
        // Nothing in it can be used; the socket may be well.
        m_monitor.onMessages(1, now);
        return;
    }
    m_unknown += static_cast<std::int64_t>(read->unknownTypes + read->unreadable.size());
    m_monitor.setUnknown(m_unknown);
    StreamActions actions;
    std::vector<NewsItem> items;
    for (auto& message : read->messages) {
        std::visit(Overloaded{[&](NewsItem& item) { items.push_back(std::move(item)); },
                              [&](const StreamControl& control) {
                                  m_session.onControl(control, now, actions);
                              }},
                   message);
    }
    if (!items.empty()) {
        m_session.onData(now);
        m_monitor.onMessages(static_cast<std::int64_t>(items.size()), now);
        for (const NewsItem& item : items)
            m_monitor.onLag(m_now() - item.updated);
        tell(NewsVia::Stream, std::move(items));
    }
    perform(actions);
}

void NewsWorker::tell(NewsVia via, std::vector<NewsItem> items)
{
    if (items.empty())
        return;
    for (const NewsItem& item : items)
        m_newest = std::max(m_newest.value_or(item.updated), item.updated);
    m_sink.push({input::News{via, std::move(items)}});
}

/// What may be missing; while the stream is away again and again.
void NewsWorker::fetch()
{
    m_fetchAt.reset();
    if (!m_live)
        m_fetchAt = steadyNow() + m_options.pollEvery;
    const bool nothingWanted = m_options.onlyWanted && m_wanted.empty();
    if (!m_rest.canAsk() || nothingWanted)
        return;
    const Timestamp now = m_now();
    const Timestamp from = m_missingFrom.value_or(now - m_options.back);
    m_fetchedTo = now;
    ++m_fetch;
    std::vector<std::string> symbols = m_wanted;
    if (symbols.size() > kFetchSymbolsMax)
        symbols.clear(); // all news, rather than that of some
    m_steps.emplace(std::move(symbols), std::min(from, now), now);
    ask(m_steps->first());
}

void NewsWorker::ask(RestCall call)
{
    m_rest.ask(std::move(call),
               [this, fetch = m_fetch](const RestAnswer& answer) { onPage(fetch, answer); });
}

void NewsWorker::onPage(std::uint64_t fetch, const RestAnswer& answer)
{
    if (fetch != m_fetch || !m_steps)
        return;
    auto page = m_steps->onAnswer(answer);
    if (!page) {
        m_steps.reset();
        m_fetchAt = steadyNow() + m_options.pollEvery; // what was missed is still missing
        return;
    }
    tell(NewsVia::Rest, std::move(page->items));
    if (page->next)
        ask(std::move(*page->next));
    else {
        m_steps.reset();
        m_missingFrom = m_fetchedTo - kOverlap;
    }
}

void NewsWorker::tick()
{
    const Nanoseconds now = steadyNow();
    m_monitor.tick(now);
    StreamActions actions;
    m_session.tick(now, false, actions);
    perform(actions);
    if (m_fetchAt && now >= *m_fetchAt && !m_steps)
        fetch();
}

void NewsWorker::onReport(const action::ReportState& report)
{
    m_monitor.onState(report.state, report.reason, report.tryAgainIn);
    const bool live = report.state == LinkState::Live;
    const bool isWhole = !m_fetchAt && !m_steps;
    if (m_live && !live && isWhole && m_newest)
        m_missingFrom = *m_newest - kOverlap;
    if (live != m_live)
        m_fetchAt = steadyNow() + (live ? Nanoseconds{0} : m_options.pollEvery);
    m_live = live;
    if (report.news)
        m_sink.push({input::LinkChanged{Link::News, report.state, report.reason}});
}

void NewsWorker::perform(const StreamActions& actions)
{
    for (const StreamAction& action : actions) {
        performOnSocket(action, *m_socket, m_login, m_monitor);
        if (const auto* report = std::get_if<action::ReportState>(&action))
            onReport(*report);
        else if (const auto* notice = std::get_if<action::Notice>(&action))
            m_sink.push({input::RequestFailed{"news", notice->text}});
    }
}

} // namespace tapedeck::alpaca
