#include "ui/settings/settings_dialog.h"

#include "ui/health/limits_panel.h"
#include "ui/kit/labels.h"
#include "ui/settings/accounts_page.h"
#include "ui/settings/configuration_page.h"
#include "ui/settings/feed_page.h"
#include "ui/settings/watchlist_page.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace tapedeck {

SettingsDialog::SettingsDialog(Desk& desk,
                               CredentialPort& credentials,
                               SettingsPort& settings,
                               QWidget* parent)
    : QDialog{parent}, m_pages{new QListWidget{this}}, m_stack{new QStackedWidget{this}},
      m_accounts{new AccountsPage{credentials}}, m_watchlist{new WatchlistPage{desk}},
      m_feed{new FeedPage}, m_limits{new LimitsPanel}, m_configuration{
                                                           new ConfigurationPage{settings}}
{
    constexpr int kNavigationWidth = 176;
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    resize(760, 560);
    m_pages->setFixedWidth(kNavigationWidth);
    m_pages->setProperty("kind", "navigation");
    m_pages->setFrameShape(QFrame::NoFrame);
    m_pages->setIconSize({18, 18});
    m_pages->setAccessibleName(tr("Pages of the settings"));
    addPage(tr("Accounts"), "key", m_accounts);
    addPage(tr("Watchlist"), "list", m_watchlist);
    addPage(tr("Feed"), "feed", m_feed);
    addPage(tr("Limits"), "shield", m_limits);
    addPage(tr("Configuration"), "code", m_configuration);
    auto* row = new QHBoxLayout{this};
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_pages);
    row->addWidget(m_stack, 1);
    connect(m_pages, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    m_pages->setCurrentRow(0);
}

void SettingsDialog::addPage(const QString& title, const char* icon, QWidget* page)
{
    new QListWidgetItem{iconOf(QString::fromLatin1(icon)), title, m_pages};
    auto* frame = new QWidget{m_stack};
    auto* column = new QVBoxLayout{frame};
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(makeLabel(title, "title", frame));
    column->addWidget(page, 1);
    m_stack->addWidget(frame);
}

void SettingsDialog::apply(const Snapshot& snapshot)
{
    m_watchlist->take(snapshot.watchlist);
    if (m_feed->isVisible())
        m_feed->apply(snapshot);
    if (m_limits->isVisible())
        m_limits->apply(snapshot);
}

void SettingsDialog::openAt(Page page)
{
    m_pages->setCurrentRow(static_cast<int>(page));
    m_accounts->refresh();
    m_configuration->refresh();
    show();
    raise();
    activateWindow();
}

} // namespace tapedeck
