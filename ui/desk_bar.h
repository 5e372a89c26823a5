#pragma once

#include "desk/desk.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace tapedeck {

class KillButton;
class Light;
class ModeBadge;

/// The bar at the top: mode, time, money, feed, menu, kill switch.
class DeskBar : public QWidget
{
    Q_OBJECT

public:
    explicit DeskBar(Desk& desk, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot);
    [[nodiscard]] KillButton& killButton() noexcept { return *m_kill; }
    [[nodiscard]] ModeBadge& badge() noexcept { return *m_badge; }
    [[nodiscard]] QToolButton& menuButton() noexcept { return *m_menu; }

signals:
    void settingsWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Figure
    {
        QWidget* box = nullptr;
        QLabel* value = nullptr;
        QLabel* under = nullptr;
    };

    Figure makeFigure(const QString& caption, const QString& tip);
    void build();
    void takeClock(const Snapshot& snapshot);
    void takeAccount(const Snapshot& snapshot);
    void takeFeed(const Snapshot& snapshot);
    void askToArm();

    Desk& m_desk;
    Mode m_mode = Mode::Practice;
    ModeBadge* m_badge;
    QLabel* m_time;
    QLabel* m_day;
    Figure m_equity;
    Figure m_profit;
    Figure m_power;
    Figure m_exposure;
    Light* m_feedLight;
    QLabel* m_feed;
    QLabel* m_lag;
    QPushButton* m_arm;
    QToolButton* m_settings;
    QToolButton* m_menu;
    KillButton* m_kill;
};

} // namespace tapedeck
