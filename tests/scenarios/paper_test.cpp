#include "app/live_gatekeeper.h"
#include "books.h"
#include "leak_search.h"
#include "lively.h"
#include "paper_box.h"
#include "store_support.h"
#include "wire/rest_bodies.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>

#include <sysexits.h>

#include <cstdio>

namespace tapedeck::scenario {
namespace {

using practice::test::Client;

/// Such as nothing else is called.
const QByteArray kKey = "PKRECOGNISABLE7F3Q";
const QByteArray kSecret = "aVery/Recognis+ableSecret=4Tapedeck";

struct PaperClient : Client
{
    explicit PaperClient(std::uint16_t port) : Client{port}
    {
        key = kKey;
        secret = kSecret;
    }
};

/// Paper as it is shipped, with keys in a keychain and TLS to hosts of the broker's names, behind
/// which the practice exchange answers.
class PaperTest : public testing::Test
{
protected:
    void SetUp() override
    {
        for (const std::string* problem : {&m_box.problem(), &m_keyring.problem()}) {
            if (!problem->empty())
                GTEST_SKIP() << *problem;
        }
        m_keyring.keep(Mode::Paper, kKey, kSecret);
        QProcessEnvironment environment = m_home.environment();
        m_keyring.join(environment);
        m_keyring.keep(Mode::Live, kKey, kSecret);
        m_clock.rule(environment);
        QDir{}.mkpath(m_home.path("temporary"));
        environment.insert("TMPDIR", m_home.path("temporary"));
        m_desk.setEnvironment(environment);
        m_other.setEnvironment(environment);
    }
    void writeConfig(const std::string& clockSkew)
    {
        std::string config = kLivelyConfig;
        config.replace(config.find("clock_skew_seconds: 60"), 22, clockSkew);
        practice::test::writeFile(m_home.path("config.yaml").toStdString(),
                                  "watchlist: [BOXFND, FROBIX, BLIMPA, PLONKY, SNORKO, KRINKL, "
                                  "WOBBLR, QUANDO, DOODLX, MOOSLY]\n" +
                                      config);
    }
    void startExchange()
    {
        m_exchange.start({"--seed",
                          "7",
                          "--start",
                          "10:00",
                          "--key",
                          QString::fromLatin1(kKey),
                          "--secret",
                          QString::fromLatin1(kSecret),
                          "--data",
                          m_home.path("exchange")});
    }
    [[nodiscard]] PaperClient client() const { return PaperClient{m_exchange.port()}; }
    /// The machine's clock is the exchange's from here on, and so much off.
    void setClock(Nanoseconds off)
    {
        PaperClient asking = client();
        const auto clock = parseClock(asking.get("/v2/clock").body.toStdString());
        ASSERT_TRUE(clock);
        const auto now =
            std::chrono::time_point_cast<Nanoseconds>(std::chrono::system_clock::now());
        m_clock.setOff(clock->at - now + off);
    }
    /// Settings, an exchange, and a clock so much off the exchange's.
    void arrange(Nanoseconds clockOff = 0ns)
    {
        ASSERT_NO_FATAL_FAILURE(writeConfig("clock_skew_seconds: 1"));
        ASSERT_NO_FATAL_FAILURE(startExchange());
        setClock(clockOff);
    }
    void startDesk()
    {
        m_desk.start({"--paper",
                      "--headless",
                      "--data",
                      m_home.data(),
                      "--config",
                      m_home.path("config.yaml")});
    }
    [[nodiscard]] std::filesystem::path folder() const
    {
        return m_home.practice().parent_path() / "paper";
    }
    [[nodiscard]] AuditBooks audit() const
    {
        return auditBooksOf(test::journalFile(folder()), Mode::Paper);
    }
    [[nodiscard]] bool waitForOrders(std::size_t more)
    {
        PaperClient asking = client();
        const std::size_t before = orderCountAt(asking);
        return until([&] { return orderCountAt(asking) >= before + more; });
    }
    [[nodiscard]] Finished command(const QStringList& words, const QByteArray& input = {}) const
    {
        return run(m_home, words + QStringList{"--mode", "paper", "--data", m_home.data()}, input);
    }

    PaperBox m_box;
    Keyring m_keyring;
    Home m_home;
    WallClock m_clock{m_home.path("clock")};
    ExchangeProcess m_exchange{m_home};
    Program m_desk{m_home};
    Program m_other{m_home}; ///< with the same keys
};

/// How many were denied for this limit.
std::size_t deniedFor(const AuditBooks& books, const char* limit)
{
    std::size_t denied = 0;
    for (const QJsonObject& row : books.of("denied")) {
        for (const QJsonValue& check : row.value("checks").toArray()) {
            const QJsonObject one = check.toObject();
            denied +=
                one.value("limit").toString() == limit && one.value("result").toString() == "denied"
                    ? 1U
                    : 0U;
        }
    }
    return denied;
}

TEST_F(PaperTest, ADayPartWithALockedKeychainAndAJumpingClockLeavesTheKeysNowhere)
{
    ASSERT_NO_FATAL_FAILURE(arrange());
    TlsFront front{m_box.trusted(kBrokerHosts), m_exchange.port()};
    startDesk();
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    ASSERT_TRUE(waitForOrders(2)) << m_desk.err().toStdString()
                                  << command({"status"}).out.toStdString();
    m_keyring.lock();
    EXPECT_TRUE(waitForOrders(1)) << "what a run has read once it has";
    for (const auto jump : {1h, -1h}) {
        ASSERT_NO_FATAL_FAILURE(setClock(jump));
        EXPECT_TRUE(waitForOrders(1)) << "its own clock is nobody's to set";
    }
    EXPECT_EQ(deniedFor(audit(), "clock"), 0U);
    LeakSearch search{{kKey, kSecret}};
    EXPECT_EQ(search.filesWithSecrets(m_home.path(".")).join(' ').toStdString(), "")
        << "while it runs";
    EXPECT_EQ(command({"kill"}).code, EX_OK);
    ASSERT_TRUE(until([this] { return killIsOnRecord(audit()); }));
    PaperClient asking = client();
    const ExchangeBooks theirs = exchangeBooks(asking);
    const AuditBooks ours = audit();
    expectEqual(theirs, ours);
    const Finished end = m_desk.stop();
    EXPECT_EQ(end.code, EX_OK) << end.err.toStdString();
    const QString exported = m_home.path("audit.jsonl");
    EXPECT_EQ(command({"audit", "export", "--out", exported}).code, EX_OK);

    startDesk();
    const Finished locked = m_desk.finish();
    EXPECT_NE(locked.code, EX_OK);
    EXPECT_TRUE(locked.err.contains("the keychain is locked")) << locked.err.toStdString();

    // They were used, or there would be nothing to find.
    EXPECT_TRUE(search.isIn(front.heard()));
    const Finished exchange = m_exchange.program().stop();
    for (const QByteArray& said :
         {end.out, end.err, locked.out, locked.err, exchange.out, exchange.err})
        EXPECT_FALSE(search.isIn(said)) << said.toStdString();
    EXPECT_EQ(search.filesWithSecrets(m_home.path(".")).join(' ').toStdString(), "");
    EXPECT_EQ(search.filesWithSecrets(m_keyring.folder()).join(' ').toStdString(), "");
    EXPECT_GT(search.filesSeen(), 5);
    practice::test::writeFile(folder() / "planted", kSecret.toBase64().toStdString());
    EXPECT_EQ(search.filesWithSecrets(m_home.path(".")).size(), 1);
    std::printf("fault: keychain locked while paper runs, UTC clock jumps | orders=%zu filled=%zu "
                "files_searched=%d\n",
                ours.submitted.size(),
                theirs.filled.size(),
                search.filesSeen());
}

TEST_F(PaperTest, AClockThatIsThreeSecondsWrongEntersNothing)
{
    ASSERT_NO_FATAL_FAILURE(arrange(-3s));
    const TlsFront front{m_box.trusted(kBrokerHosts), m_exchange.port()};
    PaperClient asking = client();
    const std::size_t before = orderCountAt(asking);
    startDesk();
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    EXPECT_TRUE(until([this] { return deniedFor(audit(), "clock") >= 3; }));
    EXPECT_EQ(orderCountAt(asking), before) << "only entries were there to be made";
    std::printf("fault: UTC clock 3 s behind the broker's | denied=%zu orders=%zu\n",
                deniedFor(audit(), "clock"),
                orderCountAt(asking) - before);
}

TEST_F(PaperTest, ACertificateThatDoesNotHoldIsFinalAndNoByteFollows)
{
    ASSERT_NO_FATAL_FAILURE(arrange());
    for (const bool wrongName : {false, true}) {
        SCOPED_TRACE(wrongName ? "another host's name" : "signed by nobody");
        const TlsFront front{wrongName ? m_box.trusted({"example.com"}) : m_box.selfSigned(),
                             m_exchange.port()};
        startDesk();
        ASSERT_TRUE(until([this] {
            return command({"status"}).out.contains("certificate does not hold") ||
                   !m_desk.isRunning();
        })) << command({"status"}).out.toStdString();
        EXPECT_EQ(front.heard().toStdString(), "") << "something was said to a stranger";
        EXPECT_TRUE(m_desk.isRunning()) << m_desk.err().toStdString();
        (void)m_desk.stop();
    }
}

/// Folders, locks and limits of its own, and the same account: there would be two of each limit.
TEST_F(PaperTest, AnAccountIsTradedByOneEngineWhereverItsDataAre)
{
    ASSERT_NO_FATAL_FAILURE(arrange());
    TlsFront front{m_box.trusted(kBrokerHosts), m_exchange.port()};
    startDesk();
    ASSERT_TRUE(m_desk.waitForLine("running ")) << m_desk.err().toStdString();
    ASSERT_TRUE(waitForOrders(1));
    m_other.start({"--paper", "--headless", "--data", m_home.path("elsewhere")});
    const Finished second = m_other.finish();
    EXPECT_EQ(second.code, EX_UNAVAILABLE);
    EXPECT_TRUE(second.err.contains("traded by another Tapedeck")) << second.err.toStdString();
    const AuditBooks none =
        auditBooksOf(test::journalFile(m_home.path("elsewhere/paper").toStdString()), Mode::Paper);
    EXPECT_EQ(none.count("submitted"), 0U);
    EXPECT_EQ(m_desk.stop().code, EX_OK);
}

/// Nobody runs who could do it: the command cancels, and suspends where the person has opted in.
TEST_F(PaperTest, AKillWithNothingRunningReachesTheBrokerInBothLayers)
{
    ASSERT_NO_FATAL_FAILURE(arrange());
    const TlsFront front{m_box.trusted(kBrokerHosts), m_exchange.port()};
    std::filesystem::create_directories(folder());
    PaperClient asking = client();
    const auto isSuspended = [&asking] {
        return asking.get("/v2/account/configurations").body.contains("\"suspend_trade\":true");
    };
    const auto kill = [this] { // with the keychain, which the other commands have not
        m_desk.start({"kill", "--mode", "paper", "--data", m_home.data()});
        return m_desk.finish();
    };
    const Finished first = kill();
    EXPECT_EQ(first.code, EX_OK) << first.err.toStdString();
    EXPECT_TRUE(first.out.contains("confirmed in ")) << first.out.toStdString();
    EXPECT_FALSE(isSuspended());
    write(QString::fromStdString((folder() / "config.yaml").string()),
          "kill:\n  suspend_at_broker: true\n");
    const Finished second = kill();
    EXPECT_EQ(second.code, EX_OK) << second.err.toStdString();
    EXPECT_TRUE(second.out.contains("the account is suspended")) << second.out.toStdString();
    EXPECT_TRUE(isSuspended());
}

/// Live as it is shipped, behind the same front.
class LiveTest : public PaperTest
{
protected:
    [[nodiscard]] QStringList live() const
    {
        return {"--live",
                "--headless",
                "--data",
                m_home.data(),
                "--config",
                m_home.path("config.yaml")};
    }
    /// As if seven days of paper had gone by: only the record of the lock is written here.
    void unlock()
    {
        LiveVerdict earned;
        for (std::size_t i = 0; i < kLiveRequirements; ++i)
            earned.checks.push_back({static_cast<LiveRequirement>(i), true, "", ""});
        LiveSources sources;
        sources.anchorOf = [](const store::JournalFile&) {
            commands::KeptAnchor none;
            none.keychainAnswered = true;
            return none;
        };
        sources.anchorLive = [](const store::LiveJournal&, const ChainHead&) -> Result<void> {
            return {};
        };
        const LiveGatekeeper keeper{m_home.data().toStdString(), sources};
        const auto done = keeper.unlock(earned, std::string{kLivePhrase});
        ASSERT_TRUE(done) << done.error().what;
    }
    [[nodiscard]] AuditBooks audit() const
    {
        return auditBooksOf(test::journalFile(m_home.practice().parent_path() / "live"),
                            Mode::Live);
    }
    [[nodiscard]] Finished command(const QStringList& words) const
    {
        return run(m_home, words + QStringList{"--mode", "live", "--data", m_home.data()});
    }
};

TEST_F(LiveTest, IsLockedThenEntersNothingUnarmedAndAKillLocksItAgain)
{
    ASSERT_NO_FATAL_FAILURE(arrange());
    const TlsFront front{m_box.trusted(kBrokerHosts), m_exchange.port()};
    m_desk.start(live());
    const Finished locked = m_desk.finish();
    EXPECT_EQ(locked.code, EX_NOPERM);
    EXPECT_TRUE(locked.err.contains("live trading is locked")) << locked.err.toStdString();
    EXPECT_EQ(front.heard().toStdString(), "")
        << "the live host was asked by a program without leave";

    ASSERT_NO_FATAL_FAILURE(unlock());
    PaperClient asking = client();
    const std::size_t before = orderCountAt(asking);
    m_desk.start(live());
    ASSERT_TRUE(m_desk.waitForLine("running mode=live")) << m_desk.err().toStdString();
    EXPECT_TRUE(until([this] { return deniedFor(audit(), "armed") >= 3; }))
        << command({"status"}).out.toStdString();
    EXPECT_EQ(orderCountAt(asking), before);
    EXPECT_EQ(command({"kill"}).code, EX_OK);
    ASSERT_TRUE(until([this] { return killIsOnRecord(audit()); }));
    EXPECT_EQ(audit().count("live_locked"), 1U);
    EXPECT_EQ(m_desk.stop().code, EX_OK);

    // Who holds something is not shut out.
    m_desk.start(live());
    ASSERT_TRUE(m_desk.waitForLine("running mode=live")) << m_desk.err().toStdString();
    EXPECT_EQ(m_desk.stop().code, EX_OK);
    EXPECT_EQ(orderCountAt(asking), before);
}

TEST_F(LiveTest, TheEnvironmentForbidsItWhateverWasUnlocked)
{
    ASSERT_NO_FATAL_FAILURE(writeConfig("clock_skew_seconds: 1"));
    ASSERT_NO_FATAL_FAILURE(unlock());
    QProcessEnvironment environment = m_home.environment();
    environment.insert("TAPEDECK_ALLOW_LIVE", "0");
    m_desk.setEnvironment(environment);
    m_desk.start(live());
    const Finished forbidden = m_desk.finish();
    EXPECT_EQ(forbidden.code, EX_NOPERM);
    EXPECT_TRUE(forbidden.err.contains("TAPEDECK_ALLOW_LIVE=0")) << forbidden.err.toStdString();
}

} // namespace
} // namespace tapedeck::scenario
