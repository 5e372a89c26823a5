#pragma once

#include "desk/desk.h"

#include <QDialog>

class QListWidget;
class QStackedWidget;

namespace tapedeck {

class AccountsPage;
class ConfigurationPage;
class FeedPage;
class LimitsPanel;
class WatchlistPage;

/// Accounts, watchlist, feed, limits, configuration. Stands beside the window without stopping it.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Page : std::uint8_t
    {
        Accounts,
        Watchlist,
        Feed,
        Limits,
        Configuration,
    };

    SettingsDialog(Desk& desk,
                   CredentialPort& credentials,
                   SettingsPort& settings,
                   QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot);
    void openAt(Page page);

private:
    void addPage(const QString& title, const char* icon, QWidget* page);

    QListWidget* m_pages;
    QStackedWidget* m_stack;
    AccountsPage* m_accounts;
    WatchlistPage* m_watchlist;
    FeedPage* m_feed;
    LimitsPanel* m_limits;
    ConfigurationPage* m_configuration;
};

} // namespace tapedeck
