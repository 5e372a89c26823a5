#include "ui/kit/empty_text.h"

#include "ui/style/colours.h"
#include "ui/style/theme.h"

#include <QPainter>

#include <algorithm>

namespace tapedeck {

void paintEmptyText(QPainter& painter, const QRect& rect, const QString& title, const QString& hint)
{
    constexpr int kMargin = 16;
    constexpr int kGap = 4;
    constexpr int kWidthMax = 360;
    const int width = std::min(rect.width() - 2 * kMargin, kWidthMax);
    if (width <= 0 || rect.height() <= 0)
        return;
    constexpr int kFlags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
    const QRect endless{0, 0, width, 1'000};
    painter.setFont(fontOf(TextSize::Strong));
    const int titleHeight = painter.boundingRect(endless, kFlags, title).height();
    painter.setFont(fontOf(TextSize::Normal));
    const int hintHeight = painter.boundingRect(endless, kFlags, hint).height();
    const int left = rect.left() + (rect.width() - width) / 2;
    int top = rect.top() + std::max(0, (rect.height() - titleHeight - kGap - hintHeight) / 2);
    painter.setFont(fontOf(TextSize::Strong));
    painter.setPen(colourOf(Tone::Secondary));
    painter.drawText(QRect{left, top, width, titleHeight}, kFlags, title);
    top += titleHeight + kGap;
    painter.setFont(fontOf(TextSize::Normal));
    painter.setPen(colourOf(Tone::Muted));
    painter.drawText(QRect{left, top, width, hintHeight}, kFlags, hint);
}

} // namespace tapedeck
