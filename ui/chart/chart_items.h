#pragma once

#include "desk/snapshot.h"
#include "ui/chart/time_ticks.h"
#include "ui/style/colours.h"

#include <QFont>
#include <QGraphicsItem>

#include <optional>
#include <vector>

namespace tapedeck {

/// From candle index and dollars to pixels: affine, taken from the chart at two points.
struct ChartFrame
{
    QRectF plot;
    QRectF whole; ///< the chart with its axes
    double originX = 0;
    double perIndex = 1; ///< px a candle
    double originY = 0;
    double perDollar = -1; ///< px a dollar, negative: up is less
    std::size_t first = 0; ///< visible candles: [first, end)
    std::size_t end = 0;

    [[nodiscard]] double x(double index) const noexcept { return originX + index * perIndex; }
    [[nodiscard]] double y(Price price) const noexcept
    {
        return originY + price.toDouble() * perDollar;
    }
};

/// A horizontal line at a price.
struct ChartLevel
{
    Price price;
    QString label; ///< at the left end
    Tone tone = Tone::Muted;
    bool dashed = true;
    bool tagged = false; ///< with the price on the axis
};

/// What all items of one chart paint from; owned by PriceChart.
struct ChartContent
{
    Timeframe timeframe = Timeframe::Minute1;
    std::vector<Candle> candles;
    std::vector<ChartMarker> markers;
    std::vector<ChartLevel> levels;
    std::vector<TimeTick> ticks;
    ChartFrame frame;
    std::optional<std::size_t> hovered; ///< the candle under the mouse
    double mouseY = 0;
    QFont font;

    /// The candle that holds `t`, or none before the first.
    [[nodiscard]] std::optional<std::size_t> indexAt(Timestamp t) const;
};

/// An item that covers the chart and paints a part of it. Children of the QChart, painted without
/// antialiasing, in order of z: grid, volume, candles, levels, markers, crosshair, legend.
class ChartItem : public QGraphicsItem
{
public:
    ChartItem(const ChartContent& content, QGraphicsItem* parent, double z);
    [[nodiscard]] QRectF boundingRect() const override { return m_content.frame.whole; }
    /// Before the frame's `whole` changes.
    void geometryWillChange() { prepareGeometryChange(); }

protected:
    [[nodiscard]] const ChartContent& content() const noexcept { return m_content; }

private:
    const ChartContent& m_content;
};

/// Vertical lines and the labels of the time axis.
class TimeAxisItem : public ChartItem
{
public:
    using ChartItem::ChartItem;
    void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override;
};

class VolumeItem : public ChartItem
{
public:
    using ChartItem::ChartItem;
    void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override;

private:
    QVector<QRectF> m_up;
    QVector<QRectF> m_down;
};

class CandlesItem : public ChartItem
{
public:
    using ChartItem::ChartItem;
    void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override;

private:
    QVector<QLineF> m_upWicks;
    QVector<QLineF> m_downWicks;
    QVector<QRectF> m_upBodies;
    QVector<QRectF> m_downBodies;
};

/// Last price, average entry, stop: lines across with their labels.
class LevelsItem : public ChartItem
{
public:
    using ChartItem::ChartItem;
    void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override;
};

/// Buys are triangles that point up, sells such that point down, signals diamonds.
class MarkersItem : public ChartItem
{
public:
    using ChartItem::ChartItem;
    void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override;
};

class CrosshairItem : public ChartItem
{
public:
    using ChartItem::ChartItem;
    void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override;
};

/// Open, high, low, close, change and volume of the candle under the mouse, else of the last one.
class LegendItem : public ChartItem
{
public:
    using ChartItem::ChartItem;
    void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override;
};

} // namespace tapedeck
