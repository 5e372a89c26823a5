#pragma once

#include "app/practice/data_session.h"
#include "app/practice/news_book.h"
#include "app/practice/options.h"
#include "app/practice/trading_session.h"
#include "app/practice/weather/update_weather.h"

#include <QObject>
#include <QWebSocketServer>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QTcpSocket;
class QWebSocket;

namespace tapedeck::practice {

/// All WebSocket clients: takes sockets over from HTTP, runs their sessions, and sends out what the
/// market and the orders say.
class StreamHub : public QObject
{
    Q_OBJECT

public:
    /// `weather` may be null, and must outlive it.
    StreamHub(const Credentials& credentials,
              const PracticeOptions& options,
              Weather* weather,
              QObject* parent);
    ~StreamHub() override;

    [[nodiscard]] static bool isStream(std::string_view path) noexcept;
    /// The socket's bytes still hold the whole upgrade request.
    void adopt(QTcpSocket* socket);

    /// To every session that wants them, in order, in as few frames as is sensible; fifteen minutes
    /// later to those of the delayed feed. `now` is the exchange's clock.
    void sendMarket(const std::vector<MarketEvent>& events, const Symbols& symbols, Timestamp now);
    /// To every session of the news stream that wants them.
    void sendNews(const std::vector<NewsItem>& items);
    /// One more quote of FAKEPACA on the test stream.
    void sendTest(Timestamp now, std::uint64_t number);
    /// A frame of the trading stream, to all that listen.
    void sendTrading(const std::string& frame);
    /// A client is behind with reading: the market should wait for it. One that does not read at
    /// all is told 407 and dropped, so this does not last.
    [[nodiscard]] bool isCongested();
    void closeAll();

private:
    struct DataStream;
    struct DataClient;
    struct TradingClient;
    struct Batch;

    using IsMeant = bool (*)(DataStreamKind);
    void send(const std::vector<MarketEvent>& events, const Symbols& symbols, IsMeant isMeant);
    void sendDelayed(const Symbols& symbols, Timestamp now);
    void onNewConnection();
    void takeOver(QWebSocket* socket);
    void addData(QWebSocket* socket, DataStream& stream);
    void addTrading(QWebSocket* socket);
    void onGone(QWebSocket* socket);
    void tell(const std::string& frame);
    void kick(DataClient& client);
    void beginWeather();
    void strike(Fault fault);
    static void reply(DataClient& client, const DataSession::Reply& reply);

    const Credentials& m_credentials;
    PracticeTimeouts m_timeouts;
    Weather* m_weather;
    std::optional<UpdateWeather> m_updateWeather;
    QWebSocketServer m_server;
    std::map<std::string, std::unique_ptr<DataStream>> m_streams; ///< by path
    std::vector<std::unique_ptr<DataClient>> m_dataClients;
    std::vector<std::unique_ptr<TradingClient>> m_tradingClients;
    /// What the delayed feed has yet to say, and since when it may be known: a quarter of an hour
    /// of the market.
    std::deque<std::pair<Timestamp, MarketEvent>> m_delayed;
};

} // namespace tapedeck::practice
