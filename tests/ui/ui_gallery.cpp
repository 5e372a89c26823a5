// Writes pictures of the window into a folder, for looking at: ui_gallery FOLDER
#include "fake_desk.h"
#include "sample.h"
#include "ui/audit/audit_panel.h"
#include "ui/kit/table.h"
#include "ui/main_window.h"
#include "ui/safety/release_dialog.h"
#include "ui/settings/settings_dialog.h"

#include <QApplication>
#include <QDir>
#include <QPushButton>

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
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && !qEnvironmentVariableIsSet("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application{argc, argv};
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
        drawDialogs(folder, look.theme, QLatin1String{look.name});
    }
    return 0;
}
