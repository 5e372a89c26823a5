#include "books.h"
#include "lively.h"
#include "scenario_support.h"
#include "store_support.h"

#include <QTimer>

#include <cstdio>
#include <random>

namespace tapedeck::scenario {
namespace {

using practice::test::Client;

constexpr unsigned kSeed = 20'250'602;
constexpr int kKills = 25;

/// What tests/soak/faults.sh may ask for: how often, from which seed on, how fast the tape.
int kills()
{
    return numberAsked("TAPEDECK_CRASH_KILLS", kKills);
}

unsigned firstSeed()
{
    return static_cast<unsigned>(numberAsked("TAPEDECK_CRASH_SEED", static_cast<int>(kSeed)));
}

const QStringList kMarket{"--seed", "7", "--start", "10:00"};
/// So slow that nothing happens while somebody looks.
const QStringList kStandingStill{"--speed", "0.000001"};

QStringList quick()
{
    return {"--speed", QString::number(numberAsked("TAPEDECK_CRASH_SPEED", 20))};
}

/// The program is killed, over and over, with the exchange in another process or inside.
class CrashTest : public testing::Test
{
protected:
    CrashTest()
    {
        practice::test::writeFile(m_home.path("config.yaml").toStdString(), kLivelyConfig);
    }

    QStringList appArguments(const QStringList& more) const
    {
        return QStringList{"--practice",
                           "--headless",
                           "--data",
                           m_home.data(),
                           "--config",
                           m_home.path("config.yaml")} +
               more;
    }
    /// One life of the program: it ends by SIGKILL, in one life of four while it still starts.
    void liveAndDie(const QStringList& arguments, std::mt19937& random)
    {
        m_app.start(arguments);
        const bool early = random() % 4 == 0;
        const int moment = static_cast<int>(early ? random() % 400 : random() % 2'500);
        const bool begun = early || m_app.waitForLine("running ");
        ASSERT_TRUE(begun) << m_app.err().toStdString();
        bool struck = false;
        QTimer blow;
        blow.setSingleShot(true);
        QObject::connect(&blow, &QTimer::timeout, [&struck] { struck = true; });
        blow.start(moment);
        ASSERT_TRUE(until([&] { return struck || !m_app.isRunning(); }));
        ASSERT_TRUE(m_app.isRunning()) << "it ended by itself: " << m_app.err().toStdString();
        m_app.killNow();
    }
    /// Until a blow has fallen while an order was on its way, and some more: when that is, is luck.
    void liveAndDieOften(const QStringList& arguments,
                         std::mt19937& random,
                         const std::filesystem::path& folder)
    {
        const auto struck = [&folder] {
            return auditBooksOf(test::journalFile(folder)).count("unresolved") > 0;
        };
        const int wanted = kills();
        for (m_kills = 0; m_kills < wanted || (m_kills < 4 * wanted && !struck()); ++m_kills) {
            SCOPED_TRACE("kill " + std::to_string(m_kills));
            ASSERT_NO_FATAL_FAILURE(liveAndDie(arguments, random));
        }
    }
    /// It is killed by a person, and stays so whatever happens to its process.
    void killForGood(const QStringList& arguments)
    {
        m_app.start(arguments);
        ASSERT_TRUE(m_app.waitForLine("running ")) << m_app.err().toStdString();
        const Finished kill = run(m_home, {"kill", "--data", m_home.data()});
        ASSERT_EQ(kill.code, 0) << kill.out.toStdString() << kill.err.toStdString();
        for (int life = 0; life < 3; ++life) {
            ASSERT_TRUE(until([this] {
                const auto status = statusOf(m_home);
                return status && status->killPhase == KillPhase::Confirmed;
            })) << "life "
                << life << " is not killed";
            m_app.killNow();
            m_app.start(arguments);
            ASSERT_TRUE(m_app.waitForLine("running ")) << m_app.err().toStdString();
            const auto status = statusOf(m_home);
            ASSERT_TRUE(status);
            EXPECT_NE(status->killPhase, KillPhase::Off);
        }
        ASSERT_TRUE(until([this] {
            const auto status = statusOf(m_home);
            return status && status->killPhase == KillPhase::Confirmed;
        }));
        const Finished end = m_app.stop();
        EXPECT_EQ(end.code, 0) << end.err.toStdString();
        EXPECT_TRUE(end.out.contains("killed=yes")) << end.out.toStdString();
    }
    /// What must hold of the two sets of books after any number of deaths.
    void check(Client& client, const std::filesystem::path& folder, unsigned seed) const
    {
        const ExchangeBooks exchange = exchangeBooks(client);
        const AuditBooks ours = auditBooksOf(test::journalFile(folder));
        expectEqual(exchange, ours);
        expectEachExecutionOnce(exchange, ours, test::journalFile(folder));
        EXPECT_EQ(exchange.openOrders(), 0U) << "after the kill switch";
        for (const BrokerOrder& order : exchange.orders) {
            const bool seeded = order.createdAt < parseTimestamp("2025-06-02T00:00:00Z").value();
            EXPECT_TRUE(seeded || ours.submitted.count(order.clientOrderId) == 1)
                << order.clientOrderId << " was never decided";
        }
        for (const QJsonObject& row : ours.of("rejected")) {
            const QString detail = row.value("detail").toString();
            EXPECT_FALSE(detail.contains("unique")) << "sent twice: " << detail.toStdString();
        }
        EXPECT_EQ(ours.count("difference"), 0U) << "a fill was lost and found";
        EXPECT_EQ(ours.count("illegal_transition"), 0U);
        EXPECT_GT(ours.count("unresolved"), 0U) << "no blow fell while an order was on its way";
        EXPECT_GT(exchange.filled.size(), 30U) << "the test has tested something";
        std::printf("seed=%u kills=%d under_way=%zu orders=%zu filled=%zu differences=%zu\n",
                    seed,
                    m_kills,
                    ours.count("unresolved"),
                    ours.submitted.size(),
                    exchange.filled.size(),
                    ours.count("difference"));
    }

    Home m_home;
    Program m_app{m_home};
    int m_kills = 0;
};

TEST_F(CrashTest, KilledBesideItsExchangeItLosesNothingAndSendsNothingTwice)
{
    const unsigned seed = firstSeed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    ExchangeProcess exchange{m_home};
    ASSERT_NO_FATAL_FAILURE(
        exchange.start(kMarket + quick() + QStringList{"--data", m_home.path("exchange")}));
    const QStringList arguments = appArguments({"--exchange", exchange.address()});
    QString name = exchange.address();
    const auto folder = m_home.practice() / ("at-" + name.replace(':', '-').toStdString());
    ASSERT_NO_FATAL_FAILURE(liveAndDieOften(arguments, random, folder));
    ASSERT_NO_FATAL_FAILURE(killForGood(arguments));
    Client client = exchange.client();
    check(client, folder, seed);
}

TEST_F(CrashTest, KilledWithItsExchangeInsideItLosesNothingAndSendsNothingTwice)
{
    const unsigned seed = firstSeed() + 1;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const QStringList arguments = appArguments(kMarket + quick());
    ASSERT_NO_FATAL_FAILURE(liveAndDieOften(arguments, random, m_home.practice()));
    ASSERT_NO_FATAL_FAILURE(killForGood(arguments));
    ExchangeProcess exchange{m_home};
    const QString folder = QString::fromStdString((m_home.practice() / "exchange").string());
    ASSERT_NO_FATAL_FAILURE(
        exchange.start(kMarket + kStandingStill + QStringList{"--data", folder}));
    Client client = exchange.client();
    check(client, m_home.practice(), seed);
    const Finished verified = run(m_home, {"audit", "verify", "--data", m_home.data()});
    EXPECT_EQ(verified.code, 0) << verified.err.toStdString();
}

} // namespace
} // namespace tapedeck::scenario
