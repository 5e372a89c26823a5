#pragma once

#include "ui/chart/chart_items.h"

#include <QChartView>

#include <array>

class QLineSeries;
class QToolButton;
class QValueAxis;

namespace tapedeck {

/// Candles over an axis that counts candles, so nights take no room. The QChart gives frame, price
/// axis and grid; everything else are our own items inside it (ChartItem). Follows the newest
/// candle until a person pans away from it.
class PriceChart : public QChartView
{
    Q_OBJECT

public:
    explicit PriceChart(QWidget* parent = nullptr);
    ~PriceChart() override;

    /// Candles and markers of the newest snapshot; repaints only when they differ.
    void setContent(const ChartView& view);
    void setLevels(std::vector<ChartLevel> levels);
    /// Shows no candles but this text.
    void setEmpty(const QString& title, const QString& hint);

    [[nodiscard]] bool isFollowing() const noexcept { return m_following; }
    [[nodiscard]] const ChartFrame& frame() const noexcept { return m_content.frame; }
    /// The candles that fit the width.
    [[nodiscard]] double span() const noexcept { return m_span; }
    void followLive();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void dress();
    void layOut();
    void pan(double candles);
    /// `anchor`: the index that keeps its place on the screen.
    void zoom(double factor, double anchor);
    void place();
    void fitPrices();
    void measure();
    void repaintItems();
    void hoverAt(const QPointF& position);
    [[nodiscard]] double newestEdge() const;
    [[nodiscard]] double spanDefault() const;

    ChartContent m_content;
    ChartRequest m_request;
    QString m_emptyTitle;
    QString m_emptyHint;
    QValueAxis* m_indexAxis;
    QValueAxis* m_priceAxis;
    QLineSeries* m_ruler; ///< empty: ties the axes to the plot, for mapToPosition()
    std::array<ChartItem*, 7> m_items{};
    QToolButton* m_live;
    double m_span;
    double m_right = 0; ///< index at the right edge
    bool m_following = true;
    bool m_zoomed = false;    ///< by a person; else the width decides
    bool m_showFocus = false; ///< it came by key
    std::optional<QPointF> m_dragFrom;
};

} // namespace tapedeck
