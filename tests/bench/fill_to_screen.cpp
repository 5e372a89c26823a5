// How long a fill at the exchange takes until the position stands on the screen: a practice
// exchange on a thread of its own, the workstation and its window in this process, real sockets and
// real files between them. Orders are placed beside the workstation, over HTTP, one at a time.
//
//   bench_fill_to_screen [ORDERS]      (default 300; needs no display)
//
// Two clocks start for each order: as its request leaves, which is before the exchange fills it,
// and as its answer arrives, which is after. The true figure lies between what the two say.

#include "app/credentials.h"
#include "app/practice/practice_server.h"
#include "app/workstation.h"
#include "bench_support.h"
#include "ui/kit/table.h"
#include "ui/main_window.h"
#include "ui/portfolio/positions_panel.h"

#include <QApplication>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {
namespace {

using namespace bench;

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};
constexpr char kSymbol[] = "BOXFND";

double millisecondsBetween(Clock::time_point from, Clock::time_point to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

/// Serves the event loop, without polling, until `holds` does: asked on every turn.
void serveUntil(const std::function<bool()>& holds, const char* otherwise)
{
    const auto start = Clock::now();
    while (!holds()) {
        if (Clock::now() - start > kPatience)
            giveUp(otherwise);
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
}

/// Knows when the table has painted which quantity.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(Table& table) : m_table{table}
    {
        table.viewport()->installEventFilter(this);
    }

    [[nodiscard]] const QString& painted() const { return m_painted; }
    [[nodiscard]] Clock::time_point at() const { return m_at; }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint)
            // The model cannot change before this paint event is over.
            QMetaObject::invokeMethod(
                this, [this, text = quantity()] { note(text); }, Qt::QueuedConnection);
        return false;
    }

private:
    [[nodiscard]] QString quantity() const
    {
        const auto& model = *static_cast<TableModel*>(m_table.model());
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.cell(row, 0).text == QLatin1String{kSymbol})
                return model.cell(row, 1).text;
        }
        return QStringLiteral("0");
    }
    void note(const QString& text)
    {
        if (text == m_painted)
            return;
        m_painted = text;
        m_at = Clock::now();
    }

    Table& m_table;
    QString m_painted;
    Clock::time_point m_at;
};

struct Sent
{
    Clock::time_point leaving;
    Clock::time_point answered;
    int status = 0;
};

/// Market orders over one connection, from another thread than the window's.
class OrderSender : public QObject
{
public:
    explicit OrderSender(std::uint16_t port) : m_port{port} {}

    /// On its own thread; `done` is called there.
    void send(const char* side, const std::function<void(Sent)>& done)
    {
        QNetworkRequest request = exchangeRequest(m_port, "/v2/orders");
        request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
        const QByteArray body = QByteArray{R"({"symbol":")"} + kSymbol + R"(","qty":"1","side":")" +
                                side + R"(","type":"market","time_in_force":"day"})";
        if (m_network == nullptr)
            m_network = new QNetworkAccessManager{this};
        const auto leaving = Clock::now();
        QNetworkReply* reply = m_network->post(request, body);
        connect(reply, &QNetworkReply::finished, this, [reply, leaving, done] {
            done({leaving,
                  Clock::now(),
                  reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt()});
            reply->deleteLater();
        });
    }

private:
    std::uint16_t m_port;
    QNetworkAccessManager* m_network = nullptr;
};

void print(const char* name, std::vector<double> figures)
{
    const Percentiles all{std::move(figures)};
    std::printf("%-22s n=%zu p50=%.2f ms p90=%.2f ms p99=%.2f ms max=%.2f ms\n",
                name,
                all.count,
                all.p50,
                all.p90,
                all.p99,
                all.max);
}

int measure(int orders)
{
    const QTemporaryDir home;
    practice::PracticeOptions options = exchangeOptions(home);
    options.account = practice::StartingAccount::Empty;
    practice::PracticeServer exchange{std::move(options),
                                      practice::PracticeServer::Runs::OnItsOwnThread};
    const auto port = exchange.start();
    if (!port)
        giveUp(port.error().what);

    Credentials credentials;
    // Nobody else trades, so that the quantity on the screen is the one that was just bought.
    Workstation station{quietOptions(home, *port), credentials};
    if (const auto started = station.start(); !started)
        giveUp(started.error().what);
    WindowOptions look;
    look.fixedSize = QSize{1280, 800};
    MainWindow window{station, credentials, station, look};
    window.show();
    auto* panel = window.findChild<PositionsPanel*>();
    PaintWatch watch{panel->table()};
    serveUntil(
        [&] {
            const auto snapshot = station.latest();
            return snapshot && snapshot->account.known && watch.painted() == QLatin1String{"0"};
        },
        "the workstation did not come up");

    QThread thread;
    OrderSender sender{*port};
    sender.moveToThread(&thread);
    thread.start();
    std::vector<double> fromRequest;
    std::vector<double> fromAnswer;
    for (int i = 0; i < orders; ++i) {
        const char* side = i % 2 == 0 ? "buy" : "sell";
        const QString wanted = i % 2 == 0 ? QStringLiteral("1") : QStringLiteral("0");
        std::optional<Sent> sent;
        QMetaObject::invokeMethod(
            &sender,
            [&] {
                sender.send(side, [&](Sent answered) {
                    QMetaObject::invokeMethod(
                        &window, [&sent, answered] { sent = answered; }, Qt::QueuedConnection);
                });
            },
            Qt::QueuedConnection);
        serveUntil([&] { return sent && watch.painted() == wanted; },
                   "a fill did not come to the screen");
        if (sent->status != 200)
            giveUp("an order was refused with " + std::to_string(sent->status));
        fromRequest.push_back(millisecondsBetween(sent->leaving, watch.at()));
        fromAnswer.push_back(std::max(0.0, millisecondsBetween(sent->answered, watch.at())));
    }
    thread.quit();
    thread.wait();
    print("request to screen", fromRequest);
    print("answer to screen", fromAnswer);
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
    const int orders = tapedeck::bench::countArgument(argc, argv, 1, 300);
    return tapedeck::measure(orders);
}
