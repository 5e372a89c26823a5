// How long a news item takes from the moment at which the exchange may tell it until it is scored
// and stands in the journal: a practice exchange on a thread of its own, the workstation in this
// process, real sockets and a real file between them. The journal is asked every millisecond.
//
//   bench_news_to_store [ITEMS]      (default 300, ten a second; needs no display)

#include "app/credentials.h"
#include "app/practice/practice_server.h"
#include "app/store/database.h"
#include "app/store/journal_schema.h"
#include "app/workstation.h"
#include "bench_support.h"
#include "market/new_york.h"
#include "wire/news_body.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {
namespace {

using namespace bench;

using namespace std::chrono_literals;

constexpr std::int64_t kFirstId = 1'000;
constexpr Nanoseconds kEvery = 100ms;
constexpr std::int64_t kPatience = 60'000'000'000;

/// Items from five seconds after the start on.
std::vector<NewsItem> writeNews(const std::string& file, int count)
{
    const Date day{std::chrono::year{2025}, std::chrono::month{6}, std::chrono::day{2}};
    std::vector<NewsItem> items;
    std::ofstream out{file};
    for (int i = 0; i < count; ++i) {
        NewsItem item;
        item.id = kFirstId + i;
        item.headline = "BOXFND beats estimates and raises its outlook, item " + std::to_string(i);
        item.summary = "Analysts had expected less; shares rise before the open.";
        item.content = std::string(2'000, 'x');
        item.symbols = {"BOXFND"};
        item.created = item.updated = fromNewYork(day, 10h) + 5s + i * kEvery;
        out << encodeNews(item) << '\n';
        items.push_back(std::move(item));
    }
    return items;
}

/// When the tape comes to `at`, on the steady clock.
std::int64_t steadyAt(const practice::TapeTime& time, Timestamp at)
{
    return time.steadyNanos + (at - time.tape).count();
}

void print(std::vector<double> figures)
{
    const Percentiles all{std::move(figures)};
    std::printf("news to journal n=%zu p50=%.2f ms p90=%.2f ms p99=%.2f ms max=%.2f ms\n",
                all.count,
                all.p50,
                all.p90,
                all.p99,
                all.max);
}

int measure(int count)
{
    const QTemporaryDir home;
    practice::PracticeOptions options;
    options.news = home.filePath("news.jsonl").toStdString();
    const auto items = writeNews(options.news.string(), count);
    options.start = 10h;
    options.seed = 1;
    options.rateLimit = 0;
    practice::PracticeServer exchange{std::move(options),
                                      practice::PracticeServer::Runs::OnItsOwnThread};
    const auto port = exchange.start();
    if (!port)
        giveUp(port.error().what);

    LaunchOptions launch;
    const QString address = QStringLiteral("127.0.0.1:%1").arg(*port);
    launch.exchange = address;
    launch.data = home.filePath("data");
    Credentials credentials;
    Workstation station{std::move(launch), credentials};
    if (const auto started = station.start(); !started)
        giveUp(started.error().what);
    const auto folder = std::filesystem::path{home.filePath("data/practice").toStdString()} /
                        ("at-" + QString{address}.replace(':', '-').toStdString());
    auto journal = store::Database::open(folder / "journal.sqlite",
                                         store::journalSchema(),
                                         store::Durability::Normal,
                                         store::Access::ReadOnly);
    if (!journal)
        giveUp(journal.error().what);

    QTimer everyMillisecond; // ends each wait of the loop below
    everyMillisecond.setTimerType(Qt::PreciseTimer);
    everyMillisecond.start(1);
    std::vector<double> milliseconds;
    std::int64_t seen = kFirstId - 1;
    const std::int64_t end = practice::steadyNow() + count * kEvery.count() + kPatience;
    while (seen < kFirstId + count - 1) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        const auto read = journal->read(
            "SELECT id, label FROM news WHERE id > ? ORDER BY id",
            {QVariant::fromValue<qlonglong>(seen)},
            [&](const QSqlQuery& row) -> Result<void> {
                seen = row.value(0).toLongLong();
                const NewsItem& item = items[static_cast<std::size_t>(seen - kFirstId)];
                const std::int64_t due = steadyAt(exchange.tapeTime(), item.updated);
                milliseconds.push_back(static_cast<double>(practice::steadyNow() - due) / 1e6);
                if (row.value(1).toString() != QLatin1String{"positive"})
                    giveUp("a score is wrong");
                return {};
            });
        if (!read)
            giveUp(read.error().what);
        if (practice::steadyNow() > end)
            giveUp("news did not come to the journal");
    }
    station.stop();
    exchange.stop();
    print(milliseconds);
    return 0;
}

} // namespace
} // namespace tapedeck

int main(int argc, char** argv)
{
    const tapedeck::bench::OwnSession session;
    const QCoreApplication application{argc, argv};
    const int items = tapedeck::bench::countArgument(argc, argv, 1, 300);
    return tapedeck::measure(items);
}
