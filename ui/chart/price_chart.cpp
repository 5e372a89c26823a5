#include "ui/chart/price_chart.h"

#include "ui/kit/empty_text.h"
#include "ui/style/theme.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QToolButton>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace tapedeck {

namespace {

constexpr double kPixelsPerCandle = 8; ///< until a person zooms
constexpr double kSpanDefault = 110;
constexpr double kSpanMin = 12;
constexpr double kSpanMax = 2'000;
constexpr double kRoomAtRight = 0.05; ///< of the span, beyond the newest candle
constexpr double kPriceAxisWidth = 68;
constexpr double kTimeAxisHeight = 26;
constexpr double kPixelsPerPriceTick = 52;

} // namespace

PriceChart::PriceChart(QWidget* parent)
    : QChartView{parent}, m_indexAxis{new QValueAxis{this}}, m_priceAxis{new QValueAxis{this}},
      m_ruler{new QLineSeries{this}}, m_live{new QToolButton{this}}, m_span{kSpanDefault}
{
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setViewportUpdateMode(MinimalViewportUpdate);
    setMinimumSize(240, 160);
    setRenderHint(QPainter::Antialiasing, false);
    setAccessibleName(tr("Price chart"));
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setLocalizeNumbers(true);
    chart()->setLocale(QLocale{QLocale::English, QLocale::UnitedStates});
    chart()->addSeries(m_ruler);
    chart()->addAxis(m_indexAxis, Qt::AlignBottom);
    chart()->addAxis(m_priceAxis, Qt::AlignRight);
    m_ruler->attachAxis(m_indexAxis);
    m_ruler->attachAxis(m_priceAxis);
    m_indexAxis->setLabelsVisible(false);
    m_indexAxis->setGridLineVisible(false);
    m_indexAxis->setLineVisible(false);
    m_priceAxis->setLineVisible(false);
    m_priceAxis->setTickType(QValueAxis::TicksDynamic);
    m_priceAxis->setLabelFormat(QStringLiteral("%.2f"));
    m_items = {new TimeAxisItem{m_content, chart(), 1},
               new VolumeItem{m_content, chart(), 2},
               new CandlesItem{m_content, chart(), 3},
               new LevelsItem{m_content, chart(), 4},
               new MarkersItem{m_content, chart(), 5},
               new CrosshairItem{m_content, chart(), 6},
               new LegendItem{m_content, chart(), 7}};
    m_live->setIcon(iconOf(QStringLiteral("live")));
    m_live->setToolTip(tr("Follow the newest candle (End)"));
    m_live->setAccessibleName(tr("Follow the newest candle"));
    m_live->hide();
    connect(m_live, &QToolButton::clicked, this, &PriceChart::followLive);
    dress();
}

PriceChart::~PriceChart()
{
    // The items point at m_content, which goes before the chart does.
    for (ChartItem* item : m_items)
        delete item;
}

void PriceChart::dress()
{
    const Colours& colours = coloursNow();
    m_content.font = fontOf(TextSize::Small);
    setBackgroundBrush(colours.panel);
    m_priceAxis->setLabelsFont(m_content.font);
    m_priceAxis->setLabelsColor(colours.muted);
    m_priceAxis->setGridLinePen(QPen{colours.grid, 1});
}

void PriceChart::setContent(const ChartView& view)
{
    if (view.request == m_request && view.candles == m_content.candles &&
        view.markers == m_content.markers)
        return;
    const bool isOther =
        view.request.symbol != m_request.symbol || view.request.timeframe != m_request.timeframe;
    if (isOther || m_content.candles.empty()) {
        m_span = spanDefault();
        m_zoomed = false;
        m_following = true;
        m_content.hovered.reset();
    } else if (!view.candles.empty()) {
        // Candles that fell off the front move all others down by as much.
        const auto gone = m_content.indexAt(view.candles.front().start);
        m_right -= static_cast<double>(gone.value_or(0));
    }
    m_request = view.request;
    m_content.timeframe = view.request.timeframe;
    m_content.candles = view.candles;
    m_content.markers = view.markers;
    if (m_following)
        m_right = newestEdge();
    place();
}

void PriceChart::setLevels(std::vector<ChartLevel> levels)
{
    m_content.levels = std::move(levels);
    m_items[3]->update();
}

void PriceChart::setEmpty(const QString& title, const QString& hint)
{
    if (m_content.candles.empty() && title == m_emptyTitle && hint == m_emptyHint)
        return;
    m_emptyTitle = title;
    m_emptyHint = hint;
    setContent({});
    viewport()->update();
}

void PriceChart::followLive()
{
    m_following = true;
    m_right = newestEdge();
    place();
}

double PriceChart::spanDefault() const
{
    const double width = m_content.frame.whole.width() - kPriceAxisWidth;
    return width > 0 ? std::clamp(width / kPixelsPerCandle, kSpanMin, kSpanMax) : kSpanDefault;
}

double PriceChart::newestEdge() const
{
    return static_cast<double>(m_content.candles.size()) + m_span * kRoomAtRight;
}

void PriceChart::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    layOut();
}

void PriceChart::layOut()
{
    for (ChartItem* item : m_items)
        item->geometryWillChange();
    const QRectF whole{QPointF{0, 0}, QSizeF{viewport()->size()}};
    m_content.frame.whole = whole;
    chart()->setPlotArea(whole.adjusted(0, 0, -kPriceAxisWidth, -kTimeAxisHeight));
    m_live->move(static_cast<int>(whole.width() - kPriceAxisWidth) - m_live->sizeHint().width() - 8,
                 static_cast<int>(whole.height() - kTimeAxisHeight) - m_live->sizeHint().height() -
                     8);
    if (!m_zoomed)
        m_span = spanDefault();
    if (m_following)
        m_right = newestEdge();
    place();
}

void PriceChart::place()
{
    const auto size = static_cast<double>(m_content.candles.size());
    m_indexAxis->setRange(m_right - m_span, m_right);
    m_content.frame.first =
        static_cast<std::size_t>(std::clamp(std::floor(m_right - m_span), 0.0, size));
    m_content.frame.end = static_cast<std::size_t>(std::clamp(std::ceil(m_right), 0.0, size));
    fitPrices();
    measure();
    m_live->setVisible(!m_following && !m_content.candles.empty());
    repaintItems();
}

/// The price range that holds the visible candles with room for the volume below, moved in steps of
/// half a tick: each new range costs the chart a new axis.
void PriceChart::fitPrices()
{
    const bool hasCandles = m_content.frame.first < m_content.frame.end;
    m_priceAxis->setLabelsVisible(hasCandles);
    m_priceAxis->setGridLineVisible(hasCandles);
    if (!hasCandles)
        return;
    Price lowest = m_content.candles[m_content.frame.first].low;
    Price highest = m_content.candles[m_content.frame.first].high;
    for (std::size_t i = m_content.frame.first; i < m_content.frame.end; ++i) {
        lowest = std::min(lowest, m_content.candles[i].low);
        highest = std::max(highest, m_content.candles[i].high);
    }
    constexpr double kRoomAbove = 0.14;
    constexpr double kRoomBelow = 0.26;
    constexpr double kFlat = 0.002; // of the price, where nothing moved
    const double bottom = lowest.toDouble();
    const double height = std::max(highest.toDouble() - bottom, bottom * kFlat);
    const double low = bottom - height * kRoomBelow;
    const double high = bottom + height * (1 + kRoomAbove);
    const double ticks = std::max(2.0, chart()->plotArea().height() / kPixelsPerPriceTick);
    const double step = std::max(niceStep((high - low) / ticks), 0.0001);
    const double half = step / 2;
    m_priceAxis->setLabelFormat(step < 0.01 ? QStringLiteral("%.4f") : QStringLiteral("%.2f"));
    m_priceAxis->setTickInterval(step);
    // A quarter more at both ends keeps labels off the edges.
    m_priceAxis->setRange(std::floor(low / half) * half - half / 2,
                          std::ceil(high / half) * half + half / 2);
}

void PriceChart::measure()
{
    ChartFrame& frame = m_content.frame;
    frame.plot = chart()->plotArea();
    const QPointF low{m_indexAxis->min(), m_priceAxis->min()};
    const QPointF high{m_indexAxis->max(), m_priceAxis->max()};
    const QPointF from = chart()->mapToPosition(low, m_ruler);
    const QPointF to = chart()->mapToPosition(high, m_ruler);
    frame.perIndex = (to.x() - from.x()) / (high.x() - low.x());
    frame.originX = from.x() - low.x() * frame.perIndex;
    frame.perDollar = (to.y() - from.y()) / (high.y() - low.y());
    frame.originY = from.y() - low.y() * frame.perDollar;
    m_content.ticks =
        timeTicks(m_content.candles, frame.first, frame.end, m_content.timeframe, frame.perIndex);
}

void PriceChart::repaintItems()
{
    for (ChartItem* item : m_items)
        item->update();
}

void PriceChart::pan(double candles)
{
    const double right = m_right + candles;
    const double least = std::min(m_span * 0.3, static_cast<double>(m_content.candles.size()));
    m_right = std::clamp(right, least, std::max(least, newestEdge() + m_span * 0.5));
    m_following = m_right >= static_cast<double>(m_content.candles.size());
    place();
}

void PriceChart::zoom(double factor, double anchor)
{
    const double span = std::clamp(m_span * factor, kSpanMin, kSpanMax);
    m_right = anchor + (m_right - anchor) * span / m_span;
    m_span = span;
    m_zoomed = true;
    if (m_following)
        m_right = newestEdge();
    place();
}

void PriceChart::drawForeground(QPainter* painter, const QRectF& rect)
{
    QChartView::drawForeground(painter, rect);
    painter->save();
    painter->resetTransform();
    if (m_content.candles.empty())
        paintEmptyText(*painter, viewport()->rect(), m_emptyTitle, m_emptyHint);
    if (m_showFocus && hasFocus()) {
        painter->setPen(QPen{coloursNow().accent, 2});
        painter->drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

void PriceChart::focusInEvent(QFocusEvent* event)
{
    QChartView::focusInEvent(event);
    m_showFocus =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    viewport()->update();
}

void PriceChart::focusOutEvent(QFocusEvent* event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
}

void PriceChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        dress();
}

void PriceChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragFrom = event->position();
    viewport()->setCursor(Qt::ClosedHandCursor);
}

void PriceChart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragFrom && m_content.frame.perIndex > 0) {
        const double candles = (m_dragFrom->x() - event->position().x()) / m_content.frame.perIndex;
        m_dragFrom = event->position();
        pan(candles);
    }
    hoverAt(event->position());
}

void PriceChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragFrom.reset();
    viewport()->unsetCursor();
}

void PriceChart::mouseDoubleClickEvent(QMouseEvent*)
{
    m_span = spanDefault();
    m_zoomed = false;
    followLive();
}

void PriceChart::leaveEvent(QEvent* event)
{
    QChartView::leaveEvent(event);
    m_content.hovered.reset();
    m_items[5]->update();
    m_items[6]->update();
}

void PriceChart::hoverAt(const QPointF& position)
{
    const ChartFrame& frame = m_content.frame;
    m_content.hovered.reset();
    m_content.mouseY = position.y();
    if (frame.plot.contains(position) && frame.first < frame.end) {
        const double index = std::floor((position.x() - frame.originX) / frame.perIndex);
        m_content.hovered = static_cast<std::size_t>(std::clamp(
            index, static_cast<double>(frame.first), static_cast<double>(frame.end) - 1));
    }
    m_items[5]->update();
    m_items[6]->update();
}

void PriceChart::wheelEvent(QWheelEvent* event)
{
    constexpr double kNotch = 120;
    constexpr double kPerNotch = 0.86;
    event->accept();
    if (m_content.candles.empty() || m_content.frame.perIndex <= 0)
        return;
    const QPoint delta = event->angleDelta();
    if (std::abs(delta.x()) > std::abs(delta.y())) {
        pan(-m_span * 0.1 * delta.x() / kNotch);
        return;
    }
    const double anchor =
        (event->position().x() - m_content.frame.originX) / m_content.frame.perIndex;
    zoom(std::pow(kPerNotch, delta.y() / kNotch), anchor);
}

void PriceChart::keyPressEvent(QKeyEvent* event)
{
    constexpr double kStep = 0.1;
    constexpr double kZoom = 0.8;
    const double middle = m_right - m_span / 2;
    switch (event->key()) {
    case Qt::Key_Left:
        pan(-m_span * kStep);
        return;
    case Qt::Key_Right:
        pan(m_span * kStep);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(kZoom, middle);
        return;
    case Qt::Key_Minus:
        zoom(1 / kZoom, middle);
        return;
    case Qt::Key_Home:
        pan(-kSpanMax * 10);
        return;
    case Qt::Key_End:
        followLive();
        return;
    default: // a key of Qt's, not an enum of ours
        QChartView::keyPressEvent(event);
    }
}

} // namespace tapedeck
