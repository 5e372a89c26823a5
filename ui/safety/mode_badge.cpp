#include "ui/safety/mode_badge.h"

#include "ui/style/theme.h"
#include "ui/style/tones.h"
#include "ui/text/words.h"

#include <QPainter>

namespace tapedeck {

ModeBadge::ModeBadge(QWidget* parent) : QWidget{parent}
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    describe();
}

void ModeBadge::take(Mode mode, Rules rules)
{
    if (mode == m_mode && rules == m_rules)
        return;
    m_mode = mode;
    m_rules = rules;
    describe();
    updateGeometry();
    update();
}

void ModeBadge::describe()
{
    setAccessibleName(tr("Mode: %1").arg(text()));
    switch (m_mode) {
    case Mode::Practice:
        setToolTip(m_rules == Rules::Approval
                       ? tr("The practice market with play money, under the rules and limits of "
                            "live trading: a person approves each order.")
                       : tr("The practice market with play money. Orders that the gate allows are "
                            "sent at once."));
        break;
    case Mode::Paper:
        setToolTip(tr("Alpaca's paper account: real prices, play money."));
        break;
    case Mode::Live:
        setToolTip(tr("Real money. Each order waits for a person's approval."));
        break;
    }
}

QString ModeBadge::text() const
{
    return text::badge(m_mode, m_rules);
}

QSize ModeBadge::sizeHint() const
{
    constexpr int kHeight = 28;
    return {QFontMetrics{fontOf(TextSize::Strong)}.horizontalAdvance(text()) + 24, kHeight};
}

void ModeBadge::paintEvent(QPaintEvent*)
{
    const Colours& colours = coloursNow();
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(m_mode));
    painter.drawRoundedRect(rect(), 5, 5);
    if (m_mode == Mode::Practice && m_rules == Rules::Approval) {
        painter.setBrush(colours.live);
        painter.drawRoundedRect(QRectF{0, height() - 4.0, static_cast<double>(width()), 4}, 2, 2);
    }
    painter.setFont(fontOf(TextSize::Strong));
    painter.setPen(inkOn(colourOf(m_mode)));
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace tapedeck
