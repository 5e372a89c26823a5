#include "ui/safety/kill_button.h"
#include "ui/safety/live_dialog.h"
#include "ui/safety/mode_badge.h"
#include "ui/safety/release_dialog.h"
#include "window_fixture.h"

#include <QAction>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace tapedeck::test {

namespace {

class SafetyTest : public WindowTest
{
protected:
    KillButton* killButton() { return part<KillButton>("kill"); }
};

TEST_F(SafetyTest, AMousePressOnTheSwitchKillsBeforeTheButtonIsEvenLetGo)
{
    give(richSnapshot());
    QTest::mousePress(killButton(), Qt::LeftButton);
    const auto said = m_desk.saidOf<command::Kill>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_FALSE(said[0].flatten);
    EXPECT_EQ(said[0].source, "window");
    EXPECT_TRUE(killButton()->isKilled());
    QTest::mouseRelease(killButton(), Qt::LeftButton);
    EXPECT_EQ(m_desk.saidOf<command::Kill>().size(), 1U);
}

TEST_F(SafetyTest, TheHotKeyKillsWhateverHasTheFocus)
{
    give(richSnapshot());
    QTest::keyClick(&m_window, Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_EQ(m_desk.saidOf<command::Kill>().size(), 1U);
    EXPECT_EQ(m_desk.saidOf<command::Kill>()[0].source, "hot key");
}

TEST_F(SafetyTest, TheHotKeyKillsFromWithinADialog)
{
    give(richSnapshot());
    m_window.openSettings();
    auto* yaml = m_window.findChild<QWidget*>(QStringLiteral("yaml"));
    QTest::keyClick(yaml, Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(m_desk.saidOf<command::Kill>().size(), 1U);
}

TEST_F(SafetyTest, TheSwitchKillsBeforeAnySnapshotHasCome)
{
    QTest::mouseClick(killButton(), Qt::LeftButton);
    EXPECT_EQ(m_desk.saidOf<command::Kill>().size(), 1U);
}

TEST_F(SafetyTest, TheSwitchSaysHowManyOrdersAreStillOpen)
{
    Snapshot snapshot = richSnapshot();
    EXPECT_EQ(killButton()->text(), "KILL");
    snapshot.kill.phase = KillPhase::Cancelling;
    snapshot.kill.ordersOpen = 3;
    give(snapshot);
    EXPECT_EQ(killButton()->text(), "KILLING… 3 open");
    give(killedSnapshot());
    EXPECT_EQ(killButton()->text(), "KILLED");
}

TEST_F(SafetyTest, PressedWhileKilledItAsksForThePhraseAndSaysNothing)
{
    give(killedSnapshot());
    QTest::mouseClick(killButton(), Qt::LeftButton);
    EXPECT_TRUE(m_desk.said().empty());
    EXPECT_NE(m_window.findChild<ReleaseDialog*>(), nullptr);
}

TEST_F(SafetyTest, AWrongPhraseReleasesNothing)
{
    give(killedSnapshot());
    QTest::mouseClick(killButton(), Qt::LeftButton);
    auto* dialog = m_window.findChild<ReleaseDialog*>();
    auto* phrase = dialog->findChild<QLineEdit*>(QStringLiteral("phrase"));
    auto* release = dialog->findChild<QPushButton*>(QStringLiteral("go"));
    for (const char* typed : {"release", "Release the kill switch", "release the kill switch "}) {
        phrase->clear();
        QTest::keyClicks(phrase, QString::fromLatin1(typed));
        QTest::keyClick(phrase, Qt::Key_Return);
        QTest::mouseClick(release, Qt::LeftButton);
    }
    EXPECT_TRUE(m_desk.saidOf<command::Release>().empty());
}

TEST_F(SafetyTest, TheRightPhraseReleasesOnce)
{
    give(killedSnapshot());
    QTest::mouseClick(killButton(), Qt::LeftButton);
    auto* dialog = m_window.findChild<ReleaseDialog*>();
    auto* phrase = dialog->findChild<QLineEdit*>(QStringLiteral("phrase"));
    QTest::keyClicks(phrase, QString::fromUtf8(kReleasePhrase.data()));
    auto* release = dialog->findChild<QPushButton*>(QStringLiteral("go"));
    QTest::mouseClick(release, Qt::LeftButton);
    const auto said = m_desk.saidOf<command::Release>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].phrase, kReleasePhrase);
    EXPECT_EQ(said[0].source, "window");
}

TEST_F(SafetyTest, AKillSaysHowLongItTookAndWhatItsClosingOrdersWaitFor)
{
    give(killedSnapshot());
    QStringList words;
    for (const QLabel* label : part<QWidget>("killStrip")->findChildren<QLabel*>())
        words << label->text();
    const QString said = words.join(QLatin1Char('\n'));
    EXPECT_TRUE(said.contains("Confirmed 412")) << said.toStdString();
    EXPECT_TRUE(said.contains("the last of 7 cancellations after 398")) << said.toStdString();
    EXPECT_TRUE(said.contains("closes when the market opens")) << said.toStdString();
    EXPECT_TRUE(killButton()->toolTip().contains("412"));
}

TEST_F(SafetyTest, EachNakedPositionHasItsOwnWayOut)
{
    give(killedSnapshot());
    auto* strip = part<QWidget>("killStrip");
    ASSERT_TRUE(strip->isVisible());
    auto* close = part<QPushButton>("close-BRMB");
    QTest::mouseClick(close, Qt::LeftButton);
    QTest::mouseClick(close, Qt::LeftButton);
    const auto said = m_desk.saidOf<command::ClosePosition>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].symbol, "BRMB");
}

TEST_F(SafetyTest, ManyNakedPositionsAreAllListedAndLeaveTheDeskItsRoom)
{
    Snapshot snapshot = killedSnapshot();
    const auto one = snapshot.kill.naked.front();
    for (int i = 0; i < 40; ++i) {
        snapshot.kill.naked.push_back(one);
        snapshot.kill.naked.back().symbol = "N" + std::to_string(i);
    }
    give(snapshot);
    EXPECT_NE(part<QPushButton>("close-N39"), nullptr);
    EXPECT_LT(part<QWidget>("killStrip")->height(), 200);
}

TEST_F(SafetyTest, TheListStaysWhenOneOfItsPositionsIsClosed)
{
    Snapshot snapshot = killedSnapshot();
    const auto one = snapshot.kill.naked.front();
    for (int i = 0; i < 3; ++i) {
        snapshot.kill.naked.push_back(one);
        snapshot.kill.naked.back().symbol = "N" + std::to_string(i);
    }
    give(snapshot);
    snapshot.kill.naked.pop_back();
    snapshot.kill.suspendedAtBroker = true;
    give(snapshot);
    auto* close = part<QPushButton>("close-N0");
    ASSERT_TRUE(close->isVisible());
    EXPECT_GT(close->visibleRegion().boundingRect().height(), 10) << "to be seen and clicked";
    EXPECT_EQ(m_window.findChild<QPushButton*>("close-N2"), nullptr);
}

TEST_F(SafetyTest, APersonWhoQuitsBeforeTheKillIsConfirmedIsAsked)
{
    Snapshot snapshot = killedSnapshot();
    snapshot.kill.phase = KillPhase::Cancelling;
    give(snapshot);
    for (QAction* action : m_window.actions()) {
        if (action->shortcut() == QKeySequence::Quit)
            action->trigger();
    }
    EXPECT_TRUE(m_window.isVisible());
    QTest::mouseClick(part<QPushButton>("agree"), Qt::LeftButton);
    EXPECT_FALSE(m_window.isVisible());
}

TEST_F(SafetyTest, ASignalsCloseIsNotHeldUpByAQuestion)
{
    Snapshot snapshot = killedSnapshot();
    snapshot.kill.phase = KillPhase::Cancelling;
    give(snapshot);
    EXPECT_TRUE(m_window.close());
    EXPECT_FALSE(m_window.isVisible());
}

TEST_F(SafetyTest, AWayOutStaysUnderTheMouseWhileTheLossMoves)
{
    Snapshot snapshot = killedSnapshot();
    give(snapshot);
    auto* close = part<QPushButton>("close-BRMB");
    QTest::mousePress(close, Qt::LeftButton);
    snapshot.kill.naked[0].openProfit += Money::fromWhole(1);
    give(snapshot);
    ASSERT_EQ(part<QPushButton>("close-BRMB"), close);
    QTest::mouseRelease(close, Qt::LeftButton);
    EXPECT_EQ(m_desk.saidOf<command::ClosePosition>().size(), 1U);
}

TEST_F(SafetyTest, FlattenAsksFirst)
{
    give(killedSnapshot());
    QTest::mouseClick(part<QPushButton>("flatten"), Qt::LeftButton);
    EXPECT_TRUE(m_desk.said().empty());
    auto* agree = part<QPushButton>("agree");
    QTest::mouseClick(agree, Qt::LeftButton);
    ASSERT_EQ(m_desk.saidOf<command::Kill>().size(), 1U);
    EXPECT_TRUE(m_desk.saidOf<command::Kill>()[0].flatten);
}

TEST_F(SafetyTest, TheBadgeTellsTheModesApart)
{
    auto* badge = m_window.findChild<ModeBadge*>();
    Snapshot snapshot = richSnapshot();
    give(snapshot);
    EXPECT_EQ(badge->text(), "LIVE RULES (practice)");
    snapshot.rules = Rules::Automatic;
    give(snapshot);
    EXPECT_EQ(badge->text(), "PRACTICE");
    snapshot.mode = Mode::Paper;
    give(snapshot);
    EXPECT_EQ(badge->text(), "PAPER");
    snapshot.mode = Mode::Live;
    snapshot.rules = Rules::Approval;
    give(snapshot);
    EXPECT_EQ(badge->text(), "LIVE");
}

LiveDialog::Row liveRow(bool met)
{
    return {met, QStringLiteral("20 completed trades"), QStringLiteral("12")};
}

TEST_F(SafetyTest, LiveIsUnlockedByThePhraseWhereItIsEarned)
{
    LiveDialog dialog{{liveRow(true), liveRow(true)}, QStringLiteral("real"), false};
    QString typed;
    QObject::connect(&dialog, &LiveDialog::typed, [&](const QString& text) { typed = text; });
    dialog.show();
    auto* phrase = dialog.findChild<QLineEdit*>(QStringLiteral("phrase"));
    auto* go = dialog.findChild<QPushButton*>(QStringLiteral("go"));
    QTest::keyClicks(phrase, "rea");
    EXPECT_FALSE(go->isEnabled());
    QTest::keyClicks(phrase, "l");
    QTest::mouseClick(go, Qt::LeftButton);
    EXPECT_EQ(typed, "real");
}

TEST_F(SafetyTest, WhoDoesNotWantToWaitForLiveSaysSo)
{
    for (const bool wasLive : {false, true}) {
        const auto waiting = makeLiveWaiting(wasLive);
        int canceled = 0;
        QObject::connect(waiting.get(), &QProgressDialog::canceled, [&canceled] { ++canceled; });
        auto* leave = waiting->findChild<QPushButton*>();
        ASSERT_NE(leave, nullptr);
        EXPECT_EQ(leave->text(), wasLive ? "Start for exits only" : "Leave it locked");
        EXPECT_TRUE(waiting->isVisible());
        QTest::mouseClick(leave, Qt::LeftButton);
        EXPECT_EQ(canceled, 1);
    }
}

TEST_F(SafetyTest, LiveThatIsNotEarnedTakesNoPhrase)
{
    LiveDialog dialog{{liveRow(true), liveRow(false)}, QStringLiteral("real"), false};
    dialog.show();
    EXPECT_FALSE(dialog.findChild<QLineEdit*>(QStringLiteral("phrase"))->isEnabled());
    EXPECT_FALSE(dialog.findChild<QPushButton*>(QStringLiteral("go"))->isEnabled());
}

} // namespace

} // namespace tapedeck::test
