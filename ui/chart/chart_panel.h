#pragma once

#include "desk/desk.h"
#include "ui/kit/panel.h"

#include <map>

class QButtonGroup;
class QLabel;

namespace tapedeck {

class PriceChart;

/// The chart with its heading: symbol, name, last price, timeframes.
class ChartPanel : public Panel
{
    Q_OBJECT

public:
    explicit ChartPanel(Desk& desk, QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot) override;
    void lookAt(const QString& symbol);
    void setTimeframe(Timeframe timeframe);
    [[nodiscard]] const ChartRequest& request() const noexcept { return m_request; }
    [[nodiscard]] PriceChart& chart() noexcept { return *m_chart; }

private:
    void buildHeading();
    void ask();
    void showHeading(const WatchRow* row);
    void showLevels(const Snapshot& snapshot, const WatchRow* row);
    void showCandles(const Snapshot& snapshot);

    Desk& m_desk;
    ChartRequest m_request;
    QWidget* m_heading;
    QLabel* m_symbol;
    QLabel* m_name;
    QLabel* m_last;
    QLabel* m_change;
    QButtonGroup* m_timeframes;
    PriceChart* m_chart;
};

} // namespace tapedeck
