#include "app/api/control_status_json.h"
#include "app/commands/control.h"
#include "app/commands/control_text.h"
#include "app/store/kill_latch_file.h"
#include "fake_port.h"
#include "run_command.h"
#include "store_support.h"

#include <QJsonDocument>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sysexits.h>

#include <future>
#include <thread>

namespace tapedeck::commands {
namespace {

using api::FakePort;
using api::HostProcess;
using api::Instance;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// A broker that answers as it is told.
class FakeCanceller final : public commands::BrokerCanceller
{
public:
    explicit FakeCanceller(Outcome outcome) : m_outcome{std::move(outcome)} {}
    Outcome cancelAll(const store::ModeFolder& where, milliseconds /*patience*/) override
    {
        asked.push_back(where.mode());
        return m_outcome;
    }

    std::vector<Mode> asked;

private:
    Outcome m_outcome;
};

class ControlCommand : public testing::Test
{
protected:
    /// The folders of these modes only.
    void keepOnly(const std::vector<Mode>& modes)
    {
        for (const Mode mode : {Mode::Practice, Mode::Paper, Mode::Live}) {
            if (std::find(modes.begin(), modes.end(), mode) == modes.end())
                std::filesystem::remove_all(m_root.folder(mode));
        }
    }
    [[nodiscard]] QStringList with(const QStringList& arguments) const
    {
        return arguments + QStringList{"--data", QString::fromStdString(m_root.path().string())};
    }
    [[nodiscard]] Outcome kill(const QStringList& arguments = {},
                               commands::BrokerCanceller* canceller = nullptr,
                               milliseconds patience = milliseconds{20'000}) const
    {
        return run([&] { return killCommand(with(arguments), canceller, {patience, patience}); });
    }
    [[nodiscard]] Outcome release(const QByteArray& typed, const QStringList& arguments = {}) const
    {
        return run([&] { return releaseCommand(with(arguments)); }, typed);
    }
    [[nodiscard]] Outcome status(const QStringList& arguments = {}) const
    {
        return run([&] { return statusCommand(with(arguments)); });
    }
    [[nodiscard]] bool isLatched(Mode mode) const
    {
        return store::KillLatchFile{test::killLatchFile(m_root.folder(mode))}.read().killed;
    }
    void leaveOpenOrder(Mode mode) const
    {
        auto journal = test::openJournal(test::journalFile(m_root.folder(mode)), mode);
        JournalBatch batch;
        batch.orders.push_back({test::orderOf("order-1", OrderStatus::New), {}});
        (void)test::commit(journal.journal, std::move(batch));
    }

    api::Root m_root;
    FakePort m_paper{Mode::Paper};
    FakePort m_live{Mode::Live};
    const QByteArray m_phrase = QByteArray{kReleasePhrase.data()} + "\n";
};

TEST_F(ControlCommand, KillReachesTheOneThatRunsAndWaitsForItsConfirmation)
{
    m_paper.confirmAfter(3);
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    const Outcome killed = kill();
    EXPECT_EQ(killed.exitCode, EX_OK);
    EXPECT_EQ(killed.err, "");
    EXPECT_THAT(killed.out, StartsWith("paper: killed: no order passes from here on"));
    EXPECT_THAT(killed.out, HasSubstr("paper: 2 orders open, 2 cancellations not confirmed yet\n"));
    EXPECT_THAT(killed.out, HasSubstr("paper: confirmed in "));
    EXPECT_THAT(killed.out,
                HasSubstr("paper: confirmed 0.412 s after the press, 7 orders canceled, the last "
                          "after 0.398 s; flat 1.200 s after Flatten, by the engine's clock\n"));
    EXPECT_THAT(killed.out,
                HasSubstr("paper: left without a stop: TSLA 1.5 (-$12.34; not closed yet: "
                          "session)\n"));
    EXPECT_THAT(m_paper.calls(), ElementsAre("kill from command line"));
    for (const Mode idle : {Mode::Practice, Mode::Live})
        EXPECT_FALSE(isLatched(idle)) << toString(idle);
}

TEST_F(ControlCommand, KillPassesFlattenOnAndSaysWhatIsNotClosed)
{
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    const Outcome killed = kill({"--flatten", "--mode", "paper"});
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(killed.err, HasSubstr("1 position NOT CLOSED YET"));
    EXPECT_THAT(m_paper.calls(), ElementsAre("kill flatten from command line"));
}

TEST_F(ControlCommand, KillThatIsNotConfirmedSaysSo)
{
    m_paper.neverConfirm();
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    const Outcome killed = kill({}, nullptr, milliseconds{300});
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(killed.err, HasSubstr("NOT CONFIRMED"));
    EXPECT_THAT(killed.err, HasSubstr("2 orders may still be open"));
}

TEST_F(ControlCommand, KillWithNothingRunningSetsTheLatchInEachFolderThereIs)
{
    keepOnly({Mode::Practice, Mode::Paper});
    const Outcome killed = kill();
    EXPECT_EQ(killed.exitCode, EX_OK) << killed.err;
    EXPECT_TRUE(isLatched(Mode::Practice));
    EXPECT_TRUE(isLatched(Mode::Paper));
    EXPECT_FALSE(std::filesystem::exists(m_root.folder(Mode::Live)));
    EXPECT_THAT(killed.out, HasSubstr("practice: the kill switch is set on disk"));
    EXPECT_THAT(killed.out, HasSubstr("paper: nothing runs, and the journal knows of no open"));
}

TEST_F(ControlCommand, KillOfANamedModeIsThatModesAlone)
{
    const Outcome killed = kill({"--mode", "practice"});
    EXPECT_EQ(killed.exitCode, EX_OK) << killed.err;
    EXPECT_TRUE(isLatched(Mode::Practice));
    EXPECT_FALSE(isLatched(Mode::Paper));
    EXPECT_FALSE(isLatched(Mode::Live));
}

TEST_F(ControlCommand, KillOfANamedModeThatNeverRanHoldsForItsFirstRun)
{
    keepOnly({});
    EXPECT_EQ(kill({"--mode", "live"}).exitCode, EX_OK);
    EXPECT_TRUE(isLatched(Mode::Live));
}

TEST_F(ControlCommand, KillWithoutAnyDataFolderSaysWhereItLooked)
{
    keepOnly({});
    const Outcome killed = kill();
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(killed.err, HasSubstr(m_root.path().string()));
    EXPECT_THAT(killed.err, HasSubstr("nothing was killed"));
}

TEST_F(ControlCommand, KillSaysThatOrdersMayStandAtTheBroker)
{
    keepOnly({Mode::Paper});
    leaveOpenOrder(Mode::Paper);
    const Outcome killed = kill();
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_TRUE(isLatched(Mode::Paper));
    EXPECT_THAT(killed.err, HasSubstr("NOT cancelled (the journal knows of 1 open order)"));
}

TEST_F(ControlCommand, KillCancelsAtTheBrokerByItselfWhereNothingRuns)
{
    leaveOpenOrder(Mode::Live);
    FakeCanceller broker{{true, 2, 0, "", false, ""}};
    const Outcome killed = kill({}, &broker);
    EXPECT_EQ(killed.exitCode, EX_OK) << killed.err;
    EXPECT_THAT(broker.asked, ElementsAre(Mode::Live, Mode::Paper));
    EXPECT_THAT(killed.out, HasSubstr("live: 2 orders cancelled at the broker, confirmed in "));
}

TEST_F(ControlCommand, KillSaysWhetherTheAccountIsSuspended)
{
    FakeCanceller suspends{{true, 0, 0, "", true, ""}};
    const Outcome done = kill({"--mode", "live"}, &suspends);
    EXPECT_EQ(done.exitCode, EX_OK) << done.err;
    EXPECT_THAT(done.out, HasSubstr("live: the account is suspended at the broker"));
    FakeCanceller refuses{{true, 0, 0, "", false, "forbidden"}};
    const Outcome failed = kill({"--mode", "live"}, &refuses);
    EXPECT_EQ(failed.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(failed.err, HasSubstr("could NOT be suspended at the broker: forbidden"));
}

TEST_F(ControlCommand, KillSaysWhatTheBrokerDidNotConfirm)
{
    FakeCanceller broker{{false, 1, 3, "no route to the broker", false, ""}};
    const Outcome killed = kill({"--mode", "live"}, &broker);
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(killed.err, HasSubstr("NOT CONFIRMED, 3 orders known to be open: no route"));
}

TEST_F(ControlCommand, KillOfAnInstanceThatHangsSetsTheLatchAndTheInstanceFollowsWhenItGoesOn)
{
    HostProcess host{TAPEDECK_CONTROL_HOST, m_root.folder(Mode::Paper)};
    host.stop();
    FakeCanceller broker{{true, 2, 0, ""}};
    const auto start = std::chrono::steady_clock::now();
    const Outcome killed = kill({"--flatten"}, &broker);
    EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds{10'000});
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_TRUE(isLatched(Mode::Paper));
    EXPECT_FALSE(isLatched(Mode::Live));
    EXPECT_THAT(broker.asked, ElementsAre(Mode::Paper));
    EXPECT_THAT(killed.err, HasSubstr("does not answer"));
    EXPECT_THAT(killed.err, HasSubstr("positions were NOT closed"));
    host.goOn();
    EXPECT_EQ(host.readLine(), "kill flatten from command line");
}

TEST_F(ControlCommand, KillThatTheInstanceRefusesIsDoneFromOutside)
{
    m_paper.refuseKills();
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    FakeCanceller broker{{true, 0, 0, ""}};
    const Outcome killed = kill({}, &broker);
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_TRUE(isLatched(Mode::Paper));
    EXPECT_THAT(killed.err, HasSubstr("the disk is full"));
    EXPECT_THAT(broker.asked, ElementsAre(Mode::Paper));
}

TEST_F(ControlCommand, KillOfAnInstanceWithoutASocketNamesItsProcess)
{
    const auto lock =
        store::InstanceLock::acquire(test::journalFile(m_root.folder(Mode::Practice)));
    ASSERT_TRUE(lock);
    const Outcome killed = kill();
    EXPECT_EQ(killed.exitCode, EX_UNAVAILABLE);
    EXPECT_TRUE(isLatched(Mode::Practice));
    EXPECT_FALSE(isLatched(Mode::Live));
    EXPECT_THAT(killed.err, HasSubstr("process " + std::to_string(::getpid())));
}

TEST_F(ControlCommand, AnInstanceThatIsStillStartingIsKilledAsSoonAsItListens)
{
    const auto folder = m_root.folder(Mode::Paper);
    const auto lock = store::InstanceLock::acquire(test::journalFile(folder));
    ASSERT_TRUE(lock);
    std::unique_ptr<Instance> late;
    std::thread starting{[&] {
        while (!isLatched(Mode::Paper))
            std::this_thread::yield();
        late = std::make_unique<Instance>(m_paper, folder);
    }};
    const Outcome killed = kill();
    starting.join();
    EXPECT_EQ(killed.exitCode, EX_OK) << killed.err;
    EXPECT_THAT(m_paper.calls(), ElementsAre("kill from command line"));
}

TEST_F(ControlCommand, AnInstanceThatEndsBeforeItConfirmedIsFinishedFromOutside)
{
    m_paper.neverConfirm();
    auto paper = std::make_unique<Instance>(m_paper, m_root.folder(Mode::Paper));
    FakeCanceller broker{{true, 2, 0, ""}};
    std::thread ending{[&] {
        while (m_paper.calls().empty())
            std::this_thread::yield();
        paper.reset();
    }};
    const Outcome killed = kill({}, &broker);
    ending.join();
    EXPECT_TRUE(broker.asked == std::vector<Mode>{Mode::Paper}) << killed.err;
}

TEST_F(ControlCommand, KillReachesAllThatRunAndFlattensOnlyANamedOne)
{
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    const Instance live{m_live, m_root.folder(Mode::Live)};
    const Outcome killed = kill({"--flatten"});
    EXPECT_EQ(killed.exitCode, EX_USAGE);
    EXPECT_THAT(killed.err, HasSubstr("--mode"));
    EXPECT_THAT(m_paper.calls(), ElementsAre("kill from command line"));
    EXPECT_THAT(m_live.calls(), ElementsAre("kill from command line"));
    EXPECT_EQ(kill().exitCode, EX_OK);
}

TEST_F(ControlCommand, ReleaseNeedsTheVeryPhrase)
{
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    EXPECT_EQ(kill().exitCode, EX_OK);
    for (const QByteArray& wrong : {QByteArray{},
                                    QByteArray{"\n"},
                                    QByteArray{"yes\n"},
                                    m_phrase.toUpper(),
                                    " " + m_phrase}) {
        const Outcome refused = release(wrong);
        EXPECT_EQ(refused.exitCode, EX_NOPERM) << wrong.toStdString();
        EXPECT_THAT(refused.err, HasSubstr("nothing was released"));
    }
    EXPECT_EQ(m_paper.calls().size(), 1U);
    const Outcome released = release(m_phrase);
    EXPECT_EQ(released.exitCode, EX_OK) << released.err;
    EXPECT_EQ(released.out, "paper: released; orders pass again\n");
    const Outcome again = release({});
    EXPECT_EQ(again.exitCode, EX_OK);
    EXPECT_EQ(again.out, "paper: the kill switch is not set\n");
}

TEST_F(ControlCommand, ReleaseTakesNoPhraseFromTheCommandLine)
{
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    EXPECT_EQ(release({}, {"--phrase", "x"}).exitCode, EX_USAGE);
    EXPECT_EQ(release({}, {"release the kill switch"}).exitCode, EX_USAGE);
}

TEST_F(ControlCommand, ReleaseOfSeveralNeedsAName)
{
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    const Instance live{m_live, m_root.folder(Mode::Live)};
    EXPECT_EQ(kill().exitCode, EX_OK);
    const Outcome refused = release(m_phrase);
    EXPECT_EQ(refused.exitCode, EX_USAGE);
    EXPECT_THAT(refused.err, HasSubstr("name one, with --mode"));
    EXPECT_EQ(release(m_phrase, {"--mode", "paper"}).exitCode, EX_OK);
    EXPECT_EQ(m_live.calls().size(), 1U);
    EXPECT_EQ(m_live.status().killPhase, KillPhase::Confirmed);
}

TEST_F(ControlCommand, ReleaseWithNothingRunningNamesTheLatches)
{
    EXPECT_EQ(kill({"--mode", "practice"}).exitCode, EX_OK);
    const Outcome refused = release(m_phrase);
    EXPECT_EQ(refused.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(refused.err, HasSubstr("nothing runs"));
    EXPECT_THAT(refused.err, HasSubstr("practice: the kill switch is set: "));
    EXPECT_TRUE(isLatched(Mode::Practice));
}

TEST_F(ControlCommand, StatusShowsEachThatRuns)
{
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    const Outcome one = status();
    EXPECT_EQ(one.exitCode, EX_OK);
    EXPECT_EQ(one.out, statusText(m_paper.status()));
    const Instance live{m_live, m_root.folder(Mode::Live)};
    EXPECT_EQ(status().out, statusText(m_live.status()) + "\n" + statusText(m_paper.status()));
    EXPECT_EQ(status({"--mode", "live"}).out, statusText(m_live.status()));
}

TEST_F(ControlCommand, StatusAsJsonIsALineEach)
{
    const Instance paper{m_paper, m_root.folder(Mode::Paper)};
    const Outcome shown = status({"--json"});
    EXPECT_EQ(shown.exitCode, EX_OK);
    const auto read =
        api::statusFrom(QJsonDocument::fromJson(QByteArray::fromStdString(shown.out)).object());
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, m_paper.status());
}

TEST_F(ControlCommand, StatusWithNothingRunningIsUnavailable)
{
    const Outcome shown = status({"--json"});
    EXPECT_EQ(shown.exitCode, EX_UNAVAILABLE);
    EXPECT_EQ(shown.out, "");
    EXPECT_THAT(shown.err, HasSubstr("nothing runs"));
    EXPECT_THAT(shown.err, Not(HasSubstr("kill switch")));
}

TEST_F(ControlCommand, StatusNamesTheOneThatHangs)
{
    HostProcess host{TAPEDECK_CONTROL_HOST, m_root.folder(Mode::Paper)};
    host.stop();
    const Outcome shown = status();
    EXPECT_EQ(shown.exitCode, EX_UNAVAILABLE);
    EXPECT_THAT(shown.err, HasSubstr("paper: "));
    EXPECT_THAT(shown.err, HasSubstr("does not answer"));
}

TEST_F(ControlCommand, AWrongCommandLineKillsNothing)
{
    for (const QStringList& wrong : {QStringList{"--mode"},
                                     QStringList{"--mode", "demo"},
                                     QStringList{"--json"},
                                     QStringList{"--data"},
                                     QStringList{"paper"}}) {
        const Outcome refused = run([&] { return killCommand(with({}) + wrong); });
        EXPECT_EQ(refused.exitCode, EX_USAGE) << wrong.join(' ').toStdString();
        EXPECT_THAT(refused.err, Not(IsEmpty()));
    }
    EXPECT_FALSE(isLatched(Mode::Paper));
}

TEST(ControlText, MoneyIsRoundedToCentsAndGrouped)
{
    const auto money = [](const char* text) { return *Money::parse(text); };
    EXPECT_EQ(dollars(money("0")), "$0.00");
    EXPECT_EQ(dollars(money("-0.004")), "$0.00");
    EXPECT_EQ(dollars(money("999.995")), "$1,000.00");
    EXPECT_EQ(dollars(money("-1234567.5")), "-$1,234,567.50");
    EXPECT_EQ(dollars(money("12.3"), true), "+$12.30");
    EXPECT_EQ(dollars(Money::fromNanos(INT64_MIN)), "-$9,223,372,036.85");
}

TEST(ControlText, AStatusCannotSteerTheTerminal)
{
    api::ControlStatus status = api::fullStatus();
    status.links.front().reason = "\x1b[2J\r\n";
    EXPECT_THAT(statusText(status), Not(HasSubstr("\x1b")));
    EXPECT_THAT(statusText(status), Not(HasSubstr("\r")));
}

TEST(ControlText, AStatusIsALineAFact)
{
    api::ControlStatus status = api::fullStatus(Mode::Live);
    status.killPhase = KillPhase::Cancelling;
    status.killedSince = status.since;
    status.unconfirmed = 1;
    EXPECT_EQ(statusText(status),
              "mode           live, approval rules, armed\n"
              "kill switch    KILLED since 2013-10-10T13:30:00.5Z, 1 cancellation not confirmed "
              "yet\n"
              "orders         2 orders open\n"
              "positions      3\n"
              "without stop   TSLA 1.5 (-$12.34; not closed yet: session)\n"
              "books          agreed with the broker's at 2013-10-10T13:30:02Z\n"
              "suggestions    1 waiting\n"
              "equity         $100,000.12\n"
              "today          -$0.50\n"
              "market data    live, 713 a second, lag 0 ms, 3 reconnects, 5 gaps not filled, "
              "7 calls in the last hour\n"
              "trade updates  backing off (no route to \"host\" )\n"
              "run            run-7\n"
              "process        4242, since 2013-10-10T13:30:00.5Z\n"
              "session        sessions/s.tds\n"
              "data           data/päper\n");
}

} // namespace
} // namespace tapedeck::commands
