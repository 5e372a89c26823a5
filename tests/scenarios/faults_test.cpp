#include "desk_and_exchange.h"
#include "machine.h"
#include "store_support.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <sysexits.h>

#include <array>
#include <cstdio>
#include <random>

namespace tapedeck::scenario {
namespace {

/// A start wants 64 MB; a run of this length writes a few.
constexpr std::int64_t kDiskMegabytes = 80;

/// Faults of the machine under the program, its exchange in a process of its own. What they promise
/// and what was seen stands in docs/faults.md.
class FaultsTest : public DeskAndExchange
{
protected:
    /// "TAPEDECK_FAULT_ROUNDS=20" by tests/soak/faults.sh, else one.
    static int rounds() { return numberAsked("TAPEDECK_FAULT_ROUNDS", 1); }
    [[nodiscard]] QString journal() const
    {
        return QString::fromStdString(test::journalFile(folder()).string());
    }
    [[nodiscard]] bool waitUntilLive()
    {
        return waitForStatus([](const auto& status) {
            return isLive(status, Link::MarketData) && isLive(status, Link::TradeUpdates) &&
                   isLive(status, Link::Journal);
        });
    }
    [[nodiscard]] bool waitUntilNotLive(Link link)
    {
        return waitForStatus([link](const auto& status) { return !isLive(status, link); });
    }
    /// However the market moves, in a time that would have seen dozens: no order.
    void expectNoOrder()
    {
        ASSERT_TRUE(waitForTape(10s)); // what was on its way has arrived
        const std::size_t before = orderCount();
        ASSERT_TRUE(waitForTape(60s));
        EXPECT_EQ(orderCount(), before) << "an order left";
    }
    /// The desk has one line to say, names the file, ends with this code, and sends nothing.
    void expectRefusedStart(int code, const QString& about, const char* advice)
    {
        const std::size_t before = orderCount();
        m_desk.start(deskArguments());
        const Finished end = m_desk.finish();
        EXPECT_EQ(end.code, code) << end.err.toStdString();
        EXPECT_EQ(end.err.count('\n'), 1) << end.err.toStdString();
        EXPECT_TRUE(end.err.contains(about.toUtf8())) << end.err.toStdString();
        EXPECT_TRUE(end.err.contains(advice)) << end.err.toStdString();
        EXPECT_EQ(orderCount(), before) << "an order left";
    }
    /// The books are equal, execution by execution, and every order is one that we decided.
    void expectNothingLostAndNothingTwice(const char* fault, const std::string& seen)
    {
        ASSERT_NO_FATAL_FAILURE(expectEqualBooks());
        const AuditBooks ours = audit();
        practice::test::Client client = m_exchange.client();
        const ExchangeBooks theirs = exchangeBooks(client);
        expectEachExecutionOnce(theirs, ours, test::journalFile(folder()));
        for (const BrokerOrder& order : theirs.orders) {
            const bool seeded = order.createdAt < parseTimestamp("2025-06-02T00:00:00Z").value();
            EXPECT_TRUE(seeded || ours.submitted.count(order.clientOrderId) == 1)
                << order.clientOrderId << " was never decided";
        }
        EXPECT_EQ(ours.count("illegal_transition"), 0U);
        std::printf("fault: %s | %s, orders=%zu filled=%zu differences=%zu\n",
                    fault,
                    seen.c_str(),
                    ours.submitted.size(),
                    theirs.filled.size(),
                    ours.count("difference"));
    }
};

/// How many were denied for the age of their price. Exits may be as late as they like.
std::size_t expectNoEntryOnOldPrices(const AuditBooks& books)
{
    std::size_t denied = 0;
    for (const QJsonObject& row : books.rows) {
        const bool sells = row.value("order").toObject().value("side").toString() == "sell";
        for (const QJsonValue& check : row.value("checks").toArray()) {
            const QString result = check.toObject().value("result").toString();
            if (check.toObject().value("limit").toString() != "price_age" || result == "passed")
                continue;
            const bool isDenial = row.value("kind").toString() == "denied";
            denied += isDenial && result == "denied" ? 1U : 0U;
            EXPECT_TRUE(isDenial || sells) << row.value("client_order_id").toString().toStdString();
        }
    }
    return denied;
}

TEST_F(FaultsTest, AWorkstationThatWasStoppedForAMinuteDecidesOnNothingOld)
{
    // Two seconds of real time: a busy machine is not that late.
    std::string config = kLivelyConfig;
    config.replace(config.find("price_age_seconds: 120"), 22, "price_age_seconds: 40");
    practice::test::writeFile(m_home.path("config.yaml").toStdString(), config);
    ASSERT_NO_FATAL_FAILURE(startTrading());
    for (int round = 0; round < rounds(); ++round) {
        m_desk.pause();
        ASSERT_TRUE(waitForTape(60s));
        m_desk.resume();
        ASSERT_TRUE(waitUntilLive());
        ASSERT_TRUE(waitForOrders(3)) << "trading goes on";
    }
    const std::size_t denied = expectNoEntryOnOldPrices(audit());
    expectNothingLostAndNothingTwice("SIGSTOP, SIGCONT of the workstation",
                                     "rounds=" + std::to_string(rounds()) +
                                         ", denied for old prices=" + std::to_string(denied));
}

TEST_F(FaultsTest, OnAFullDiskNoOrderLeavesAndWithRoomAgainNothingIsLost)
{
    SmallDisk disk{m_home.data(), kDiskMegabytes};
    if (!disk.problem().empty())
        GTEST_SKIP() << disk.problem();
    ASSERT_NO_FATAL_FAILURE(startTrading());
    for (int round = 0; round < rounds(); ++round) {
        ASSERT_NO_FATAL_FAILURE(disk.fill());
        ASSERT_TRUE(waitUntilNotLive(Link::Journal));
        ASSERT_TRUE(until([this] { return m_desk.err().contains("no order is sent"); }))
            << "nobody says that the disk is full: " << m_desk.err().toStdString();
        EXPECT_TRUE(until([this] { return m_desk.err().contains("not recorded any further"); }))
            << "nobody says that the recording stopped: " << m_desk.err().toStdString();
        ASSERT_NO_FATAL_FAILURE(expectNoOrder());
        disk.makeRoom();
        ASSERT_TRUE(waitUntilLive());
        ASSERT_TRUE(waitForOrders(3)) << "trading goes on";
    }
    expectNothingLostAndNothingTwice("disk full while it trades",
                                     "rounds=" + std::to_string(rounds()));
}

TEST_F(FaultsTest, KilledOnAFullDiskItStartsAgainOnlyWithRoomAndLosesNothing)
{
    SmallDisk disk{m_home.data(), kDiskMegabytes};
    if (!disk.problem().empty())
        GTEST_SKIP() << disk.problem();
    ASSERT_NO_FATAL_FAILURE(startTrading());
    for (int round = 0; round < rounds(); ++round) {
        ASSERT_NO_FATAL_FAILURE(disk.fill());
        ASSERT_TRUE(waitUntilNotLive(Link::Journal));
        m_desk.killNow();
        ASSERT_NO_FATAL_FAILURE(expectRefusedStart(
            EX_IOERR, QString::fromStdString(m_home.practice().string()), "No space left"));
        disk.makeRoom();
        ASSERT_NO_FATAL_FAILURE(startDesk());
        ASSERT_TRUE(waitUntilLive());
        ASSERT_TRUE(waitForOrders(3)) << "trading goes on";
    }
    expectNothingLostAndNothingTwice("disk full from the start, after a SIGKILL on a full one",
                                     "rounds=" + std::to_string(rounds()));
}

TEST_F(FaultsTest, AReadOnlyDiskAndAReadOnlyJournalAreNamedAndNothingIsSent)
{
    SmallDisk disk{m_home.data(), kDiskMegabytes};
    if (!disk.problem().empty())
        GTEST_SKIP() << disk.problem();
    ASSERT_NO_FATAL_FAILURE(startTrading());
    ASSERT_EQ(m_desk.stop().code, EX_OK);
    const QByteArray before = contentOf(journal());
    ASSERT_NO_FATAL_FAILURE(disk.setReadOnly(true));
    ASSERT_NO_FATAL_FAILURE(
        expectRefusedStart(EX_IOERR, QString::fromStdString(m_home.practice().string()), "Mend"));
    ASSERT_NO_FATAL_FAILURE(disk.setReadOnly(false));
    {
        const Overlay locked{journal(), journal()};
        ASSERT_EQ(locked.problem(), "");
        ASSERT_NO_FATAL_FAILURE(expectRefusedStart(EX_IOERR, journal(), "cannot be used"));
    }
    EXPECT_EQ(contentOf(journal()), before) << "it was changed";
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitForOrders(3)) << "trading goes on";
    expectNothingLostAndNothingTwice("read-only disk, read-only journal", "refused=2");
}

TEST_F(FaultsTest, ADamagedPageOfTheJournalIsFoundBeforeAnythingIsSent)
{
    constexpr unsigned kSeed = 1'138;
    constexpr qsizetype kPage = 4'096;
    std::mt19937 random{kSeed};
    ASSERT_NO_FATAL_FAILURE(startTrading());
    ASSERT_EQ(m_desk.stop().code, EX_OK);
    const QByteArray whole = contentOf(journal());
    ASSERT_GT(whole.size(), 20 * kPage);
    int refused = 0;
    const int damages = 3 * rounds();
    for (int i = 0; i < damages; ++i) {
        // The first page is the header's, which has a test of its own.
        const auto pages = static_cast<unsigned>(whole.size() / kPage);
        const auto page = static_cast<qsizetype>(i == 0 ? 0 : 1 + random() % (pages - 1));
        SCOPED_TRACE("page " + std::to_string(page));
        QByteArray damaged = whole;
        for (qsizetype at = page * kPage; at < (page + 1) * kPage; ++at)
            damaged[at] = static_cast<char>(random() % 256);
        ASSERT_NO_FATAL_FAILURE(write(journal(), damaged));
        ASSERT_NO_FATAL_FAILURE(expectRefusedStart(EX_DATAERR, journal(), "Set it aside"));
        EXPECT_EQ(contentOf(journal()), damaged) << "it was changed";
        ++refused;
    }
    // Without it: what is there is read from the broker, and nothing is sent twice.
    ASSERT_TRUE(QFile::rename(journal(), journal() + ".damaged"));
    ASSERT_NO_FATAL_FAILURE(startDesk());
    ASSERT_TRUE(waitForOrders(3)) << "trading goes on";
    ASSERT_NO_FATAL_FAILURE(expectEqualBooks());
    std::printf("fault: damaged page of the journal | seed=%u pages=%d refused=%d\n",
                kSeed,
                damages,
                refused);
}

TEST_F(FaultsTest, ADamagedLogOfTheJournalIsCutThereAndTheBrokersBooksFillTheGap)
{
    ASSERT_NO_FATAL_FAILURE(startTrading());
    std::size_t lost = 0;
    for (int round = 0; round < rounds(); ++round) {
        ASSERT_TRUE(waitForOrders(10));
        m_desk.killNow();
        const std::size_t known = audit().submitted.size();
        // Early in it, since a log that was begun anew has old pages at its end.
        const QString log = journal() + "-wal";
        QByteArray damaged = contentOf(log);
        ASSERT_GT(damaged.size(), 100'000);
        damaged.replace(damaged.size() / 8, 100, QByteArray(100, 'x'));
        ASSERT_NO_FATAL_FAILURE(write(log, damaged));
        EXPECT_TRUE(QFile::remove(journal() + "-shm"));
        lost += known - audit().submitted.size();
        ASSERT_NO_FATAL_FAILURE(startDesk());
        ASSERT_TRUE(waitUntilLive());
        ASSERT_TRUE(waitForOrders(3)) << "trading goes on";
    }
    ASSERT_NO_FATAL_FAILURE(expectEqualBooks());
    EXPECT_GT(lost, 0U) << "nothing was damaged that mattered";
    const AuditBooks ours = audit();
    std::printf("fault: damaged write-ahead log of the journal | rounds=%d intents_cut_off=%zu "
                "orders=%zu adopted=%zu differences=%zu\n",
                rounds(),
                lost,
                ours.submitted.size(),
                ours.adopted.size(),
                ours.count("difference"));
}

TEST_F(FaultsTest, AUtcClockThatJumpsChangesNothing)
{
    WallClock clock{m_home.path("clock")};
    QProcessEnvironment environment = m_home.environment();
    clock.rule(environment);
    m_desk.setEnvironment(environment);
    m_exchange.program().setEnvironment(environment);
    clock.setOff(87'600h);
    ASSERT_NO_FATAL_FAILURE(startTrading());
    // Or the clock would be nobody's.
    constexpr std::int64_t kNineYears = 9L * 365 * 86'400;
    const Timestamp ours = timestampOf(QDateTime::currentSecsSinceEpoch() * kNanosPerUnit);
    ASSERT_GT(statusOf(m_home)->since, ours + std::chrono::seconds{kNineYears});
    const std::vector<std::chrono::seconds> jumps{2s, -2s, 1h, -1h, 24h, -24h, 87'600h, 0s};
    for (int round = 0; round < rounds(); ++round) {
        for (const auto jump : jumps) {
            SCOPED_TRACE("off by " + std::to_string(jump.count()) + " s");
            clock.setOff(jump);
            ASSERT_TRUE(waitForOrders(2)) << "trading goes on";
        }
    }
    ASSERT_TRUE(waitUntilLive());
    QString last;
    const AuditBooks books = audit();
    for (const QJsonObject& row : books.rows) {
        // Digits of one length, up to the fraction.
        const QString at = row.value("at").toString().left(19);
        EXPECT_LE(last, at) << "time goes back";
        EXPECT_TRUE(at.startsWith("2025-06-0")) << at.toStdString();
        last = at;
    }
    EXPECT_EQ(books.count("expired"), 0U);
    expectNothingLostAndNothingTwice(
        "jumps of the UTC clock",
        "jumps=" + std::to_string(jumps.size() * static_cast<std::size_t>(rounds())));
}

TEST_F(FaultsTest, PacketsThatAreLostAndANetworkThatIsCutLoseNothing)
{
    OwnNetwork network;
    if (!network.problem().empty())
        GTEST_SKIP() << network.problem();
    constexpr std::array kLossPercent{10, 5, 20};
    bool loses = false;
    ASSERT_NO_FATAL_FAILURE(startTrading());
    for (int round = 0; round < rounds(); ++round) {
        // At this speed of the tape a stream does not always live through the worst of it.
        loses = network.lose(kLossPercent[static_cast<std::size_t>(round) % kLossPercent.size()]);
        ASSERT_TRUE(waitForTape(60s));
        network.cut();
        ASSERT_TRUE(waitUntilNotLive(Link::TradeUpdates));
        network.mend();
        if (loses) {
            ASSERT_TRUE(network.lose(0));
        }
        ASSERT_TRUE(waitUntilLive());
        ASSERT_TRUE(waitForOrders(3)) << "trading goes on";
    }
    expectNothingLostAndNothingTwice("packet loss and cuts, in a network namespace",
                                     std::string{loses ? "loss=5..20%" : "loss=none"} +
                                         ", cuts=" + std::to_string(rounds()));
}

} // namespace
} // namespace tapedeck::scenario
