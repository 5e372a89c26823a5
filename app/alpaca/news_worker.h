#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "app/alpaca/rest_asker.h"
#include "app/alpaca/stream_wiring.h"
#include "app/runtime/inbox.h"
#include "engine/decks.h"
#include "session/market_stream_session.h"
#include "session/news_fetch.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck::alpaca {

struct NewsOptions
{
    WireEncoding encoding = WireEncoding::MsgPack;
    std::uint64_t seed = 1; ///< of the back-off's jitter
    StreamPatience patience;
    /// While the stream is away REST is asked so often.
    Nanoseconds pollEvery = std::chrono::seconds{60};
    /// The first fetch goes back so far, by the run's clock.
    Nanoseconds back = std::chrono::hours{24};
    bool onlyWanted = false; ///< else all news
};

/// What NewsFeed does, on its thread. Whenever the stream is there anew REST is asked for what was
/// written since the last item that came, and at first for the last day.
class NewsWorker final : public QObject
{
    Q_OBJECT

public:
    /// `sink`, `rest` and what `now` reads outlive the worker.
    NewsWorker(Login login, InputSink& sink, Now now, const NewsOptions& options, RestPort* rest);

    /// The symbols whose news is wanted, where not all is. Any thread.
    void want(std::vector<std::string> symbols) { m_wishes.push(std::move(symbols)); }
    [[nodiscard]] LinkHealth health() const { return m_monitor.health(); }

public slots:
    void begin();

private:
    void takeWishes();
    void onFrame(const QByteArray& frame);
    void tell(NewsVia via, std::vector<NewsItem> items);
    void fetch();
    void ask(RestCall call);
    void onPage(std::uint64_t fetch, const RestAnswer& answer);
    void tick();
    void onReport(const action::ReportState& report);
    void perform(const StreamActions& actions);

    Login m_login;
    InputSink& m_sink;
    Now m_now;
    NewsOptions m_options;
    LinkMonitor m_monitor;
    MarketStreamSession m_session;
    RestAsker m_rest;
    runtime::Inbox<std::vector<std::string>> m_wishes;
    std::vector<std::string> m_wanted; ///< sorted
    std::unique_ptr<StreamSocket> m_socket;
    std::unique_ptr<QTimer> m_timer;
    std::optional<Timestamp> m_newest;      ///< version that came, by any way
    std::optional<Timestamp> m_missingFrom; ///< nothing: all of the last day
    Timestamp m_fetchedTo;                  ///< by the fetch that is under way
    std::optional<NewsSteps> m_steps;       ///< a fetch is under way
    std::uint64_t m_fetch = 0;              ///< its number: answers to earlier ones are nobody's
    bool m_live = false;
    std::optional<Nanoseconds> m_fetchAt; ///< steady; nothing: the stream tells all that comes
    std::int64_t m_unknown = 0;
};

} // namespace tapedeck::alpaca
