#pragma once

#include "app/practice/weather/weather.h"
#include "base/result.h"

#include <QObject>
#include <QTcpServer>

#include <vector>

class QHostAddress;

namespace tapedeck::practice {

/// Why a server does not listen: Unavailable where the port is taken, else Io.
[[nodiscard]] tl::unexpected<Error>
cannotListen(const QTcpServer& server, const QHostAddress& address, std::uint16_t port);

/// Stands between the clients and the server, which knows nothing of it, and does to bytes what a
/// bad network does: pieces, delays, resets, lines that fall silent, bytes that nobody sent.
class WeatherProxy : public QObject
{
    Q_OBJECT

public:
    /// `weather` must outlive it. `server`: the port of this machine on which the server listens.
    WeatherProxy(Weather& weather, std::uint16_t server, QObject* parent = nullptr);
    ~WeatherProxy() override;

    /// Gives the port. Errors: Unavailable, Io.
    [[nodiscard]] Result<std::uint16_t> listen(const QHostAddress& address, std::uint16_t port);
    void close();

private:
    class Line;

    void accept();
    /// A connection at random.
    void strike(Fault fault);
    void forget(Line* line);

    Weather& m_weather;
    std::uint16_t m_serverPort;
    QTcpServer m_listening;
    std::vector<Line*> m_lines; ///< that are open; children of this, as are those that end
};

} // namespace tapedeck::practice
