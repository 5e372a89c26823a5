#include "app/practice/weather/fault_plan.h"
#include "books.h"
#include "scenario_support.h"
#include "store_support.h"

#include <QElapsedTimer>
#include <QJsonDocument>

#include <cstdio>
#include <sstream>

namespace tapedeck::scenario {
namespace {

using practice::FaultKind;
using practice::faultKinds;
using practice::FaultPlan;
using practice::faultProfile;

/// Ten minutes of the tape at this speed, and then the sky clears.
constexpr int kSpeed = 50;
constexpr int kWeatherSeconds = 10 * 60 / kSpeed;
constexpr std::size_t kSeedsAtOnce = 5;

/// Enough orders for every fault to meet some, and few enough for many runs at once.
constexpr const char* kConfig = R"(watchlist: [BOXFND, FROBIX, BLIMPA, PLONKY, SNORKO]
limits:
  orders_per_minute: 20
  symbol_spacing_seconds: 5
  price_age_seconds: 120
  clock_skew_seconds: 60
  day_loss: 0.5
instances:
  - name: quick
    strategy: momentum
    cooldown_seconds: 5
    params: {threshold_pct: 0.01, exit_threshold_pct: 0.01, window_seconds: 5}
  - name: patient
    strategy: mean_reversion
    limit_orders: true
    cooldown_seconds: 5
    params: {window_seconds: 30, std_threshold: 1, exit_threshold: 0.5}
)";

constexpr int kAskEveryMs = 500;
/// A start asks a few times by itself; in a storm a person may have to start again.
constexpr int kStartsMost = 8;
/// A stream is asked for again at the latest so long after it ended: 30 s and the jitter.
constexpr double kAwayMost = 40;
/// Back-off allows 1, 2, 4, 8, 16 and 30 s; one healthy minute begins anew.
constexpr double kAttemptsAMinuteMost = 12;

/// "TAPEDECK_SOAK_SEEDS=1..100", else the five of every day.
std::pair<int, int> seeds()
{
    const QString asked = qEnvironmentVariable("TAPEDECK_SOAK_SEEDS");
    if (asked.isEmpty())
        return {1, static_cast<int>(kSeedsAtOnce)};
    const QStringList ends = asked.split(QStringLiteral(".."));
    bool isFirst = false;
    bool isLast = false;
    const int first = ends.value(0).toInt(&isFirst);
    const int last = ends.value(1).toInt(&isLast);
    EXPECT_TRUE(isFirst && isLast && ends.size() == 2) << asked.toStdString();
    return {first, last};
}

/// A workstation and its exchange in bad weather.
class Voyage
{
public:
    Voyage(const char* profile, int seed) : m_profile{profile}, m_seed{seed}
    {
        practice::test::writeFile(m_home.path("config.yaml").toStdString(), kConfig);
        practice::test::writeFile(m_home.path("faults.yaml").toStdString(),
                                  "profile: " + std::string{profile} +
                                      "\nclears_after: " + std::to_string(kWeatherSeconds) + "\n");
    }

    void start()
    {
        m_exchange.start({"--seed",
                          QString::number(m_seed),
                          "--start",
                          "10:00",
                          "--speed",
                          QString::number(kSpeed),
                          "--rate-limit",
                          QString::number(200 * kSpeed),
                          "--faults",
                          m_home.path("faults.yaml")});
        m_clear.start();
        m_asked.start();
        startDesk();
    }
    /// A start in the middle of a storm may fail, and says so; a person tries again.
    void startDesk()
    {
        m_desk.start({"--practice",
                      "--headless",
                      "--data",
                      m_home.data(),
                      "--config",
                      m_home.path("config.yaml"),
                      "--exchange",
                      m_exchange.address()});
    }
    /// True once it has gone through the weather, and all is well again.
    bool isThrough()
    {
        if (!m_desk.isRunning() && !hasRun() && m_starts < kStartsMost) {
            ++m_starts;
            startDesk();
        }
        if (m_clear.elapsed() < qint64{kWeatherSeconds} * 1'000 || !m_asked.hasExpired(kAskEveryMs))
            return false;
        m_asked.start();
        const auto status = statusOf(m_home);
        return status && isLive(*status, Link::MarketData) && isLive(*status, Link::TradeUpdates) &&
               isLive(*status, Link::BrokerRest);
    }
    [[nodiscard]] bool isLost()
    {
        return !m_desk.isRunning() && (hasRun() || m_starts == kStartsMost);
    }
    void check(std::map<std::string, double>& sums)
    {
        SCOPED_TRACE(m_profile + ", seed " + std::to_string(m_seed));
        ASSERT_TRUE(m_desk.isRunning()) << m_desk.err().toStdString();
        const Finished kill = run(m_home, {"kill", "--data", m_home.data()});
        ASSERT_EQ(kill.code, 0) << kill.out.toStdString() << kill.err.toStdString() << story();
        ASSERT_TRUE(until([this] { return killIsOnRecord(audit()); }));
        practice::test::Client client = m_exchange.client();
        const ExchangeBooks exchange = exchangeBooks(client);
        const AuditBooks ours = audit();
        expectEqual(exchange, ours);
        EXPECT_EQ(exchange.openOrders(), 0U);
        EXPECT_EQ(ours.count("illegal_transition"), 0U);
        for (const QJsonObject& row : ours.of("rejected")) {
            const QString detail = row.value("detail").toString();
            EXPECT_FALSE(detail.contains("unique")) << "sent twice: " << detail.toStdString();
        }
        EXPECT_EQ(m_desk.stop().code, 0);
        const Finished end = m_exchange.program().stop();
        EXPECT_EQ(end.code, 0) << end.err.toStdString();
        addCounts(end.err.toStdString(), sums);
        sums["orders"] += static_cast<double>(ours.submitted.size());
        sums["filled"] += static_cast<double>(exchange.filled.size());
        sums["differences"] += static_cast<double>(ours.count("difference"));
    }
    /// For whoever must find out what went wrong.
    [[nodiscard]] std::string story()
    {
        std::string text = m_profile + ", seed " + std::to_string(m_seed) + ": " +
                           m_desk.out().toStdString() + m_desk.err().toStdString() +
                           run(m_home, {"status", "--data", m_home.data()}).out.toStdString();
        const AuditBooks books = audit();
        constexpr std::size_t kRows = 40;
        for (std::size_t i = books.rows.size() - std::min(books.rows.size(), kRows);
             i < books.rows.size();
             ++i)
            text +=
                QJsonDocument{books.rows[i]}.toJson(QJsonDocument::Compact).toStdString() + "\n";
        return text;
    }

private:
    [[nodiscard]] bool hasRun() { return m_desk.out().contains("running "); }
    [[nodiscard]] AuditBooks audit() const
    {
        QString name = m_exchange.address();
        return auditBooksOf(
            test::journalFile(m_home.practice() / ("at-" + name.replace(':', '-').toStdString())));
    }
    static void addCounts(const std::string& said, std::map<std::string, double>& sums)
    {
        const std::size_t line = said.find("weather: ");
        ASSERT_NE(line, std::string::npos) << said;
        std::istringstream words{said.substr(line + 9)};
        std::map<std::string, double> counts;
        for (std::string word; words >> word;) {
            const std::size_t equals = word.find('=');
            ASSERT_NE(equals, std::string::npos) << word;
            counts[word.substr(0, equals)] = std::stod(word.substr(equals + 1));
        }
        EXPECT_LE(counts["away"], kAwayMost) << said;
        EXPECT_LE(counts["attempts_a_minute"], kAttemptsAMinuteMost) << said;
        for (const auto& [name, count] : counts)
            sums[name] += count;
    }

    std::string m_profile;
    int m_seed;
    int m_starts = 1;
    Home m_home;
    ExchangeProcess m_exchange{m_home};
    Program m_desk{m_home};
    QElapsedTimer m_clear;
    QElapsedTimer m_asked;
};

class Weather : public testing::TestWithParam<const char*>
{};

TEST_P(Weather, AfterTenMinutesOfItTheBooksAreTheExchanges)
{
    const auto [first, last] = seeds();
    std::map<std::string, double> sums;
    for (int next = first; next <= last;) {
        std::vector<std::unique_ptr<Voyage>> runs;
        for (; next <= last && runs.size() < kSeedsAtOnce; ++next) {
            runs.push_back(std::make_unique<Voyage>(GetParam(), next));
            ASSERT_NO_FATAL_FAILURE(runs.back()->start());
        }
        for (const auto& run : runs) {
            ASSERT_TRUE(until([&] { return run->isThrough() || run->isLost(); }, 120s))
                << run->story();
            ASSERT_FALSE(run->isLost()) << run->story();
        }
        for (const auto& run : runs)
            run->check(sums);
    }
    std::string record = "seeds " + std::to_string(first) + ".." + std::to_string(last);
    for (const auto& [name, sum] : sums)
        record += " " + name + "=" + std::to_string(static_cast<long long>(sum));
    std::printf("%s: %s\n", GetParam(), record.c_str());
    EXPECT_GT(sums["orders"], 0) << "nothing was at stake";
    EXPECT_GT(sums["filled"], 0) << "nothing was at stake";
    const FaultPlan plan = faultProfile(GetParam()).value();
    for (const FaultKind& kind : faultKinds()) {
        if (!plan[kind.fault].isZero() && !isOfTheMarket(kind.fault)) {
            EXPECT_GT(sums[std::string{kind.key}], 0) << "it never struck: " << kind.key;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Profiles,
                         Weather,
                         testing::Values("drops",
                                         "half-open",
                                         "slow-network",
                                         "garbage",
                                         "updates",
                                         "refusals",
                                         "server-errors",
                                         "lost-answers",
                                         "slow-consumer",
                                         "skewed-clock",
                                         "odd-market",
                                         "storm"),
                         [](const auto& instance) {
                             std::string name = instance.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(WeatherProfiles, AreAllTried)
{
    EXPECT_EQ(practice::faultProfiles().size(), 13U) << "twelve above, and calm";
}

} // namespace
} // namespace tapedeck::scenario
