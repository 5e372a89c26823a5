#pragma once

#include <QObject>
#include <QTcpServer>

#include <cstdint>

namespace tapedeck::scenario {

/// Stands between a client and a server of this machine and passes everything on, until it is told
/// to speak for the server.
class GarblingProxy : public QObject
{
    Q_OBJECT

public:
    explicit GarblingProxy(std::uint16_t server);

    [[nodiscard]] std::uint16_t port() const { return m_listening.serverPort(); }
    /// Says this on every connection, in the middle of whatever is being said, and ends them.
    void garble(const QByteArray& words);

private:
    void accept();

    std::uint16_t m_server;
    QTcpServer m_listening;
};

} // namespace tapedeck::scenario
