#include "app/run_workstation.h"

#include "app/commands/report_line.h"
#include "app/credentials.h"
#include "app/kill_signal.h"
#include "app/last_mode.h"
#include "app/live_gatekeeper.h"
#include "app/store/data_folder.h"
#include "app/termination.h"
#include "app/workstation.h"
#include "ui/main_window.h"
#include "ui/safety/live_dialog.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QMessageBox>
#include <QTimer>

#include <sysexits.h>

#include <cstdio>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

namespace tapedeck {

namespace {

Theme themeOf(WindowTheme theme) noexcept
{
    switch (theme) {
    case WindowTheme::System:
        return Theme::System;
    case WindowTheme::Dark:
        return Theme::Dark;
    case WindowTheme::Light:
        return Theme::Light;
    }
    return Theme::System;
}

void printSummary(const Workstation& station)
{
    const auto last = station.latest();
    if (!last)
        return;
    std::size_t filled = 0;
    for (const OrderRow& order : last->orders)
        filled += order.filledQuantity.isPositive() ? 1U : 0U;
    std::printf("mode=%s orders=%zu filled=%zu positions=%zu suggestions=%zu equity=%s "
                "day_profit=%s killed=%s session=%s\n",
                std::string{toString(last->mode)}.c_str(),
                last->orders.size(),
                filled,
                last->positions.size(),
                last->suggestions.size(),
                last->account.equity.toString().c_str(),
                last->account.dayProfit.toString().c_str(),
                last->kill.phase == KillPhase::Off ? "no" : "yes",
                station.sessionFile().c_str());
    std::fflush(stdout);
}

/// A window shows what is wrong. Without one it goes to standard error, once each.
class TroublePrinter
{
public:
    explicit TroublePrinter(const Workstation& station) : m_station{station}
    {
        constexpr int kLookEveryMs = 500;
        m_timer.callOnTimeout([this] { look(); });
        m_timer.start(kLookEveryMs);
    }

private:
    void look()
    {
        const auto snapshot = m_station.latest();
        if (!snapshot)
            return;
        std::set<std::string> now{snapshot->notices.begin(), snapshot->notices.end()};
        for (const LinkHealth& link : snapshot->links) {
            if (link.link == Link::Journal && link.state == LinkState::Stale)
                now.insert(link.reason + "; until it can be written no order is sent");
        }
        for (const std::string& trouble : now) {
            if (m_told.count(trouble) == 0)
                std::fprintf(stderr, "tapedeck: %s\n", trouble.c_str());
        }
        m_told = std::move(now);
    }

    const Workstation& m_station;
    std::set<std::string> m_told;
    QTimer m_timer;
};

/// Ends the event loop when somebody asks for it, or when nothing can go on.
void connectEnds(Workstation& station, Termination& termination, const LaunchOptions& options)
{
    QObject::connect(&termination, &Termination::requested, qApp, &QCoreApplication::quit);
    QObject::connect(&station, &Workstation::failed, qApp, [](const QString& why) {
        std::fprintf(stderr, "tapedeck: %s\n", qPrintable(why));
        QCoreApplication::exit(EX_UNAVAILABLE);
    });
    QObject::connect(&station, &Workstation::noticed, qApp, [](const QString& what) {
        std::fprintf(stderr, "tapedeck: %s\n", qPrintable(what));
    });
    if (options.runFor)
        QTimer::singleShot(*options.runFor, qApp, &QCoreApplication::quit);
}

/// Nothing: the person did not want to wait.
std::optional<LiveVerdict> liveVerdict(const LiveGatekeeper& keeper, bool wasLive)
{
    // Closing the only window there is would end the loops that wait for the answers.
    QApplication::setQuitOnLastWindowClosed(false);
    std::stop_source unwanted;
    const auto waiting = makeLiveWaiting(wasLive);
    QObject::connect(
        waiting.get(), &QProgressDialog::canceled, [&unwanted] { unwanted.request_stop(); });
    LiveVerdict verdict = LiveGate::check(keeper.gather(unwanted.get_token()));
    waiting->hide();
    QApplication::setQuitOnLastWindowClosed(true);
    if (unwanted.stop_requested())
        return std::nullopt;
    return verdict;
}

/// False: live is locked, and the person left it so. Where it may be started already, nothing is
/// asked: what is wrong with that start is the start's to say.
bool offerLive(const LaunchOptions& options, Credentials& credentials)
{
    const std::filesystem::path root = store::dataRootOr(options.data.toStdString());
    const LiveGatekeeper keeper{root, liveSources(credentials)};
    const auto standing = keeper.standing(true);
    if (!standing || (standing->unlockedAt && standing->lockedWhy.empty()))
        return true;
    // Who has been live may hold something, and must be able to get out of it.
    const bool wasLive = standing->unlockedAt.has_value();
    applyTheme(*qApp, themeOf(options.theme)); // there is no window yet that would
    const auto verdict = liveVerdict(keeper, wasLive);
    if (!verdict)
        return wasLive;
    std::vector<LiveDialog::Row> rows;
    for (const LiveCheck& check : verdict->checks)
        rows.push_back(
            {check.met, QString::fromStdString(check.wanted), QString::fromStdString(check.found)});
    LiveDialog dialog{rows, QString::fromUtf8(kLivePhrase.data()), wasLive};
    bool unlocked = false;
    QObject::connect(&dialog, &LiveDialog::typed, [&](const QString& phrase) {
        const auto done = keeper.unlock(*verdict, phrase.toStdString());
        unlocked = done.has_value();
        if (!done)
            QMessageBox::critical(nullptr,
                                  QCoreApplication::applicationName(),
                                  QString::fromStdString(done.error().what));
    });
    dialog.exec();
    return unlocked || wasLive;
}

} // namespace

int runHeadless(const LaunchOptions& options, KillSignal& killSignal)
{
    Termination termination;
    Credentials credentials;
    Workstation station{options, credentials};
    const KillSignal::Aim aim{killSignal, station};
    connectEnds(station, termination, options);
    if (const auto started = station.start(); !started)
        return commands::complain("--headless", started.error());
    rememberMode(options.data, options.mode);
    std::printf("running mode=%s folder=%s\n",
                std::string{toString(options.mode)}.c_str(),
                station.status().dataFolder.c_str());
    std::fflush(stdout);
    const TroublePrinter troubles{station};
    const int code = QCoreApplication::exec();
    station.stop();
    printSummary(station);
    return code;
}

int runWindow(const LaunchOptions& options, KillSignal& killSignal)
{
    Termination termination;
    Credentials credentials;
    if (options.mode == Mode::Live && !offerLive(options, credentials))
        return EX_NOPERM;
    Workstation station{options, credentials};
    const KillSignal::Aim aim{killSignal, station};
    connectEnds(station, termination, options);
    if (const auto started = station.start(); !started)
        return commands::complain("", started.error());
    rememberMode(options.data, options.mode);

    WindowOptions look;
    look.theme = themeOf(options.theme);
    // Who joins an exchange of his own knows what it plays.
    look.firstLaunch =
        options.mode == Mode::Practice && options.exchange.isEmpty() && !credentials.anyStored();
    look.recordedMarket = !options.tape.isEmpty();
    const bool picture = !options.screenshot.isEmpty();
    if (picture || options.size)
        look.fixedSize = options.size.value_or(QSize{1280, 800});
    MainWindow window{station, credentials, station, look};
    window.show();

    int written = EX_OK;
    if (picture) {
        QTimer::singleShot(options.after, &window, [&] {
            window.refresh();
            const auto saved = renderScreenshot(window, options.screenshot);
            if (!saved)
                written = commands::complain("--screenshot", saved.error());
            QCoreApplication::quit();
        });
    }
    const int code = QApplication::exec();
    window.hide();
    station.stop();
    return code == EX_OK ? written : code;
}

} // namespace tapedeck
