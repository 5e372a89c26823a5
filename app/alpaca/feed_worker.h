#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "app/alpaca/stream_socket.h"
#include "app/runtime/inbox.h"
#include "engine/decks.h"
#include "market/session.h"
#include "session/market_stream_session.h"
#include "wire/stock_decoder.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck::alpaca {

struct FeedOptions
{
    MarketStreamOptions stream;
    std::int64_t quoteSizeMultiplier = 1;
    std::uint64_t seed = 1; ///< of the back-off's jitter
};

/// What MarketFeed does, on its thread. begin() comes first, there; subscribe() and health() may
/// come from any thread, also before.
class FeedWorker final : public QObject
{
    Q_OBJECT

public:
    /// `sink` and what `now` reads outlive the worker.
    FeedWorker(Login login, InputSink& sink, Now now, const FeedOptions& options);
    ~FeedWorker() override;

    void subscribe(Symbols symbols, std::vector<std::string> wanted);
    [[nodiscard]] LinkHealth health() const { return m_monitor.health(); }

public slots:
    void begin();

private:
    struct Wish
    {
        Symbols symbols;
        std::vector<std::string> wanted;
    };

    void takeWishes();
    void onFrame(const QByteArray& frame);
    void measure(const std::vector<MarketEvent>& events);
    void tick();
    void perform(const StreamActions& actions);
    void perform(const StreamAction& action);

    Login m_login;
    InputSink& m_sink;
    Now m_now;
    LinkMonitor m_monitor;
    MarketStreamSession m_session;
    Symbols m_symbols;
    StockDecoder m_decoder;
    MarketCalendar m_calendar; ///< the exchanges' standing rules: enough for a watchdog
    runtime::Inbox<Wish> m_wishes;
    std::unique_ptr<StreamSocket> m_socket;
    std::unique_ptr<QTimer> m_timer;
    std::vector<StreamControl> m_controls; ///< scratch
};

} // namespace tapedeck::alpaca
