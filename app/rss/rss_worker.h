#pragma once

#include "engine/decks.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace tapedeck::rss {

struct RssOptions
{
    std::vector<std::string> addresses; ///< http or https
    /// Each is asked so often; sooner while the news stream is away.
    Nanoseconds every = std::chrono::minutes{5};
    Nanoseconds everyWhileAway = std::chrono::seconds{60};
    Nanoseconds patience = std::chrono::seconds{10}; ///< with one answer
    /// Older items are no news.
    Nanoseconds back = std::chrono::hours{24};
};

/// What RssReader does, on its thread.
class RssWorker final : public QObject
{
    Q_OBJECT

public:
    /// `sink` and what `now` reads outlive the worker.
    RssWorker(InputSink& sink, std::function<Timestamp()> now, RssOptions options);

    /// Any thread.
    void setStreamAway(bool away) noexcept { m_away.store(away); }

public slots:
    void begin();

private:
    /// One address, and what its server said of the document that we have.
    struct Source
    {
        std::string address;
        QByteArray tag;     ///< ETag
        QByteArray changed; ///< Last-Modified
        std::string reasonTold;
        bool asking = false;
    };

    void tick();
    void ask(std::size_t index);
    void onAnswer(std::size_t index, QNetworkReply& reply);
    void tell(Source& source, const std::string& reason);

    InputSink& m_sink;
    std::function<Timestamp()> m_now;
    RssOptions m_options;
    std::vector<Source> m_sources;
    std::atomic<bool> m_away{false};
    Nanoseconds m_asked{0}; ///< steady; all of them
    bool m_everAsked = false;
    std::unique_ptr<QTimer> m_timer;
    std::unique_ptr<QNetworkAccessManager> m_network; ///< last: its replies use the rest
};

} // namespace tapedeck::rss
