#include "ui/main_window.h"

#include "ui/audit/audit_panel.h"
#include "ui/chart/chart_panel.h"
#include "ui/desk_bar.h"
#include "ui/health/health_panel.h"
#include "ui/health/instances_panel.h"
#include "ui/health/limits_panel.h"
#include "ui/kit/ask.h"
#include "ui/kit/dock.h"
#include "ui/news/news_panel.h"
#include "ui/portfolio/orders_panel.h"
#include "ui/portfolio/positions_panel.h"
#include "ui/safety/kill_button.h"
#include "ui/safety/release_dialog.h"
#include "ui/safety/strips.h"
#include "ui/settings/settings_dialog.h"
#include "ui/suggestions/suggestions_panel.h"
#include "ui/text/words.h"
#include "ui/watchlist/watchlist_panel.h"

#include <QActionGroup>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScreen>
#include <QSettings>
#include <QShortcut>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

constexpr int kFrameMs = 33;
constexpr int kFrameMsMin = 16; ///< what is urgent comes at sixty frames a second at most
constexpr int kLayoutVersion = 1;
constexpr int kWide = 1'700; ///< from here on the lower docks stand in two groups
const QSize kSizeDefault{1440, 900};
const QSize kSizeMin{960, 600};
const QSize kFrameRoom{16, 48}; ///< what a window manager puts around it

/// No larger than the screen: the kill switch stands in the corner.
QSize sizeThatFits(const QWidget& window)
{
    return kSizeDefault.boundedTo(window.screen()->availableSize() - kFrameRoom);
}

} // namespace

MainWindow::MainWindow(Desk& desk,
                       CredentialPort& credentials,
                       SettingsPort& settings,
                       const WindowOptions& options,
                       QWidget* parent)
    : QMainWindow{parent}, m_desk{desk}, m_credentials{credentials},
      m_settingsPort{settings}, m_options{options}
{
    applyTheme(*qApp, options.theme);
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Tapedeck"));
    setWindowIcon(applicationIcon());
    setMinimumSize(kSizeMin);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks | GroupedDragging);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_welcome = options.firstLaunch;
    buildBars();
    buildDocks();
    connectPanels();
    buildMenu();
    showStrips();
    resize(options.fixedSize.value_or(sizeThatFits(*this)));
    if (!options.fixedSize)
        restoreLayout();
    // The hot key must work whatever has the focus, also in a dialog.
    qApp->installEventFilter(this);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &MainWindow::refresh);
    m_frameClock.start();
    m_watchlistDock->panel().setFocus();
    m_timer.start(kFrameMs);
    m_desk.onUrgent([this] { refreshSoon(); });
}

MainWindow::~MainWindow()
{
    m_desk.onUrgent({});
    qApp->removeEventFilter(this);
}

void MainWindow::buildBars()
{
    m_bar = new DeskBar{m_desk, this};
    auto* bar = new QToolBar{tr("Desk"), this};
    bar->setObjectName(QStringLiteral("deskBar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->addWidget(m_bar);
    addToolBar(Qt::TopToolBarArea, bar);

    m_welcomeStrip = new WelcomeStrip{m_options.recordedMarket, this};
    m_noticeStrip = new NoticeStrip{this};
    m_killStrip = new KillStrip{m_desk, this};
    m_stripStack = new QWidget{this};
    auto* column = new QVBoxLayout{m_stripStack};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* strip :
         std::initializer_list<QWidget*>{m_killStrip, m_noticeStrip, m_welcomeStrip})
        column->addWidget(strip);
    m_strips = new QToolBar{tr("Notices"), this};
    m_strips->setObjectName(QStringLiteral("strips"));
    m_strips->setMovable(false);
    m_strips->setFloatable(false);
    m_strips->addWidget(m_stripStack);
    addToolBarBreak(Qt::TopToolBarArea);
    addToolBar(Qt::TopToolBarArea, m_strips);
    connect(m_bar, &DeskBar::settingsWanted, this, &MainWindow::openSettings);
    connect(&m_bar->killButton(), &KillButton::killPressed, this, [this] { kill("window"); });
    connect(&m_bar->killButton(), &KillButton::releaseAsked, this, &MainWindow::askToRelease);
    connect(m_killStrip, &KillStrip::releaseAsked, this, &MainWindow::askToRelease);
    connect(m_noticeStrip, &NoticeStrip::changed, this, &MainWindow::showStrips);
    connect(m_welcomeStrip, &WelcomeStrip::settingsWanted, this, &MainWindow::openSettings);
    connect(m_welcomeStrip, &WelcomeStrip::dismissed, this, [this] {
        m_welcome = false;
        showStrips();
    });
}

Dock* MainWindow::addDock(const char* name, const QString& title, Panel& panel)
{
    auto* dock = new Dock{QString::fromLatin1(name), title, panel, this};
    m_docks.push_back(dock);
    connect(dock, &QDockWidget::visibilityChanged, this, [this, dock](bool visible) {
        if (visible && m_snapshot)
            dock->panel().apply(*m_snapshot);
        QTimer::singleShot(0, this, &MainWindow::showDockTitles);
    });
    connect(dock, &QDockWidget::dockLocationChanged, this, [this] {
        QTimer::singleShot(0, this, &MainWindow::showDockTitles);
    });
    return dock;
}

void MainWindow::buildDocks()
{
    m_chart = new ChartPanel{m_desk, this};
    setCentralWidget(m_chart);
    m_audit = new AuditPanel{this};
    m_watchlistDock = addDock("watchlist", tr("Watchlist"), *new WatchlistPanel{this});
    m_healthDock = addDock("health", tr("Feed health"), *new HealthPanel{this});
    m_suggestionsDock =
        addDock("suggestions", tr("Suggestions"), *new SuggestionsPanel{m_desk, this});
    m_positionsDock = addDock("positions", tr("Positions"), *new PositionsPanel{m_desk, this});
    m_ordersDock = addDock("orders", tr("Orders"), *new OrdersPanel{m_desk, this});
    m_auditDock = addDock("audit", tr("Audit log"), *m_audit);
    m_newsDock = addDock("news", tr("News"), *new NewsPanel{this});
    m_limitsDock = addDock("limits", tr("Limits"), *new LimitsPanel{this});
    m_instancesDock = addDock("instances", tr("Instances"), *new InstancesPanel{m_desk, this});
    arrange(m_options.fixedSize.value_or(kSizeDefault).width());
}

void MainWindow::arrange(int width)
{
    for (Dock* dock : m_docks) {
        removeDockWidget(dock);
        dock->setFloating(false);
    }
    addDockWidget(Qt::LeftDockWidgetArea, m_watchlistDock);
    splitDockWidget(m_watchlistDock, m_healthDock, Qt::Vertical);
    addDockWidget(Qt::RightDockWidgetArea, m_suggestionsDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_positionsDock);
    if (width >= kWide) {
        splitDockWidget(m_positionsDock, m_auditDock, Qt::Horizontal);
        tabifyDockWidget(m_positionsDock, m_ordersDock);
        tabifyDockWidget(m_auditDock, m_newsDock);
        tabifyDockWidget(m_newsDock, m_instancesDock);
        tabifyDockWidget(m_instancesDock, m_limitsDock);
    } else {
        tabifyDockWidget(m_positionsDock, m_ordersDock);
        tabifyDockWidget(m_ordersDock, m_auditDock);
        tabifyDockWidget(m_auditDock, m_newsDock);
        tabifyDockWidget(m_newsDock, m_instancesDock);
        tabifyDockWidget(m_instancesDock, m_limitsDock);
    }
    for (Dock* dock : m_docks)
        dock->show();
    m_positionsDock->raise();
    if (width >= kWide)
        m_auditDock->raise();
    showDockTitles();
    m_arranged = false; // sizes wait for the window to have its own
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (m_arranged)
        return;
    m_arranged = true;
    const bool wide = width() >= kWide;
    resizeDocks(
        {m_watchlistDock, m_suggestionsDock}, {wide ? 400 : 328, wide ? 400 : 312}, Qt::Horizontal);
    resizeDocks({m_watchlistDock, m_healthDock}, {height() - 56 - 240, 212}, Qt::Vertical);
    resizeDocks({m_positionsDock}, {height() / 4 + 24}, Qt::Vertical);
    if (wide)
        resizeDocks(
            {m_positionsDock, m_auditDock}, {width() * 2 / 9, width() * 3 / 9}, Qt::Horizontal);
    showDockTitles();
}

void MainWindow::showDockTitles()
{
    for (Dock* dock : m_docks)
        dock->showTitleUnlessTabbed(!dock->isFloating() && !tabifiedDockWidgets(dock).isEmpty());
}

void MainWindow::restoreLayout()
{
    QSettings settings;
    if (settings.value(QStringLiteral("window/geometry")).isValid())
        restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    // The screen may be a smaller one now.
    if (const QRect room = screen()->availableGeometry();
        (windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen)) == 0 &&
        !room.contains(geometry())) {
        resize(size().boundedTo(room.size() - kFrameRoom));
        move(room.topLeft());
    }
    arrange(width());
    if (restoreState(settings.value(QStringLiteral("window/state")).toByteArray(), kLayoutVersion))
        m_arranged = true;
    m_bar->parentWidget()->show(); // never without the kill switch
    showDockTitles();
}

void MainWindow::askToQuit()
{
    ask(*this,
        {tr("Quit while orders are being canceled?"),
         tr("The kill switch is pressed, and the broker has not yet confirmed every cancellation. "
            "Nothing passes in any case, and the next start goes on canceling; until then an open "
            "order may still be filled."),
         tr("Quit")},
        [this] {
            m_quitAgreed = true;
            close();
        });
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    // Only a person is asked: a signal's close is not spontaneous, and is not held up.
    const bool byPerson = event->spontaneous() || m_quitPressed;
    m_quitPressed = false;
    if (byPerson && !m_quitAgreed && m_snapshot &&
        m_snapshot->kill.phase == KillPhase::Cancelling) {
        event->ignore();
        askToQuit();
        return;
    }
    if (!m_options.fixedSize) {
        QSettings settings;
        settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
        settings.setValue(QStringLiteral("window/state"), saveState(kLayoutVersion));
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::connectPanels()
{
    const auto look = [this](const QString& symbol) { m_chart->lookAt(symbol); };
    connect(static_cast<WatchlistPanel*>(&m_watchlistDock->panel()),
            &WatchlistPanel::symbolChosen,
            this,
            look);
    connect(static_cast<SuggestionsPanel*>(&m_suggestionsDock->panel()),
            &SuggestionsPanel::symbolChosen,
            this,
            look);
    connect(static_cast<PositionsPanel*>(&m_positionsDock->panel()),
            &PositionsPanel::symbolChosen,
            this,
            look);
    connect(
        static_cast<OrdersPanel*>(&m_ordersDock->panel()), &OrdersPanel::symbolChosen, this, look);
    connect(m_audit, &AuditPanel::symbolChosen, this, look);
    connect(static_cast<NewsPanel*>(&m_newsDock->panel()), &NewsPanel::symbolChosen, this, look);
}

void MainWindow::buildMenu()
{
    auto* menu = new QMenu{this};
    int number = 1;
    for (Dock* dock : m_docks) {
        QAction* action =
            menu->addAction(dock->windowTitle(), this, [this, dock] { showDock(*dock); });
        action->setShortcut(QKeySequence{Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number++)});
        addAction(action);
    }
    menu->addAction(tr("Default layout"), this, [this] {
        arrange(width());
        QShowEvent shown;
        showEvent(&shown);
    });
    menu->addSeparator();
    auto* themes = new QActionGroup{this};
    const auto addTheme = [&](const QString& name, Theme theme) {
        QAction* action = menu->addAction(name, this, [this, theme] { wear(theme); });
        action->setCheckable(true);
        action->setChecked(theme == m_options.theme);
        themes->addAction(action);
    };
    addTheme(tr("Theme of the desktop"), Theme::System);
    addTheme(tr("Dark"), Theme::Dark);
    addTheme(tr("Light"), Theme::Light);
    menu->addSeparator();
    QAction* settings = menu->addAction(tr("Settings…"), this, &MainWindow::openSettings);
    settings->setShortcut(QKeySequence{Qt::CTRL | Qt::Key_Comma});
    addAction(settings);
    QAction* find = menu->addAction(tr("Filter the audit log"), this, [this] {
        showDock(*m_auditDock);
        m_audit->filter().setFocus(Qt::ShortcutFocusReason);
    });
    find->setShortcut(QKeySequence::Find);
    addAction(find);
    menu->addSeparator();
    QAction* quit = menu->addAction(tr("Quit"), this, [this] {
        m_quitPressed = true;
        close();
    });
    quit->setShortcut(QKeySequence::Quit);
    addAction(quit);
    m_bar->menuButton().setMenu(menu);
}

QMenu* MainWindow::createPopupMenu()
{
    return nullptr; // the tool bars stay: the kill switch is in one
}

void MainWindow::showDock(Dock& dock)
{
    dock.show();
    dock.raise();
    dock.panel().setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::wear(Theme theme)
{
    m_options.theme = theme;
    applyTheme(*qApp, theme);
    if (m_snapshot)
        showSnapshot();
}

void MainWindow::refreshSoon()
{
    if (m_wakePosted.exchange(true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            const auto age = static_cast<int>(m_frameClock.elapsed());
            QTimer::singleShot(std::max(0, kFrameMsMin - age), Qt::PreciseTimer, this, [this] {
                m_wakePosted = false;
                refresh();
            });
        },
        Qt::QueuedConnection);
}

void MainWindow::refresh()
{
    const Nanoseconds frame{m_frameClock.nsecsElapsed()};
    m_frameClock.restart();
    if (m_timer.isActive())
        m_timer.start(kFrameMs);
    for (Dock* dock : m_docks) {
        if (dock->panel().isVisible())
            dock->panel().animate(frame);
    }
    if (auto newest = m_desk.takeSnapshot()) {
        m_snapshot = std::move(newest);
        showSnapshot();
    }
}

void MainWindow::showSnapshot()
{
    const Snapshot& snapshot = *m_snapshot;
    m_bar->take(snapshot);
    m_noticeStrip->take(snapshot.notices);
    m_killStrip->take(snapshot.kill);
    showStrips();
    m_chart->apply(snapshot);
    static_cast<WatchlistPanel&>(m_watchlistDock->panel()).mark(m_chart->request().symbol);
    for (Dock* dock : m_docks) {
        dock->showCount(dock->panel().count(snapshot),
                        dock == m_suggestionsDock && !snapshot.suggestions.empty());
        if (dock->panel().isVisible())
            dock->panel().apply(snapshot);
    }
    if (m_settings != nullptr && m_settings->isVisible())
        m_settings->apply(snapshot);
    const QString title =
        snapshot.mode == Mode::Practice
            ? QStringLiteral("Tapedeck")
            : QStringLiteral("Tapedeck – ") + text::badge(snapshot.mode, snapshot.rules);
    if (windowTitle() != title)
        setWindowTitle(title);
}

void MainWindow::showStrips()
{
    const bool killed = m_snapshot && m_snapshot->kill.phase != KillPhase::Off;
    const bool practice = !m_snapshot || m_snapshot->mode == Mode::Practice;
    const bool welcome = m_welcome && practice && !killed;
    const bool notice = m_noticeStrip->isWanted();
    m_killStrip->setVisible(killed);
    m_noticeStrip->setVisible(notice);
    m_welcomeStrip->setVisible(welcome);
    m_strips->setVisible(killed || notice || welcome);
    fitStrips();
}

/// A tool bar asks for a size hint, which for text that wraps is a guess: it is told the height.
void MainWindow::fitStrips()
{
    if (m_strips->isHidden())
        return;
    const int height = m_stripStack->layout()->heightForWidth(width());
    if (height > 0 && height != m_stripStack->minimumHeight())
        m_stripStack->setFixedHeight(height);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    fitStrips();
}

void MainWindow::openSettings()
{
    if (m_settings == nullptr)
        m_settings = new SettingsDialog{m_desk, m_credentials, m_settingsPort, this};
    m_settings->openAt(SettingsDialog::Page::Accounts);
    if (m_snapshot)
        m_settings->apply(*m_snapshot);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QMainWindow::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() != Qt::Key_K || key->modifiers() != (Qt::ControlModifier | Qt::ShiftModifier))
        return QMainWindow::eventFilter(watched, event);
    if (!key->isAutoRepeat())
        kill("hot key");
    return true;
}

void MainWindow::kill(const char* source)
{
    m_bar->killButton().showPressed();
    m_desk.say(command::Kill{false, source});
}

void MainWindow::askToRelease()
{
    auto* dialog = new ReleaseDialog{this};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ReleaseDialog::typed, this, [this](const QString& phrase) {
        m_desk.say(command::Release{phrase.toStdString(), "window"});
    });
    dialog->show();
}

Result<void> renderScreenshot(QWidget& widget, const QString& path)
{
    if (!widget.isVisible()) {
        widget.setAttribute(Qt::WA_DontShowOnScreen);
        widget.show();
    }
    // What waits for the event loop: layouts, polishing, titles of docks.
    constexpr int kRounds = 3;
    for (int i = 0; i < kRounds; ++i)
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    if (!widget.grab().save(path, "PNG"))
        return fail(ErrorCode::Io, "cannot write the picture to " + path.toStdString());
    return {};
}

} // namespace tapedeck
