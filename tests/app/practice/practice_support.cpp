#include "practice_support.h"

#include "market/new_york.h"
#include "wire/json_writer.h"

#include <QCoreApplication>
#include <QNetworkReply>
#include <QTest>

#include <fstream>

namespace tapedeck::practice::test {

using namespace std::chrono_literals;

const QByteArray kAuth = R"({"action":"auth","key":"PKPRACTICE","secret":"practice-secret"})";

namespace {

std::string utcOf(std::string_view time)
{
    // March 12th, 2024 is daylight-saving time.
    return toRfc3339(*parseTimestamp("2024-03-12T" + std::string{time} + "-04:00"));
}

} // namespace

std::string
tradeLine(std::string_view symbol, std::string_view time, std::string_view price, int size)
{
    static int id = 0;
    return R"({"T":"t","S":")" + std::string{symbol} + R"(","i":)" + std::to_string(++id) +
           R"(,"x":"V","p":)" + std::string{price} + R"(,"s":)" + std::to_string(size) +
           R"(,"t":")" + utcOf(time) + R"(","c":["@"],"z":"C"})" + "\n";
}

std::string quoteLine(std::string_view symbol,
                      std::string_view time,
                      std::string_view bid,
                      std::string_view ask,
                      int size)
{
    const std::string shares = std::to_string(size);
    return R"({"T":"q","S":")" + std::string{symbol} + R"(","bx":"V","bp":)" + std::string{bid} +
           R"(,"bs":)" + shares + R"(,"ax":"V","ap":)" + std::string{ask} + R"(,"as":)" + shares +
           R"(,"t":")" + utcOf(time) + R"(","c":["R"],"z":"C"})" + "\n";
}

void writeFile(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream{file, std::ios::binary} << text;
}

void writeSmallTape(const std::filesystem::path& file)
{
    std::string text;
    for (int second = 9 * 3600 + 20 * 60; second < 9 * 3600 + 40 * 60; ++second) {
        char time[16];
        std::snprintf(
            time, sizeof time, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
        text += quoteLine("AAPL", time, "170", "170.1", 300);
        text += tradeLine("AAPL", time, "170.05");
        text += quoteLine("MSFT", time, "400", "400.2", 300);
        text += tradeLine("MSFT", time, "400.1");
    }
    writeFile(file, text);
}

QByteArray Answer::header(const QByteArray& name) const
{
    for (const auto& [key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

Answer Client::send(const QByteArray& verb, const QByteArray& path, const QByteArray& body)
{
    QNetworkRequest request{QUrl::fromEncoded(
        "http://127.0.0.1:" + QByteArray::number(m_port) + path, QUrl::StrictMode)};
    request.setRawHeader("APCA-API-KEY-ID", key);
    request.setRawHeader("APCA-API-SECRET-KEY", secret);
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
    QNetworkReply* reply = m_network.sendCustomRequest(request, verb, body);
    (void)QTest::qWaitFor([&] { return reply->isFinished(); }, kPatienceMs);
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.body = reply->readAll();
    answer.headers = reply->rawHeaderPairs();
    delete reply;
    return answer;
}

Stream::Stream(std::uint16_t port, const QString& path, const Headers& headers)
{
    QObject::connect(&m_socket, &QWebSocket::textMessageReceived, [this](const QString& text) {
        m_frames.append(text.toUtf8());
        lastWasBinary = false;
    });
    QObject::connect(&m_socket, &QWebSocket::binaryMessageReceived, [this](const QByteArray& b) {
        m_frames.append(b);
        lastWasBinary = true;
    });
    QObject::connect(&m_socket, &QWebSocket::disconnected, [this] { m_closed = true; });
    QNetworkRequest request{
        QUrl{QStringLiteral("ws://127.0.0.1:%1%2").arg(static_cast<int>(port)).arg(path)}};
    for (const auto& [name, value] : headers)
        request.setRawHeader(name, value);
    m_socket.open(request);
    (void)QTest::qWaitFor(
        [this] { return m_closed || m_socket.state() == QAbstractSocket::ConnectedState; },
        kPatienceMs);
}

QByteArray Stream::next()
{
    (void)QTest::qWaitFor([this] { return !m_frames.isEmpty() || m_closed; }, kPatienceMs);
    return m_frames.isEmpty() ? QByteArray{} : m_frames.takeFirst();
}

QByteArray Stream::nextWith(const QByteArray& part)
{
    while (true) {
        const QByteArray frame = next();
        if (frame.isEmpty() || frame.contains(part))
            return frame;
    }
}

bool Stream::waitForClose()
{
    return QTest::qWaitFor([this] { return m_closed; }, kPatienceMs);
}

ServerTest::ServerTest()
{
    writeSmallTape(m_folder / "tape.jsonl");
    m_options.tape = m_folder / "tape.jsonl";
    m_options.start = 9h + 31min;
    m_options.seed = 7;
    m_options.rateLimit = 0;
    m_options.account = StartingAccount::Empty;
}

std::uint16_t ServerTest::start()
{
    PracticeOptions options = m_options.clone();
    m_server =
        std::make_unique<PracticeServer>(std::move(options), PracticeServer::Runs::OnItsOwnThread);
    const auto port = m_server->start();
    EXPECT_TRUE(port) << port.error().what;
    m_port = port.value_or(0);
    return m_port;
}

void ServerTest::restart()
{
    m_server.reset();
    start();
}

} // namespace tapedeck::practice::test
