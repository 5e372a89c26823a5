#pragma once

#include "desk/desk.h"
#include "ui/style/theme.h"

#include <QElapsedTimer>
#include <QMainWindow>
#include <QTimer>

#include <atomic>
#include <optional>
#include <vector>

namespace tapedeck {

class AuditPanel;
class ChartPanel;
class DeskBar;
class Dock;
class KillStrip;
class NoticeStrip;
class Panel;
class SettingsDialog;
class WelcomeStrip;

struct WindowOptions
{
    Theme theme = Theme::System;
    bool firstLaunch = false; ///< say what a practice market is
    /// For pictures and tests: this size, the default layout, and no memory of other runs.
    std::optional<QSize> fixedSize;
    bool recordedMarket = false; ///< practice on a tape: the companies are real
};

/// The workstation's window. Takes the newest snapshot thirty times a second and shows what of it
/// is on the screen; says commands. Knows nothing of engine or app, and never waits.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// All three outlive the window. The application must exist.
    MainWindow(Desk& desk,
               CredentialPort& credentials,
               SettingsPort& settings,
               const WindowOptions& options,
               QWidget* parent = nullptr);
    ~MainWindow() override;

    /// One frame, now: what the timer does.
    void refresh();
    /// A frame as soon as the last one is old enough. From any thread.
    void refreshSoon();
    void openSettings();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    QMenu* createPopupMenu() override;

private:
    void buildBars();
    void buildDocks();
    void buildMenu();
    void connectPanels();
    Dock* addDock(const char* name, const QString& title, Panel& panel);
    void arrange(int width);
    void showDockTitles();
    void restoreLayout();
    void showSnapshot();
    void showStrips();
    void fitStrips();
    void showDock(Dock& dock);
    void kill(const char* source);
    void askToRelease();
    void askToQuit();
    void wear(Theme theme);

    Desk& m_desk;
    CredentialPort& m_credentials;
    SettingsPort& m_settingsPort;
    WindowOptions m_options;
    std::shared_ptr<const Snapshot> m_snapshot;
    bool m_welcome = false;
    bool m_arranged = false;
    bool m_quitPressed = false; ///< by a person, in this window
    bool m_quitAgreed = false;  ///< although the kill is not confirmed

    DeskBar* m_bar = nullptr;
    QToolBar* m_strips = nullptr;
    QWidget* m_stripStack = nullptr;
    WelcomeStrip* m_welcomeStrip = nullptr;
    NoticeStrip* m_noticeStrip = nullptr;
    KillStrip* m_killStrip = nullptr;
    ChartPanel* m_chart = nullptr;
    AuditPanel* m_audit = nullptr;
    Dock* m_watchlistDock = nullptr;
    Dock* m_healthDock = nullptr;
    Dock* m_suggestionsDock = nullptr;
    Dock* m_positionsDock = nullptr;
    Dock* m_ordersDock = nullptr;
    Dock* m_auditDock = nullptr;
    Dock* m_newsDock = nullptr;
    Dock* m_limitsDock = nullptr;
    Dock* m_instancesDock = nullptr;
    std::vector<Dock*> m_docks;
    SettingsDialog* m_settings = nullptr;

    QTimer m_timer{this};
    QElapsedTimer m_frameClock;
    std::atomic<bool> m_wakePosted{false};
};

/// Paints the widget into a PNG, as it would look on the screen; shows it off the screen first if
/// it is hidden. Errors: Io.
[[nodiscard]] Result<void> renderScreenshot(QWidget& widget, const QString& path);

} // namespace tapedeck
