#include "app/live_gatekeeper.h"
#include "store_support.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace tapedeck {
namespace {

using namespace test;

/// Real journals and settings on disk; the two hosts are lambdas.
class LiveGatekeeperTest : public testing::Test
{
protected:
    void SetUp() override
    {
        std::filesystem::create_directories(folder / "live");
        std::filesystem::create_directories(folder / "paper");
        settings("allow_live: true\nlimits:\n  position_per_symbol: 500\n  total_exposure: 2000\n"
                 "  day_loss: 0.02\n");
        sources.paperFills = [this](Timestamp,
                                    const std::stop_token&) -> Result<std::vector<Execution>> {
            return fills;
        };
        sources.tryLiveKeys = []() -> Result<void> { return {}; };
        sources.anchorOf = [this](const store::JournalFile& journal) {
            return anchors[journal.mode()];
        };
        sources.anchorLive = [this](const store::LiveJournal&,
                                    const ChainHead& head) -> Result<void> {
            remember(Mode::Live, head);
            return {};
        };
        anchors[Mode::Live].keychainAnswered = true;
    }
    void remember(Mode mode, const ChainHead& head)
    {
        anchors[mode].anchor = AuditAnchor{mode, head.sequence, head.hash, store::now()};
        anchors[mode].keychainAnswered = true;
    }
    void settings(const std::string& yaml) { std::ofstream{folder / "live/config.yaml"} << yaml; }
    [[nodiscard]] LiveGatekeeper keeper() const { return LiveGatekeeper{folder.path(), sources}; }

    /// One filled order a call, in the journal and at the broker.
    void fill(store::Journal& journal, const std::string& id, Side side, Timestamp at)
    {
        JournalBatch batch;
        AuditEntry entry = auditOf(AuditKind::Filled, id);
        entry.at = at;
        entry.origin = {OriginKind::Strategy, "momentum"};
        entry.symbol = "ABC";
        entry.order.emplace();
        entry.order->symbol = "ABC";
        entry.order->side = side;
        entry.quantity = Quantity::fromWhole(3);
        batch.audit.push_back(std::move(entry));
        BrokerOrder order = orderOf(id, OrderStatus::Filled);
        Execution execution;
        execution.id = "at-broker-" + id;
        execution.orderId = order.id = "broker-" + id;
        execution.symbol = "ABC";
        execution.side = side;
        execution.quantity = Quantity::fromWhole(3);
        execution.at = at;
        fills.push_back(execution);
        batch.orders.push_back({std::move(order), std::nullopt});
        commit(journal, std::move(batch));
    }
    /// Three round trips a trading day.
    void trade(int days)
    {
        OpenJournal paper = openJournal(journalFile(folder / "paper"), Mode::Paper);
        const MarketCalendar calendar;
        Date day = calendar.tradingDate(parseTimestamp("2024-03-04T15:00:00Z").value());
        for (int i = 0; i < days; ++i) {
            const Timestamp open = calendar.hoursOn(day)->open;
            for (int trip = 0; trip < 3; ++trip) {
                const std::string id = std::to_string(i) + "-" + std::to_string(trip);
                fill(paper.journal, id + "b", Side::Buy, open + std::chrono::minutes{trip + 1});
                fill(paper.journal, id + "s", Side::Sell, open + std::chrono::minutes{trip + 2});
            }
            day = calendar.nextTradingDay(day);
        }
        remember(Mode::Paper, paper.journal.reader().auditEnd()->lastRow);
    }
    [[nodiscard]] static std::string found(const LiveVerdict& verdict, LiveRequirement requirement)
    {
        const LiveCheck& check = verdict.checks[static_cast<std::size_t>(requirement)];
        return (check.met ? "ok: " : "missing: ") + check.found;
    }

    Folder folder;
    LiveSources sources;
    std::vector<Execution> fills;
    std::map<Mode, commands::KeptAnchor> anchors; ///< the keychain
};

TEST_F(LiveGatekeeperTest, NothingIsEarnedWithoutARecord)
{
    const LiveVerdict verdict = LiveGate::check(keeper().gather());
    EXPECT_FALSE(verdict.isEarned());
    EXPECT_NE(found(verdict, LiveRequirement::RecordWhole).find("there is none yet"),
              std::string::npos);
    EXPECT_FALSE(keeper().unlock(verdict, std::string{kLivePhrase}));
    EXPECT_FALSE(keeper().standing(true)->unlockedAt);
}

TEST_F(LiveGatekeeperTest, SevenDaysAndTwentyTradesThatTheBrokerHasUnlockByThePhrase)
{
    trade(7);
    const LiveVerdict verdict = LiveGate::check(keeper().gather());
    EXPECT_EQ(found(verdict, LiveRequirement::TradingDays), "ok: 7");
    EXPECT_EQ(found(verdict, LiveRequirement::CompletedTrades), "ok: 21");
    ASSERT_TRUE(verdict.isEarned());
    EXPECT_FALSE(keeper().unlock(verdict, "trade with real money "));
    EXPECT_FALSE(keeper().standing(true)->unlockedAt);

    const auto unlocked = keeper().unlock(verdict, std::string{kLivePhrase});
    ASSERT_TRUE(unlocked) << unlocked.error().what;
    const auto standing = keeper().standing(true);
    ASSERT_TRUE(standing);
    EXPECT_TRUE(standing->unlockedAt);
    EXPECT_TRUE(LiveGate::admit(*standing));
}

TEST_F(LiveGatekeeperTest, SixDaysDoNotDo)
{
    trade(6);
    EXPECT_EQ(found(LiveGate::check(keeper().gather()), LiveRequirement::TradingDays),
              "missing: 6");
}

TEST_F(LiveGatekeeperTest, TradesThatTheBrokerDoesNotHaveDoNotCount)
{
    trade(7);
    fills.erase(fills.begin(), fills.begin() + 6);
    const LiveVerdict verdict = LiveGate::check(keeper().gather());
    EXPECT_EQ(found(verdict, LiveRequirement::TradingDays), "missing: 6");
    EXPECT_NE(found(verdict, LiveRequirement::CompletedTrades).find("missing: 18, and 3"),
              std::string::npos);
}

TEST_F(LiveGatekeeperTest, AnUnansweredQuestionIsNoAnswer)
{
    trade(7);
    sources.paperFills = [](Timestamp, const std::stop_token&) -> Result<std::vector<Execution>> {
        return fail(ErrorCode::Unavailable, "no network");
    };
    sources.tryLiveKeys = []() -> Result<void> { return fail(ErrorCode::Refused, "401"); };
    const LiveVerdict verdict = LiveGate::check(keeper().gather());
    EXPECT_NE(found(verdict, LiveRequirement::RecordWhole).find("no network"), std::string::npos);
    EXPECT_EQ(found(verdict, LiveRequirement::KeysVerified), "missing: 401");
}

TEST_F(LiveGatekeeperTest, OnceNobodyWaitsNobodyIsAskedAnyMore)
{
    trade(7);
    std::stop_source unwanted;
    sources.paperFills = [&](Timestamp,
                             const std::stop_token& told) -> Result<std::vector<Execution>> {
        unwanted.request_stop();
        EXPECT_TRUE(told.stop_requested());
        return fills;
    };
    sources.tryLiveKeys = []() -> Result<void> {
        ADD_FAILURE() << "the live host was asked";
        return {};
    };
    EXPECT_FALSE(LiveGate::check(keeper().gather(unwanted.get_token())).isEarned());
}

TEST_F(LiveGatekeeperTest, AChangedRecordIsWorthNothing)
{
    trade(7);
    runSql(journalFile(folder / "paper"),
           {"DROP TRIGGER IF EXISTS audit_no_update",
            "UPDATE audit SET os_user = 'somebody' WHERE sequence = 9"});
    const LiveVerdict verdict = LiveGate::check(keeper().gather());
    EXPECT_FALSE(verdict.isEarned());
    EXPECT_NE(found(verdict, LiveRequirement::RecordWhole).find("9"), std::string::npos);
}

TEST_F(LiveGatekeeperTest, ARecordThatWasCutOffOrThatNothingVouchesForIsWorthNothing)
{
    trade(7);
    runSql(journalFile(folder / "paper"),
           {"DROP TRIGGER audit_no_delete",
            "DELETE FROM audit WHERE sequence > 40",
            "UPDATE audit_head SET sequence = 40, hash = (SELECT hash FROM audit WHERE sequence = "
            "40)"});
    EXPECT_NE(found(LiveGate::check(keeper().gather()), LiveRequirement::RecordWhole).find("41"),
              std::string::npos);
    anchors[Mode::Paper] = {};
    EXPECT_NE(found(LiveGate::check(keeper().gather()), LiveRequirement::RecordWhole)
                  .find("nothing vouches"),
              std::string::npos);
}

TEST_F(LiveGatekeeperTest, WithoutAKeychainNothingIsUnlocked)
{
    trade(7);
    const LiveVerdict verdict = LiveGate::check(keeper().gather());
    anchors[Mode::Live].keychainAnswered = false;
    EXPECT_FALSE(keeper().unlock(verdict, std::string{kLivePhrase}));
    EXPECT_FALSE(keeper().standing(true)->unlockedAt);
    anchors[Mode::Live].keychainAnswered = true;
    ASSERT_TRUE(keeper().unlock(verdict, std::string{kLivePhrase}));
    anchors[Mode::Live].anchor.reset();
    EXPECT_FALSE(keeper().unlock(verdict, std::string{kLivePhrase})) << "rows, and no anchor";
}

TEST_F(LiveGatekeeperTest, ADifferenceOfTheLastDaysKeepsItShut)
{
    trade(7);
    {
        OpenJournal paper = openJournal(journalFile(folder / "paper"), Mode::Paper);
        JournalBatch batch;
        batch.audit.push_back(auditOf(AuditKind::Difference, ""));
        batch.audit.back().at = store::now();
        commit(paper.journal, std::move(batch));
    }
    EXPECT_EQ(found(LiveGate::check(keeper().gather()), LiveRequirement::NoDifferences),
              "missing: 1");
}

TEST_F(LiveGatekeeperTest, TheLimitsMustBeThePersonsOwn)
{
    settings("allow_live: false\nlimits:\n  position_per_symbol: 500\n");
    LiveVerdict verdict = LiveGate::check(keeper().gather());
    EXPECT_NE(found(verdict, LiveRequirement::LimitsSet).find("total_exposure, limits.day_loss"),
              std::string::npos);
    EXPECT_EQ(found(verdict, LiveRequirement::Allowed), "missing: false");
    settings("limits:\n  position_per_symbol: 500\n  total_exposure: 2000\n  day_loss: 0.02\n"
             "  orders_per_day: unlimited\n");
    verdict = LiveGate::check(keeper().gather());
    EXPECT_NE(found(verdict, LiveRequirement::LimitsSet).find("must not be unlimited"),
              std::string::npos);
    EXPECT_FALSE(keeper().gather().allowed) << "not unless it is said";
}

TEST_F(LiveGatekeeperTest, TheEnvironmentForbidsItForGood)
{
    trade(7);
    ASSERT_TRUE(keeper().unlock(LiveGate::check(keeper().gather()), std::string{kLivePhrase}));
    sources.forbidden = true;
    EXPECT_FALSE(LiveGate::check(keeper().gather()).isEarned());
    EXPECT_FALSE(LiveGate::admit(*keeper().standing(true)));
}

TEST_F(LiveGatekeeperTest, WhileLiveRunsNothingIsUnlocked)
{
    trade(7);
    const LiveVerdict verdict = LiveGate::check(keeper().gather());
    const auto running = store::InstanceLock::acquire(folder / "live/engine");
    ASSERT_TRUE(running);
    const auto refused = keeper().unlock(verdict, std::string{kLivePhrase});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
}

} // namespace
} // namespace tapedeck
