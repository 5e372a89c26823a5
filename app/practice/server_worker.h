#pragma once

#include "app/practice/credentials.h"
#include "app/practice/http_connection.h"
#include "app/practice/options.h"
#include "app/practice/rest_api.h"
#include "app/practice/stream_hub.h"
#include "app/practice/tape_time.h"
#include "app/practice/venue.h"
#include "app/practice/weather/rest_weather.h"
#include "app/practice/weather/weather_proxy.h"

#include <QObject>
#include <QTcpServer>
#include <QTimer>

#include <functional>
#include <memory>

namespace tapedeck::practice {

/// Everything behind PracticeServer, on the thread that does the work: made, used and destroyed
/// there.
class ServerWorker : public QObject
{
    Q_OBJECT

public:
    /// `options` must outlive it; `clockChanged` is called on this thread.
    ServerWorker(const PracticeOptions& options, std::function<void(const TapeTime&)> clockChanged);
    ~ServerWorker() override;

    [[nodiscard]] Result<std::uint16_t> start();
    /// What went wrong so far (weather.h); empty where nothing was to.
    [[nodiscard]] std::string weatherSummary() const;
    void stop();

signals:
    void failed(const QString& why);

private:
    [[nodiscard]] Result<std::uint16_t> listen();
    [[nodiscard]] Result<std::uint16_t> listen(const QHostAddress& address, std::uint16_t port);
    void onNewConnection();
    [[nodiscard]] HttpAnswer onRequest(const HttpRequest& request);
    [[nodiscard]] std::optional<HttpAnswer> onUpgrade(const HttpRequest& request,
                                                      QTcpSocket* socket);
    /// Lets the market run to now, sends what came of it, and keeps the clock true.
    void pump();
    void setClock(Timestamp tape, std::int64_t steady, Ratio speed);
    void sendUpdates();
    [[nodiscard]] std::string encoded(const OrderUpdate& update);
    void sendTestQuote();
    void breakDown(const Error& error);

    const PracticeOptions& m_options;
    std::function<void(const TapeTime&)> m_clockChanged;
    Credentials m_credentials;
    std::unique_ptr<Weather> m_weather; ///< null when it is calm
    std::unique_ptr<RestWeather> m_restWeather;
    std::unique_ptr<WeatherProxy> m_proxy;
    std::unique_ptr<Venue> m_venue;
    std::unique_ptr<RestApi> m_rest;
    std::unique_ptr<StreamHub> m_hub;
    HttpConnection::Handlers m_handlers;
    QTcpServer m_server;
    QTimer m_pumpTimer;
    QTimer m_checkpointTimer;
    QTimer m_testTimer;
    TapeTime m_clock;
    std::vector<MarketEvent> m_batch;
    std::uint64_t m_testQuotes = 0;
    bool m_waiting = false; ///< for a client that is behind
    bool m_broken = false;
};

} // namespace tapedeck::practice
