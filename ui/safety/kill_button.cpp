#include "ui/safety/kill_button.h"

#include "ui/style/colours.h"
#include "ui/style/theme.h"
#include "ui/text/sentences.h"

#include <QKeyEvent>
#include <QPainter>

namespace tapedeck {

KillButton::KillButton(QWidget* parent) : QAbstractButton{parent}
{
    setObjectName(QStringLiteral("kill"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    connect(this, &QAbstractButton::pressed, this, [this] {
        if (m_phase == KillPhase::Confirmed) {
            emit releaseAsked();
            return;
        }
        showPressed();
        emit killPressed();
    });
    describe();
}

void KillButton::take(const KillView& kill)
{
    if (kill.phase != KillPhase::Off)
        m_pending = false;
    const QString times = text::killTimes(kill);
    if (kill.phase == m_phase && kill.ordersOpen == m_ordersOpen && times == m_times)
        return;
    m_phase = kill.phase;
    m_ordersOpen = kill.ordersOpen;
    m_times = times;
    describe();
    update();
}

void KillButton::showPressed()
{
    if (m_phase != KillPhase::Off)
        return;
    m_pending = true;
    describe();
    update();
}

void KillButton::describe()
{
    switch (m_phase) {
    case KillPhase::Off:
        setText(m_pending ? tr("KILLING…") : tr("KILL"));
        break;
    case KillPhase::Cancelling:
        setText(tr("KILLING… %1 open").arg(m_ordersOpen));
        break;
    case KillPhase::Confirmed:
        setText(tr("KILLED"));
        break;
    }
    setAccessibleName(tr("Kill switch: %1").arg(text()));
    setToolTip(m_phase == KillPhase::Confirmed
                   ? tr("No order passes. %1 Press to release.").arg(m_times).simplified()
                   : tr("At once: no order passes any more, and every open order is canceled, also "
                        "those placed elsewhere. No question is asked.\nFrom anywhere: "
                        "Ctrl+Shift+K"));
    updateGeometry();
}

QSize KillButton::sizeHint() const
{
    constexpr int kHeight = 40;
    constexpr int kWidthMin = 132;
    const int words = QFontMetrics{fontOf(TextSize::Large)}.horizontalAdvance(text());
    return {std::max(kWidthMin, words + 32), kHeight};
}

void KillButton::paintEvent(QPaintEvent*)
{
    const Colours& colours = coloursNow();
    const bool killed = m_phase == KillPhase::Confirmed;
    const bool hovered = underMouse();
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF{rect()}.adjusted(2, 2, -2, -2);
    painter.setPen(killed ? QPen{colours.bad, 2} : Qt::NoPen);
    painter.setBrush(killed     ? blended(colours.bad, colours.panel, 0.16)
                     : isDown() ? colours.kill.darker(125)
                     : hovered  ? colours.kill.lighter(113)
                                : colours.kill);
    painter.drawRoundedRect(body, 6, 6);
    if (hasFocus()) {
        painter.setPen(QPen{colours.text, 2});
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF{rect()}.adjusted(1, 1, -1, -1), 7, 7);
    }
    const bool off = m_phase == KillPhase::Off && !m_pending;
    const QString under = off      ? tr("cancels every order")
                          : killed ? tr("press to release…")
                                   : tr("nothing passes");
    painter.setPen(killed ? colours.bad : colours.onKill);
    painter.setFont(fontOf(TextSize::Large));
    painter.drawText(rect().adjusted(0, 3, 0, -16), Qt::AlignCenter, text());
    QFont small = fontOf(TextSize::Small);
    small.setPixelSize(10);
    painter.setFont(small);
    painter.drawText(rect().adjusted(0, 20, 0, -4), Qt::AlignCenter, under);
}

void KillButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        event->ignore(); // the space bar presses; Enter is too easily hit
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace tapedeck
