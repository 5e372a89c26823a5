#include "ui/audit/audit_panel.h"
#include "ui/chart/chart_panel.h"
#include "ui/chart/price_chart.h"
#include "ui/health/instances_panel.h"
#include "ui/kit/dock.h"
#include "ui/kit/table.h"
#include "ui/main_window.h"
#include "ui/portfolio/orders_panel.h"
#include "ui/portfolio/positions_panel.h"
#include "ui/watchlist/watchlist_panel.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>

#include <thread>

namespace tapedeck::test {

namespace {

class MainWindowTest : public WindowTest
{
protected:
    void raise(const char* dock)
    {
        auto* found = part<Dock>(dock);
        found->show();
        found->raise();
        QCoreApplication::processEvents();
    }
};

TEST_F(MainWindowTest, PositionsSayWhenTheyLastAgreedWithTheBrokers)
{
    Snapshot snapshot = richSnapshot();
    snapshot.booksAgreedAt.reset();
    give(snapshot);
    EXPECT_EQ(part<QLabel>("booksAgreed")->text(), "Not yet compared with the broker");
    snapshot.booksAgreedAt = parseTimestamp("2013-10-10T14:31:07Z").value();
    give(snapshot);
    EXPECT_EQ(part<QLabel>("booksAgreed")->text(), "Agreed with the broker at 10:31:07");
}

TEST_F(MainWindowTest, ASnapshotWithNoDataIsShownWithoutTrouble)
{
    give(Snapshot{});
    give(emptySnapshot());
    give(richSnapshot());
    give(emptySnapshot());
    for (const char* dock : {"orders", "audit", "limits", "instances", "positions"})
        raise(dock);
}

TEST_F(MainWindowTest, EveryDockTakesTheSnapshotWhenItComesToTheScreen)
{
    give(richSnapshot());
    raise("orders");
    EXPECT_EQ(m_window.findChild<OrdersPanel*>()->table().model()->rowCount(), 6);
    raise("audit");
    EXPECT_EQ(m_window.findChild<AuditPanel*>()->table().model()->rowCount(), 400);
}

TEST_F(MainWindowTest, ARejectedOrderSaysWhatToDo)
{
    give(richSnapshot());
    raise("orders");
    const auto& model = *m_window.findChild<OrdersPanel*>()->table().model();
    QStringList tips;
    for (int row = 0; row < model.rowCount(); ++row)
        tips.push_back(model.index(row, 0).data(Qt::ToolTipRole).toString());
    const QStringList advised = tips.filter("Use a whole number of shares.");
    ASSERT_EQ(advised.size(), 1);
    EXPECT_TRUE(advised.front().contains("The broker says: asset is not fractionable"));
}

TEST_F(MainWindowTest, WhatIsUrgentIsShownWithoutWaitingForAFrame)
{
    give(emptySnapshot());
    const auto* model = m_window.findChild<PositionsPanel*>()->table().model();
    ASSERT_EQ(model->rowCount(), 0);
    m_desk.give(richSnapshot());
    std::thread{[this] { m_desk.wake(); }}.join();
    EXPECT_TRUE(QTest::qWaitFor([&] { return model->rowCount() > 0; }))
        << "no timer makes frames here";
}

TEST_F(MainWindowTest, AChosenSymbolIsLookedAt)
{
    give(richSnapshot());
    auto& table = m_window.findChild<WatchlistPanel*>()->table();
    const QRect cell = table.visualRect(table.model()->index(1, 0));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell.center());
    ASSERT_EQ(m_desk.looks().size(), 1U);
    EXPECT_EQ(m_desk.looks()[0].symbol, "QWIL");
}

TEST_F(MainWindowTest, WithNoChartYetTheFirstSymbolOfTheWatchlistIsAskedFor)
{
    Snapshot snapshot = richSnapshot();
    snapshot.chart = ChartView{};
    give(snapshot);
    ASSERT_EQ(m_desk.looks().size(), 1U);
    EXPECT_EQ(m_desk.looks()[0].symbol, "ZNTH");
}

TEST_F(MainWindowTest, ATimeframeButtonAsksForItsCandles)
{
    give(richSnapshot());
    auto* chart = m_window.findChild<ChartPanel*>();
    for (QToolButton* button : chart->findChildren<QToolButton*>()) {
        if (button->text() == "5m")
            QTest::mouseClick(button, Qt::LeftButton);
    }
    ASSERT_EQ(m_desk.looks().size(), 1U);
    EXPECT_EQ(m_desk.looks()[0].timeframe, Timeframe::Minute5);
    EXPECT_EQ(m_desk.looks()[0].symbol, "ZNTH");
}

TEST_F(MainWindowTest, ClosingAPositionAsksFirst)
{
    give(richSnapshot());
    m_window.findChild<PositionsPanel*>()->askToClose(richSnapshot().positions[1]);
    EXPECT_TRUE(m_desk.said().empty());
    QTest::mouseClick(part<QPushButton>("agree"), Qt::LeftButton);
    ASSERT_EQ(m_desk.saidOf<command::ClosePosition>().size(), 1U);
    EXPECT_EQ(m_desk.saidOf<command::ClosePosition>()[0].symbol, "BRMB");
}

TEST_F(MainWindowTest, ABlockedPositionSaysSoAndIsAcceptedAfterAQuestion)
{
    Snapshot snapshot = richSnapshot();
    snapshot.positions[1].blocked = "100 became 250 at the broker";
    give(snapshot);
    auto* panel = m_window.findChild<PositionsPanel*>();
    const QAbstractItemModel& model = *panel->table().model();
    EXPECT_TRUE(model.index(1, 0).data(Qt::ToolTipRole).toString().contains("100 became 250"));
    EXPECT_FALSE(model.index(0, 0).data(Qt::ToolTipRole).toString().contains("became"));
    panel->askToAccept(snapshot.positions[1]);
    EXPECT_TRUE(m_desk.said().empty());
    QTest::mouseClick(part<QPushButton>("agree"), Qt::LeftButton);
    ASSERT_EQ(m_desk.saidOf<command::AcceptPosition>().size(), 1U);
    EXPECT_EQ(m_desk.saidOf<command::AcceptPosition>()[0].symbol, "BRMB");
}

TEST_F(MainWindowTest, DeleteCancelsTheChosenOrderIfItStillWorks)
{
    give(richSnapshot());
    raise("orders");
    auto& table = m_window.findChild<OrdersPanel*>()->table();
    table.setFocus();
    table.selectRow(3); // filled
    QTest::keyClick(&table, Qt::Key_Delete);
    EXPECT_TRUE(m_desk.said().empty());
    table.selectRow(1);
    QTest::keyClick(&table, Qt::Key_Delete);
    ASSERT_EQ(m_desk.saidOf<command::CancelOrder>().size(), 1U);
    EXPECT_EQ(m_desk.saidOf<command::CancelOrder>()[0].clientOrderId, "td-7f3a-0008");
}

TEST_F(MainWindowTest, TheSwitchOfAnInstanceTurnsItOff)
{
    give(richSnapshot());
    raise("instances");
    auto& table = m_window.findChild<InstancesPanel*>()->table();
    const QRect cell = table.visualRect(table.model()->index(0, 0));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell.center());
    const auto said = m_desk.saidOf<command::EnableInstance>();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].instance, "rsi-1");
    EXPECT_FALSE(said[0].enabled);
}

TEST_F(MainWindowTest, TheFilterOfTheRecordLooksAtAllThatALineSays)
{
    give(richSnapshot());
    raise("audit");
    auto* audit = m_window.findChild<AuditPanel*>();
    const int all = audit->table().model()->rowCount();
    audit->filter().setText("denied");
    const int denied = audit->table().model()->rowCount();
    EXPECT_GT(denied, 0);
    EXPECT_LT(denied, all);
    audit->filter().setText("no line says this");
    EXPECT_EQ(audit->table().model()->rowCount(), 0);
    audit->filter().clear();
    EXPECT_EQ(audit->table().model()->rowCount(), all);
}

TEST_F(MainWindowTest, TheWelcomeOfAFirstLaunchCanBePutAway)
{
    give(emptySnapshot());
    auto* welcome = part<QWidget>("welcome");
    EXPECT_TRUE(welcome->isVisible());
    QTest::mouseClick(part<QToolButton>("dismissWelcome"), Qt::LeftButton);
    EXPECT_FALSE(welcome->isVisible());
}

TEST_F(MainWindowTest, TheWelcomeIsForThePracticeMarketOnly)
{
    Snapshot snapshot = emptySnapshot();
    snapshot.mode = Mode::Live;
    give(snapshot);
    EXPECT_FALSE(part<QWidget>("welcome")->isVisible());
}

TEST_F(MainWindowTest, ManyFramesKeepRowsAndSelection)
{
    Snapshot snapshot = richSnapshot();
    give(snapshot);
    raise("audit");
    auto& table = m_window.findChild<AuditPanel*>()->table();
    table.selectRow(10);
    const QString chosen = table.model()->index(10, 0).data().toString();
    constexpr int kFrames = 50;
    for (int i = 0; i < kFrames; ++i) {
        advance(snapshot, i);
        m_desk.give(snapshot);
        m_window.refresh();
    }
    EXPECT_EQ(table.currentRow(), 10 + kFrames);
    EXPECT_EQ(table.model()->index(table.currentRow(), 0).data().toString(), chosen);
}

TEST_F(MainWindowTest, TheChartPaintsItsCandles)
{
    give(richSnapshot());
    auto* chart = m_window.findChild<PriceChart*>();
    const QImage picture = chart->grab().toImage();
    int up = 0;
    int down = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            up += picture.pixelColor(x, y) == darkColours().up ? 1 : 0;
            down += picture.pixelColor(x, y) == darkColours().down ? 1 : 0;
        }
    }
    EXPECT_GT(up, 200);
    EXPECT_GT(down, 200);
}

TEST_F(MainWindowTest, TheChartFollowsUntilAPersonPansAndAgainOnEnd)
{
    give(richSnapshot());
    auto* chart = m_window.findChild<PriceChart*>();
    EXPECT_TRUE(chart->isFollowing());
    const QPoint middle = chart->viewport()->rect().center();
    QTest::mousePress(chart->viewport(), Qt::LeftButton, {}, middle);
    QTest::mouseMove(chart->viewport(), middle + QPoint{200, 0});
    QTest::mouseRelease(chart->viewport(), Qt::LeftButton, {}, middle + QPoint{200, 0});
    EXPECT_FALSE(chart->isFollowing());
    const std::size_t end = chart->frame().end;
    Snapshot snapshot = richSnapshot();
    Candle next = snapshot.chart.candles.back();
    next.start += std::chrono::minutes{1};
    snapshot.chart.candles.push_back(next);
    snapshot.chart.candles.erase(snapshot.chart.candles.begin());
    give(snapshot);
    EXPECT_EQ(chart->frame().end, end - 1) << "the same candles stay on the screen";
    QTest::keyClick(chart, Qt::Key_End);
    EXPECT_TRUE(chart->isFollowing());
    EXPECT_EQ(chart->frame().end, snapshot.chart.candles.size());
}

TEST_F(MainWindowTest, APictureIsWrittenAtAnySize)
{
    give(richSnapshot());
    const QTemporaryDir folder;
    for (const QSize size : {QSize{960, 600}, QSize{1280, 800}, QSize{2560, 1440}}) {
        m_window.resize(size);
        const QString path = folder.filePath("window.png");
        ASSERT_TRUE(renderScreenshot(m_window, path));
        EXPECT_EQ(QImage{path}.size(), size);
    }
    EXPECT_FALSE(renderScreenshot(m_window, folder.filePath("none/window.png")));
}

} // namespace

} // namespace tapedeck::test
