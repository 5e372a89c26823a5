#include "ui/chart/chart_items.h"

#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::chart)
};

constexpr double kVolumeShare = 0.17; ///< of the plot's height
constexpr double kBodyShare = 0.68;   ///< of a candle's room
constexpr double kTagHeight = 18;

/// Bodies on whole pixels, an odd number wide so that the wick is in the middle.
double bodyWidth(double perIndex)
{
    const double width = std::floor(perIndex * kBodyShare);
    return width < 3 ? std::max(1.0, std::floor(perIndex)) : width - std::fmod(width + 1, 2);
}

bool isUp(const Candle& candle)
{
    return candle.close >= candle.open;
}

/// A filled label on the price axis.
void paintPriceTag(
    QPainter& painter, const ChartFrame& frame, double y, const QString& text, const QColor& ground)
{
    const QRectF tag{frame.plot.right() + 1,
                     std::round(y - kTagHeight / 2),
                     frame.whole.right() - frame.plot.right() - 4,
                     kTagHeight};
    painter.fillRect(tag, ground);
    painter.setPen(inkOn(ground));
    painter.drawText(tag.adjusted(6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

} // namespace

std::optional<std::size_t> ChartContent::indexAt(Timestamp t) const
{
    const auto after =
        std::upper_bound(candles.begin(), candles.end(), t, [](Timestamp at, const Candle& candle) {
            return at < candle.start;
        });
    if (after == candles.begin())
        return {};
    return static_cast<std::size_t>(after - candles.begin()) - 1;
}

ChartItem::ChartItem(const ChartContent& content, QGraphicsItem* parent, double z)
    : QGraphicsItem{parent}, m_content{content}
{
    setZValue(z);
    setAcceptedMouseButtons(Qt::NoButton);
}

void TimeAxisItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    constexpr double kHalfLabel = 60;
    const ChartFrame& frame = content().frame;
    if (content().candles.empty())
        return;
    const Colours& colours = coloursNow();
    QFont strong = content().font;
    strong.setBold(true);
    for (const TimeTick& tick : content().ticks) {
        const double x = std::floor(frame.x(static_cast<double>(tick.index)));
        painter->setPen(QPen{tick.strong ? colours.border : colours.grid, 1});
        painter->drawLine(QPointF{x, frame.plot.top()}, QPointF{x, frame.plot.bottom()});
        const QFont& font = tick.strong ? strong : content().font;
        const double half = QFontMetricsF{font}.horizontalAdvance(tick.text) / 2;
        if (x - half < frame.plot.left() || x + half > frame.plot.right())
            continue; // half a time is none
        painter->setFont(font);
        painter->setPen(tick.strong ? colours.text : colours.muted);
        painter->drawText(QRectF{x - kHalfLabel,
                                 frame.plot.bottom() + 1,
                                 2 * kHalfLabel,
                                 frame.whole.bottom() - frame.plot.bottom() - 2},
                          Qt::AlignCenter,
                          tick.text);
    }
    painter->setPen(QPen{colours.border, 1});
    const double bottom = std::floor(frame.plot.bottom());
    painter->drawLine(QPointF{frame.plot.left(), bottom}, QPointF{frame.whole.right(), bottom});
}

void VolumeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    const ChartFrame& frame = content().frame;
    const auto& candles = content().candles;
    std::int64_t most = 0;
    for (std::size_t i = frame.first; i < frame.end; ++i)
        most = std::max(most, candles[i].volume.nanos());
    if (most <= 0)
        return;
    const double perNano = frame.plot.height() * kVolumeShare / static_cast<double>(most);
    const double width = bodyWidth(frame.perIndex);
    const double bottom = std::floor(frame.plot.bottom());
    m_up.clear();
    m_down.clear();
    for (std::size_t i = frame.first; i < frame.end; ++i) {
        const double height = std::ceil(static_cast<double>(candles[i].volume.nanos()) * perNano);
        const double middle = std::floor(frame.x(static_cast<double>(i) + 0.5));
        (isUp(candles[i]) ? m_up : m_down)
            .append(QRectF{middle - std::floor(width / 2), bottom - height, width, height});
    }
    const Colours& colours = coloursNow();
    const double opacity = colours.dark ? 0.32 : 0.30;
    painter->setClipRect(frame.plot);
    painter->setPen(Qt::NoPen);
    painter->setBrush(blended(colours.up, colours.panel, opacity));
    painter->drawRects(m_up);
    painter->setBrush(blended(colours.down, colours.panel, opacity));
    painter->drawRects(m_down);
}

void CandlesItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    const ChartFrame& frame = content().frame;
    const auto& candles = content().candles;
    const double width = bodyWidth(frame.perIndex);
    m_upWicks.clear();
    m_downWicks.clear();
    m_upBodies.clear();
    m_downBodies.clear();
    for (std::size_t i = frame.first; i < frame.end; ++i) {
        const Candle& candle = candles[i];
        const double x = std::floor(frame.x(static_cast<double>(i) + 0.5)) + 0.5;
        const bool up = isUp(candle);
        (up ? m_upWicks : m_downWicks)
            .append(QLineF{x,
                           frame.y(candle.high),
                           x,
                           std::max(frame.y(candle.low), frame.y(candle.high) + 1)});
        if (width < 3)
            continue;
        const double top = std::round(frame.y(std::max(candle.open, candle.close)));
        const double bottom = std::round(frame.y(std::min(candle.open, candle.close)));
        (up ? m_upBodies : m_downBodies)
            .append(
                QRectF{x - 0.5 - std::floor(width / 2), top, width, std::max(1.0, bottom - top)});
    }
    const Colours& colours = coloursNow();
    painter->setClipRect(frame.plot);
    painter->setPen(QPen{colours.up, 1});
    painter->drawLines(m_upWicks);
    painter->setPen(QPen{colours.down, 1});
    painter->drawLines(m_downWicks);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.up);
    painter->drawRects(m_upBodies);
    painter->setBrush(colours.down);
    painter->drawRects(m_downBodies);
}

void LevelsItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    const ChartFrame& frame = content().frame;
    const Colours& colours = coloursNow();
    painter->setFont(content().font);
    for (const ChartLevel& level : content().levels) {
        const double y = std::floor(frame.y(level.price)) + 0.5;
        if (y < frame.plot.top() || y > frame.plot.bottom())
            continue;
        const QColor colour = colourOf(level.tone);
        QPen pen{
            blended(colour, colours.panel, 0.75), 1, level.dashed ? Qt::DashLine : Qt::DotLine};
        painter->setPen(pen);
        painter->drawLine(QPointF{frame.plot.left(), y}, QPointF{frame.plot.right(), y});
        if (!level.label.isEmpty()) {
            const double width = QFontMetricsF{content().font}.horizontalAdvance(level.label) + 12;
            const QRectF ground{frame.plot.left() + 8, y - 8, width, 16};
            painter->fillRect(ground, blended(colour, colours.panel, 0.16));
            painter->setPen(colour);
            painter->drawText(ground, Qt::AlignCenter, level.label);
        }
        if (level.tagged)
            paintPriceTag(*painter, frame, y, text::price(level.price), colour);
    }
}

void MarkersItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    const ChartFrame& frame = content().frame;
    const Colours& colours = coloursNow();
    const double half = std::clamp(frame.perIndex * 0.6, 5.0, 8.0);
    painter->setClipRect(frame.plot);
    painter->setRenderHint(QPainter::Antialiasing, true);
    for (const ChartMarker& marker : content().markers) {
        const auto index = content().indexAt(marker.at);
        if (!index || *index < frame.first || *index >= frame.end)
            continue;
        const Candle& candle = content().candles[*index];
        const double x = frame.x(static_cast<double>(*index) + 0.5);
        QPolygonF shape;
        QColor colour = colours.accent;
        switch (marker.kind) {
        case ChartMarker::Kind::Buy: { // below the candle, pointing at it
            const double y = frame.y(std::min(candle.low, marker.price)) + 4;
            shape << QPointF{x, y} << QPointF{x - half, y + 1.7 * half}
                  << QPointF{x + half, y + 1.7 * half};
            colour = colours.up;
            break;
        }
        case ChartMarker::Kind::Sell: {
            const double y = frame.y(std::max(candle.high, marker.price)) - 4;
            shape << QPointF{x, y} << QPointF{x - half, y - 1.7 * half}
                  << QPointF{x + half, y - 1.7 * half};
            colour = colours.down;
            break;
        }
        case ChartMarker::Kind::Signal: {
            const double y = frame.y(std::max(candle.high, marker.price)) - 10;
            const double size = half * 0.75;
            shape << QPointF{x, y - size} << QPointF{x + size, y} << QPointF{x, y + size}
                  << QPointF{x - size, y};
            break;
        }
        }
        painter->setPen(QPen{colours.dark ? QColor{Qt::white} : colours.text, 1.2});
        painter->setBrush(colour);
        painter->drawPolygon(shape);
    }
    painter->setRenderHint(QPainter::Antialiasing, false);
}

void CrosshairItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    if (!content().hovered || *content().hovered >= content().candles.size())
        return;
    const ChartFrame& frame = content().frame;
    const Colours& colours = coloursNow();
    const double x = std::floor(frame.x(static_cast<double>(*content().hovered) + 0.5)) + 0.5;
    const double y = std::floor(content().mouseY) + 0.5;
    painter->setPen(QPen{colours.muted, 1, Qt::DashLine});
    painter->drawLine(QPointF{x, frame.plot.top()}, QPointF{x, frame.plot.bottom()});
    painter->drawLine(QPointF{frame.plot.left(), y}, QPointF{frame.plot.right(), y});
    painter->setFont(content().font);
    const QColor ground = colours.dark ? colours.border : colours.secondary;
    constexpr double kCents = 100;
    const auto cents =
        static_cast<std::int64_t>(std::llround((y - frame.originY) / frame.perDollar * kCents));
    paintPriceTag(
        *painter, frame, y, text::price(Price::fromNanos(cents * (kNanosPerUnit / 100))), ground);
    const Timestamp at = content().candles[*content().hovered].start;
    const QString label = content().timeframe == Timeframe::Day1
                              ? text::date(at)
                              : text::shortDate(at) + QStringLiteral("  ") + text::time(at);
    const double width = QFontMetricsF{content().font}.horizontalAdvance(label) + 16;
    const double left = std::clamp(
        x - width / 2, frame.plot.left(), std::max(frame.plot.left(), frame.plot.right() - width));
    const QRectF tag{left, frame.plot.bottom() + 3, width, kTagHeight};
    painter->fillRect(tag, ground);
    painter->setPen(inkOn(ground));
    painter->drawText(tag, Qt::AlignCenter, label);
}

void LegendItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    if (content().candles.empty())
        return;
    const std::size_t index = std::min(content().hovered.value_or(content().candles.size() - 1),
                                       content().candles.size() - 1);
    const Candle& candle = content().candles[index];
    const Colours& colours = coloursNow();
    const QColor figure = isUp(candle) ? colours.up : colours.down;
    const QFontMetricsF metrics{content().font};
    painter->setFont(content().font);
    double x = content().frame.plot.left() + 8;
    const double y = content().frame.plot.top() + 8 + metrics.ascent();
    const auto put = [&](const QString& words, const QColor& colour, double gap) {
        const double width = metrics.horizontalAdvance(words);
        painter->fillRect(
            QRectF{x - 2, y - metrics.ascent() - 2, width + gap + 2, metrics.height() + 4},
            colours.panel);
        painter->setPen(colour);
        painter->drawText(QPointF{x, y}, words);
        x += width + gap;
    };
    put(Words::tr("O"), colours.muted, 4);
    put(text::price(candle.open), figure, 10);
    put(Words::tr("H"), colours.muted, 4);
    put(text::price(candle.high), figure, 10);
    put(Words::tr("L"), colours.muted, 4);
    put(text::price(candle.low), figure, 10);
    put(Words::tr("C"), colours.muted, 4);
    put(text::price(candle.close), figure, 10);
    const Price before = index > 0 ? content().candles[index - 1].close : candle.open;
    // Against the close before, so that its sign need not be the candle's.
    const bool rose = candle.close >= before;
    put((rose ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) +
            text::percent(ratioOf(candle.close - before, before), text::Sign::Always),
        rose ? colours.up : colours.down,
        10);
    put(Words::tr("V"), colours.muted, 4);
    put(text::compact(candle.volume), colours.secondary, 4);
    if (!content().hovered)
        return;
    double line = y;
    for (const ChartMarker& marker : content().markers) {
        if (content().indexAt(marker.at) != index)
            continue;
        line += metrics.height() + 4;
        painter->setPen(colours.text);
        painter->drawText(QPointF{content().frame.plot.left() + 8, line},
                          Words::tr("%1 at %2: %3")
                              .arg(text::word(marker.kind),
                                   text::price(marker.price),
                                   QString::fromStdString(marker.label)));
    }
}

} // namespace tapedeck
