#include "app/rss/rss_worker.h"

#include "app/rss/rss_document.h"
#include "app/runtime/run_clock.h"

#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>

namespace tapedeck::rss {

namespace {

constexpr int kTickMs = 1'000;
constexpr int kRedirectsMax = 5;

} // namespace

RssWorker::RssWorker(InputSink& sink, std::function<Timestamp()> now, RssOptions options)
    : m_sink{sink}, m_now{std::move(now)}, m_options{std::move(options)}
{
    for (const std::string& address : m_options.addresses) {
        Source source;
        source.address = address;
        m_sources.push_back(std::move(source));
    }
}

void RssWorker::begin()
{
    m_network = std::make_unique<QNetworkAccessManager>();
    m_network->setTransferTimeout(static_cast<int>(
        std::chrono::duration_cast<std::chrono::milliseconds>(m_options.patience).count()));
    m_timer = std::make_unique<QTimer>();
    connect(m_timer.get(), &QTimer::timeout, this, &RssWorker::tick);
    m_timer->start(kTickMs);
    tick();
}

void RssWorker::tick()
{
    const Nanoseconds now = runtime::RunClock::sinceBoot();
    const Nanoseconds every = m_away.load() ? m_options.everyWhileAway : m_options.every;
    if (m_everAsked && now - m_asked < every)
        return;
    m_everAsked = true;
    m_asked = now;
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
        if (!m_sources[i].asking)
            ask(i);
    }
}

void RssWorker::ask(std::size_t index)
{
    Source& source = m_sources[index];
    QNetworkRequest request{QUrl{QString::fromStdString(source.address)}};
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setMaximumRedirectsAllowed(kRedirectsMax);
    request.setRawHeader("Accept", "application/rss+xml, application/atom+xml, text/xml");
    if (!source.tag.isEmpty())
        request.setRawHeader("If-None-Match", source.tag);
    if (!source.changed.isEmpty())
        request.setRawHeader("If-Modified-Since", source.changed);
    source.asking = true;
    QNetworkReply* reply = m_network->get(request);
    // What is too large is not waited for.
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
        if (received > kDocumentBytesMax)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this, [this, index, reply] {
        onAnswer(index, *reply);
        reply->deleteLater();
    });
}

void RssWorker::onAnswer(std::size_t index, QNetworkReply& reply)
{
    Source& source = m_sources[index];
    source.asking = false;
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply.error() != QNetworkReply::NoError) {
        tell(source, reply.errorString().toStdString());
        return;
    }
    if (status == 304) {
        tell(source, "");
        return;
    }
    auto items = readFeed(reply.readAll());
    if (!items) {
        tell(source, items.error().what);
        return;
    }
    tell(source, "");
    source.tag = reply.rawHeader("ETag");
    source.changed = reply.rawHeader("Last-Modified");
    const Timestamp oldest = m_now() - m_options.back;
    std::erase_if(*items, [oldest](const NewsItem& item) { return item.updated < oldest; });
    if (!items->empty())
        m_sink.push({input::News{NewsVia::Rss, std::move(*items)}});
}

/// Once for each reason; empty: it is well.
void RssWorker::tell(Source& source, const std::string& reason)
{
    if (std::exchange(source.reasonTold, reason) == reason || reason.empty())
        return;
    m_sink.push({input::RequestFailed{"news of " + source.address, reason}});
}

} // namespace tapedeck::rss
