// How long it takes from the press of the kill switch until the broker is known to have no open
// order: a practice exchange on a thread of its own, the workstation and its window in this
// process, real sockets and real files between them. While a kill is under way the window's thread
// is blocked: nothing of it runs.
//
//   bench_kill_to_confirmed [KILLS [ORDERS]]      (default 200 kills of 10 orders; needs no
//   display)
//
// Two clocks: from the signal, or the request of `tapedeck kill`, until the status says confirmed
// (asked every millisecond), and the engine's own, which is what the audit log has. The exchange is
// on this machine: a broker's distance comes on top, about four times.

#include "app/api/control_client.h"
#include "app/credentials.h"
#include "app/kill_signal.h"
#include "app/practice/practice_server.h"
#include "app/workstation.h"
#include "bench_support.h"
#include "ui/main_window.h"

#include <QApplication>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck {
namespace {

using namespace bench;

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};

/// Serves the event loop until `holds`.
void serveUntil(const std::function<bool()>& holds, const char* otherwise)
{
    QTimer everyMillisecond; // ends each wait
    everyMillisecond.start(1);
    const auto start = Clock::now();
    while (!holds()) {
        if (Clock::now() - start > kPatience)
            giveUp(otherwise);
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
}

/// Somebody else at the exchange.
class Stranger
{
public:
    explicit Stranger(std::uint16_t port) : m_port{port} {}

    /// A buy far below the market.
    void place(QNetworkAccessManager& network) const
    {
        QNetworkRequest request = to("/v2/orders");
        request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
        QNetworkReply* reply =
            network.post(request,
                         R"({"symbol":"BOXFND","qty":"1","side":"buy","type":"limit",)"
                         R"("limit_price":"1","time_in_force":"gtc"})");
        serveUntil([reply] { return reply->isFinished(); }, "an order was not answered");
        if (reply->error() != QNetworkReply::NoError)
            giveUp("an order was refused: " + reply->readAll().toStdString());
        delete reply;
    }
    void expectNoneOpen(QNetworkAccessManager& network) const
    {
        QNetworkReply* reply = network.get(to("/v2/orders?status=open"));
        serveUntil([reply] { return reply->isFinished(); }, "the list was not answered");
        if (reply->readAll().trimmed() != "[]")
            giveUp("an order is open after the kill was confirmed");
        delete reply;
    }

private:
    [[nodiscard]] QNetworkRequest to(const char* path) const
    {
        return exchangeRequest(m_port, path);
    }

    std::uint16_t m_port;
};

void print(const char* what, std::vector<double> milliseconds)
{
    const Percentiles all{std::move(milliseconds)};
    std::printf("%-42s n=%zu p50=%.1f ms p90=%.1f ms p99=%.1f ms max=%.1f ms\n",
                what,
                all.count,
                all.p50,
                all.p90,
                all.p99,
                all.max);
    std::fflush(stdout);
}

double millis(Nanoseconds span)
{
    return std::chrono::duration<double, std::milli>(span).count();
}

/// What one kill took.
struct Times
{
    double outside = 0;
    double engine = 0;
    double lastCanceled = 0;
};

/// On another thread than the window's, which waits for it without an event loop.
Times killOnce(Workstation& station, const std::filesystem::path& socket, bool bySignal)
{
    Times times;
    const std::unique_ptr<QThread> other{QThread::create([&] {
        const auto start = Clock::now();
        if (bySignal) {
            ::kill(::getpid(), SIGUSR1);
        } else {
            auto client = api::ControlClient::connect(socket);
            if (!client || !client->ask({api::ControlVerb::Kill, false, {}, "bench"}))
                giveUp("the socket did not answer");
        }
        for (;;) {
            const api::ControlStatus status = station.status();
            if (status.killPhase == KillPhase::Confirmed && status.confirmedAfter) {
                times.outside = millis(Clock::now() - start);
                times.engine = millis(*status.confirmedAfter);
                times.lastCanceled = millis(status.lastCanceledAfter.value_or(Nanoseconds{}));
                return;
            }
            if (Clock::now() - start > kPatience)
                giveUp("a kill was not confirmed");
            ::poll(nullptr, 0, 1);
        }
    })};
    other->start();
    other->wait();
    return times;
}

int measure(int kills, int orders)
{
    const QTemporaryDir home;
    practice::PracticeServer exchange{exchangeOptions(home),
                                      practice::PracticeServer::Runs::OnItsOwnThread};
    const auto port = exchange.start();
    if (!port)
        giveUp(port.error().what);
    KillSignal signal;
    Credentials credentials;
    Workstation station{quietOptions(home, *port), credentials};
    const KillSignal::Aim aim{signal, station};
    if (const auto started = station.start(); !started)
        giveUp(started.error().what);
    MainWindow window{station, credentials, station, WindowOptions{}};
    window.show();
    const auto socket = api::controlSocketFile(home.filePath("data").toStdString() + "/practice");
    const Stranger stranger{*port};
    QNetworkAccessManager network;

    std::vector<double> outside[2];
    std::vector<double> engine;
    std::vector<double> lastCanceled;
    for (int i = 0; i < kills; ++i) {
        for (int placed = 0; placed < orders; ++placed)
            stranger.place(network);
        serveUntil([&] { return station.status().ordersOpen == orders; },
                   "the orders were not heard of");
        const bool bySignal = i % 2 == 0;
        const Times times = killOnce(station, socket, bySignal);
        outside[bySignal ? 0 : 1].push_back(times.outside);
        engine.push_back(times.engine);
        lastCanceled.push_back(times.lastCanceled);
        stranger.expectNoneOpen(network);
        (void)station.release(std::string{kReleasePhrase}, "bench");
        serveUntil([&] { return station.status().killPhase == KillPhase::Off; },
                   "it was not released");
        serveUntil(
            [&] {
                const auto snapshot = station.latest();
                return std::any_of(
                    snapshot->links.begin(), snapshot->links.end(), [](const LinkHealth& link) {
                        return link.link == Link::TradeUpdates && link.state == LinkState::Live;
                    });
            },
            "the trade stream did not come back");
    }
    print("SIGUSR1 to confirmed", outside[0]);
    if (!outside[1].empty())
        print("tapedeck kill to confirmed", outside[1]);
    print("press to confirmed, by the engine", engine);
    print("press to the last cancellation, the same", lastCanceled);
    window.hide();
    station.stop();
    exchange.stop();
    return 0;
}

} // namespace
} // namespace tapedeck

int main(int argc, char** argv)
{
    const tapedeck::bench::OwnSession session;
    const QApplication application{argc, argv};
    const int kills = tapedeck::bench::countArgument(argc, argv, 1, 200);
    const int orders = tapedeck::bench::countArgument(argc, argv, 2, 10);
    return tapedeck::measure(kills, orders);
}
