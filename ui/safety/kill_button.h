#pragma once

#include "desk/snapshot.h"

#include <QAbstractButton>

namespace tapedeck {

/// The kill switch: large, red, with its state. Takes effect on the press itself, not on release
/// and with no question; while killed a press asks to release.
class KillButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit KillButton(QWidget* parent = nullptr);

    void take(const KillView& kill);
    /// Pressed, and no snapshot has said so yet.
    void showPressed();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool isKilled() const noexcept { return m_phase != KillPhase::Off || m_pending; }

signals:
    void killPressed();
    void releaseAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void describe();

    KillPhase m_phase = KillPhase::Off;
    std::int32_t m_ordersOpen = 0;
    QString m_times; ///< how long the kill took
    bool m_pending = false;
};

} // namespace tapedeck
