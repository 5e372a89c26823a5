// Writes pictures of the window into a folder, for looking at: ui_gallery FOLDER. With --time it
// prints what a frame costs instead.
#include "fake_desk.h"
#include "sample.h"
#include "ui/audit/audit_panel.h"
#include "ui/chart/price_chart.h"
#include "ui/kit/table.h"
#include "ui/main_window.h"
#include "ui/safety/live_dialog.h"
#include "ui/safety/release_dialog.h"
#include "ui/settings/loosen_dialog.h"
#include "ui/settings/settings_dialog.h"
#include "ui/suggestions/suggestion_card.h"
#include "ui/suggestions/suggestions_panel.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QPushButton>
#include <QtTest/QTest>

#include <cstdio>

namespace {

using namespace tapedeck;

void draw(const QString& folder,
          const QString& name,
          const Snapshot& snapshot,
          QSize size,
          Theme theme,
          bool firstLaunch = false)
{
    test::FakeDesk desk;
    test::FakeCredentials credentials;
    test::FakeSettings settings;
    MainWindow window{desk, credentials, settings, {theme, firstLaunch, size}};
    window.show();
    desk.give(snapshot);
    window.refresh();
    QCoreApplication::processEvents();
    desk.give(snapshot);
    window.refresh();
    const auto drawn =
        renderScreenshot(window, folder + QLatin1Char('/') + name + QStringLiteral(".png"));
    if (!drawn)
        std::fprintf(stderr, "%s\n", drawn.error().what.c_str());
}

/// The window as a person works with it: a card opened, a row of the record chosen, the mouse over
/// the chart.
void drawAtWork(const QString& folder, QSize size, Theme theme, const QString& suffix)
{
    test::FakeDesk desk;
    test::FakeCredentials credentials;
    test::FakeSettings settings;
    MainWindow window{desk, credentials, settings, {theme, false, size}};
    window.show();
    Snapshot snapshot = test::richSnapshot();
    snapshot.mode = Mode::Paper;
    snapshot.rules = Rules::Automatic;
    snapshot.notices = {"The clock of this computer is 0.8 s off the broker's.", "Another one."};
    desk.give(snapshot);
    window.refresh();
    QCoreApplication::processEvents();
    auto* cards = window.findChild<SuggestionsPanel*>();
    for (QPushButton* button : cards->cards().front()->findChildren<QPushButton*>()) {
        if (button->property("kind") == QStringLiteral("quiet"))
            button->click();
    }
    cards->cards().front()->setFocus();
    auto* audit = window.findChild<AuditPanel*>();
    static_cast<QDockWidget*>(audit->parentWidget())->raise();
    QCoreApplication::processEvents();
    audit->table().setFocus();
    audit->table().selectRow(3);
    emit audit->table().rowChosen(3);
    auto* chart = window.findChild<PriceChart*>();
    QTest::mouseMove(chart->viewport(), chart->viewport()->rect().center());
    QCoreApplication::processEvents();
    (void)renderScreenshot(window, folder + QStringLiteral("/work-%1.png").arg(suffix));
}

/// The lower docks, each in front once.
void drawTabs(const QString& folder, Theme theme, const QString& suffix)
{
    test::FakeDesk desk;
    test::FakeCredentials credentials;
    test::FakeSettings settings;
    MainWindow window{desk, credentials, settings, {theme, false, QSize{1280, 800}}};
    window.show();
    for (const char* name : {"orders", "audit", "instances", "limits"}) {
        window.findChild<QDockWidget*>(QString::fromLatin1(name))->raise();
        QCoreApplication::processEvents();
        desk.give(test::richSnapshot());
        window.refresh();
        (void)renderScreenshot(
            window, folder + QStringLiteral("/%1-%2.png").arg(QLatin1String{name}, suffix));
    }
}

void drawDialogs(const QString& folder, Theme theme, const QString& suffix)
{
    test::FakeDesk desk;
    test::FakeCredentials credentials;
    CredentialPort::Status stored;
    stored.present = true;
    stored.keyIdHint = "7Q2X";
    credentials.setStatus(Mode::Paper, stored);
    CredentialPort::Status locked;
    locked.storage = CredentialPort::Storage::ThisRun;
    locked.problem = "The keychain is locked: unlock it with your login password, or the keys are "
                     "kept for this run only.";
    credentials.setStatus(Mode::Live, locked);
    test::FakeSettings settings;
    settings.setText("limits:\n  paper:\n    orders_per_minute: 10\ninstances:\n  - name: rsi-1\n"
                     "    strategy: rsi\n    symbols: [ZNTH, QWIL]\n");
    MainWindow window{desk, credentials, settings, {theme, false, QSize{1280, 800}}};
    window.show();
    desk.give(test::richSnapshot());
    window.refresh();
    window.openSettings();
    auto* dialog = window.findChild<SettingsDialog*>();
    for (int page = 0; page < 5; ++page) {
        dialog->openAt(static_cast<SettingsDialog::Page>(page));
        desk.give(test::richSnapshot());
        window.refresh();
        if (page == 4) {
            dialog->findChild<QWidget*>(QStringLiteral("yaml"))->setFocus();
        }
        (void)renderScreenshot(*dialog,
                               folder + QStringLiteral("/settings%1-%2.png").arg(page).arg(suffix));
    }
    ReleaseDialog release{&window};
    (void)renderScreenshot(release, folder + QStringLiteral("/release-%1.png").arg(suffix));
    LoosenDialog loosen{{{"position_per_symbol", "1000", "2000", true}}, &window};
    (void)renderScreenshot(loosen, folder + QStringLiteral("/loosen-%1.png").arg(suffix));
    LiveDialog live{{{true, "at least 7 trading days with fills on paper", "9"},
                     {false,
                      "at least 20 completed trades on paper, confirmed by the broker",
                      "12, and 3 that the broker's list of fills does not have"},
                     {false,
                      "the live host takes the live keys",
                      "there are no keys for live trading yet: enter them in Settings, Accounts"}},
                    "trade with real money",
                    false,
                    &window};
    (void)renderScreenshot(live, folder + QStringLiteral("/live-%1.png").arg(suffix));
}

/// What a frame costs: applying a snapshot in which much moved, and painting the chart.
void measure()
{
    constexpr int kFrames = 300;
    test::FakeDesk desk;
    test::FakeCredentials credentials;
    test::FakeSettings settings;
    MainWindow window{desk, credentials, settings, {Theme::Dark, false, QSize{1280, 800}}};
    window.show();
    Snapshot snapshot = test::richSnapshot();
    desk.give(snapshot);
    window.refresh();
    QCoreApplication::processEvents();
    QElapsedTimer clock;
    qint64 applied = 0;
    qint64 painted = 0;
    for (int i = 0; i < kFrames; ++i) {
        test::advance(snapshot, i);
        desk.give(snapshot);
        clock.start();
        window.refresh();
        applied += clock.nsecsElapsed();
        clock.restart();
        QCoreApplication::processEvents();
        painted += clock.nsecsElapsed();
    }
    auto* chart = window.findChild<PriceChart*>();
    for (int i = 0; i < 40; ++i)
        QTest::keyClick(chart, Qt::Key_Minus);
    clock.restart();
    QPixmap picture{chart->size()};
    for (int i = 0; i < kFrames; ++i)
        static_cast<QWidget*>(chart)->render(&picture);
    const qint64 candles = clock.nsecsElapsed();
    constexpr double kPerFrame = 1e6 * kFrames;
    std::printf("apply %.3f ms, paint of what changed %.3f ms, chart of %zu candles %.3f ms\n",
                static_cast<double>(applied) / kPerFrame,
                static_cast<double>(painted) / kPerFrame,
                chart->frame().end - chart->frame().first,
                static_cast<double>(candles) / kPerFrame);
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && !qEnvironmentVariableIsSet("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application{argc, argv};
    if (argc > 1 && QLatin1String{argv[1]} == QLatin1String{"--time"}) {
        measure();
        return 0;
    }
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral("gallery");
    QDir{}.mkpath(folder);
    struct Look
    {
        Theme theme;
        const char* name;
    };
    for (const Look look : {Look{Theme::Dark, "dark"}, Look{Theme::Light, "light"}}) {
        for (const QSize size : {QSize{1280, 800}, QSize{2560, 1440}}) {
            const QString suffix =
                QStringLiteral("%1-%2").arg(QLatin1String{look.name}).arg(size.width());
            draw(folder,
                 QStringLiteral("empty-") + suffix,
                 test::emptySnapshot(),
                 size,
                 look.theme,
                 true);
            draw(folder, QStringLiteral("rich-") + suffix, test::richSnapshot(), size, look.theme);
            draw(folder,
                 QStringLiteral("killed-") + suffix,
                 test::killedSnapshot(),
                 size,
                 look.theme);
        }
        draw(folder,
             QStringLiteral("small-%1").arg(QLatin1String{look.name}),
             test::richSnapshot(),
             {960, 600},
             look.theme);
        drawAtWork(folder, {1280, 800}, look.theme, QLatin1String{look.name});
        drawTabs(folder, look.theme, QLatin1String{look.name});
        drawDialogs(folder, look.theme, QLatin1String{look.name});
    }
    return 0;
}
