#pragma once

#include "app/practice/options.h"
#include "app/practice/practice_server.h"

#include <QByteArray>
#include <QList>
#include <QNetworkAccessManager>
#include <QObject>
#include <QString>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QWebSocket>

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tapedeck::practice::test {

inline constexpr int kPatienceMs = 20'000;

/// A folder that goes with the test.
class Folder
{
public:
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const
    {
        return std::filesystem::path{m_folder.path().toStdString()} / name;
    }

private:
    QTemporaryDir m_folder;
};

/// Lines of a tape on Tuesday 2024-03-12, New York time given as "09:30:00.5".
[[nodiscard]] std::string
tradeLine(std::string_view symbol, std::string_view time, std::string_view price, int size = 100);
[[nodiscard]] std::string quoteLine(std::string_view symbol,
                                    std::string_view time,
                                    std::string_view bid,
                                    std::string_view ask,
                                    int size = 100);
void writeFile(const std::filesystem::path& file, const std::string& text);

/// Minutes of two symbols around the open, a quote and a trade of each a second: AAPL at 170 to
/// 170.10 and MSFT at 400. Ends at 09:40.
void writeSmallTape(const std::filesystem::path& file);

[[nodiscard]] inline std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// What a request was answered.
struct Answer
{
    int status = 0; ///< 0 = none
    QByteArray body;
    QList<QPair<QByteArray, QByteArray>> headers;

    [[nodiscard]] QByteArray header(const QByteArray& name) const;
};

/// A client with keys, on a server of this machine.
class Client
{
public:
    explicit Client(std::uint16_t port) : m_port{port} {}

    QByteArray key{kPracticeKey.data()};
    QByteArray secret{kPracticeSecret.data()};

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    Answer get(const QByteArray& path) { return send("GET", path); }
    Answer post(const QByteArray& path, const QByteArray& body) { return send("POST", path, body); }
    Answer remove(const QByteArray& path) { return send("DELETE", path); }
    Answer send(const QByteArray& verb, const QByteArray& path, const QByteArray& body = {});

private:
    std::uint16_t m_port;
    QNetworkAccessManager m_network;
};

/// A stream that is open, and all that came on it.
class Stream
{
public:
    using Headers = QList<QPair<QByteArray, QByteArray>>;
    Stream(std::uint16_t port, const QString& path, const Headers& headers = {});

    void send(const QByteArray& text) { m_socket.sendTextMessage(QString::fromUtf8(text)); }
    /// The next frame, waited for; empty when none comes.
    [[nodiscard]] QByteArray next();
    /// Frames until one holds `part`; that one. Empty when none comes.
    [[nodiscard]] QByteArray nextWith(const QByteArray& part);
    [[nodiscard]] bool waitForClose();
    [[nodiscard]] QWebSocket& socket() { return m_socket; }
    [[nodiscard]] const QList<QByteArray>& waiting() const { return m_frames; }
    bool lastWasBinary = false;

private:
    QWebSocket m_socket;
    QList<QByteArray> m_frames;
    bool m_closed = false;
};

extern const QByteArray kAuth; ///< the message that authenticates with the usual keys

/// A server over the small tape, on a thread of its own.
class ServerTest : public testing::Test
{
protected:
    ServerTest();
    /// Fails the test when it does not start.
    std::uint16_t start();
    void restart();

    Folder m_folder;
    PracticeOptions m_options;
    std::unique_ptr<PracticeServer> m_server;
    std::uint16_t m_port = 0;
};

} // namespace tapedeck::practice::test
