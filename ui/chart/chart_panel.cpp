#include "ui/chart/chart_panel.h"

#include "ui/chart/price_chart.h"
#include "ui/kit/labels.h"
#include "ui/style/theme.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace tapedeck {

namespace {

constexpr std::array kTimeframes = {Timeframe::Second1,
                                    Timeframe::Second5,
                                    Timeframe::Minute1,
                                    Timeframe::Minute5,
                                    Timeframe::Day1};

} // namespace

ChartPanel::ChartPanel(Desk& desk, QWidget* parent)
    : Panel{parent}, m_desk{desk}, m_heading{new QWidget{this}}, m_symbol{new QLabel{m_heading}},
      m_name{new ElidedLabel{m_heading}}, m_last{new QLabel{m_heading}}, m_change{new QLabel{
                                                                             m_heading}},
      m_timeframes{new QButtonGroup{this}}, m_chart{new PriceChart{this}}
{
    buildHeading();
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_heading);
    column->addWidget(m_chart, 1);
    m_chart->setEmpty(tr("No symbol chosen"), tr("Choose one in the watchlist to see its chart."));
    showHeading(nullptr);
}

void ChartPanel::buildHeading()
{
    m_heading->setFixedHeight(44);
    m_heading->setProperty("dockTitle", true);
    m_heading->setAttribute(Qt::WA_StyledBackground);
    m_symbol->setFont(fontOf(TextSize::Title));
    m_last->setFont(fontOf(TextSize::Large));
    m_change->setFont(fontOf(TextSize::Strong));
    setRole(*m_symbol, "title");
    setRole(*m_name, "secondary");
    auto* row = new QHBoxLayout{m_heading};
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_symbol);
    row->addWidget(m_name, 1);
    row->addWidget(m_last);
    row->addWidget(m_change);
    row->addSpacing(8);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (const Timeframe timeframe : kTimeframes) {
        auto* button = new QToolButton{m_heading};
        button->setText(text::word(timeframe));
        button->setCheckable(true);
        button->setProperty("kind", "segment");
        button->setFocusPolicy(Qt::TabFocus);
        button->setChecked(timeframe == m_request.timeframe);
        button->setToolTip(tr("Candles of %1").arg(text::word(timeframe)));
        m_timeframes->addButton(button, static_cast<int>(timeframe));
        buttons->addWidget(button);
    }
    row->addLayout(buttons);
    connect(m_timeframes, &QButtonGroup::idClicked, this, [this](int id) {
        setTimeframe(static_cast<Timeframe>(id));
    });
}

void ChartPanel::lookAt(const QString& symbol)
{
    if (symbol.isEmpty() || symbol.toStdString() == m_request.symbol)
        return;
    m_request.symbol = symbol.toStdString();
    ask();
}

void ChartPanel::setTimeframe(Timeframe timeframe)
{
    if (timeframe == m_request.timeframe)
        return;
    m_request.timeframe = timeframe;
    if (QAbstractButton* button = m_timeframes->button(static_cast<int>(timeframe)))
        button->setChecked(true);
    if (!m_request.symbol.empty())
        ask();
}

void ChartPanel::ask()
{
    m_desk.look(m_request);
    m_chart->setLevels({});
    m_chart->setEmpty(tr("Loading %1").arg(text::fromText(m_request.symbol)),
                      tr("The candles are on their way."));
}

void ChartPanel::apply(const Snapshot& snapshot)
{
    if (m_request.symbol.empty()) {
        if (!snapshot.chart.request.symbol.empty()) {
            m_request = snapshot.chart.request;
            if (QAbstractButton* button =
                    m_timeframes->button(static_cast<int>(m_request.timeframe)))
                button->setChecked(true);
        } else if (!snapshot.watchlist.empty()) {
            lookAt(text::fromText(snapshot.watchlist.front().symbol));
        }
    }
    const auto row =
        std::find_if(snapshot.watchlist.begin(),
                     snapshot.watchlist.end(),
                     [&](const WatchRow& watched) { return watched.symbol == m_request.symbol; });
    const WatchRow* watched = row == snapshot.watchlist.end() ? nullptr : &*row;
    showHeading(watched);
    showCandles(snapshot);
    showLevels(snapshot, watched);
}

void ChartPanel::showHeading(const WatchRow* row)
{
    const bool up = row == nullptr || !row->change || !row->change->isNegative();
    setTextOf(*m_symbol, m_request.symbol.empty() ? tr("Chart") : text::fromText(m_request.symbol));
    setTextOf(*m_name,
              row == nullptr || row->name == row->symbol ? QString{} : text::fromText(row->name));
    setTextOf(*m_last, row != nullptr && row->last ? text::price(*row->last) : QString{});
    setTextOf(*m_change,
              row != nullptr && row->change ? (up ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) +
                                                  text::percent(*row->change, text::Sign::Always)
                                            : QString{});
    setTone(*m_change, up ? Tone::Up : Tone::Down);
}

void ChartPanel::showCandles(const Snapshot& snapshot)
{
    const ChartView& view = snapshot.chart;
    if (view.request.symbol != m_request.symbol || view.request.timeframe != m_request.timeframe)
        return; // the answer to an earlier question
    if (view.candles.empty() && !m_request.symbol.empty())
        m_chart->setEmpty(
            tr("No trades yet"),
            tr("Candles appear with the first trade of %1.").arg(text::fromText(m_request.symbol)));
    else if (!view.candles.empty())
        m_chart->setContent(view);
}

void ChartPanel::showLevels(const Snapshot& snapshot, const WatchRow* row)
{
    std::vector<ChartLevel> levels; // labels of the later ones lie over the lines of the earlier
    const auto& candles = snapshot.chart.candles;
    if (snapshot.chart.request.symbol == m_request.symbol && !candles.empty()) {
        const Price last = row != nullptr && row->last ? *row->last : candles.back().close;
        const Tone tone = candles.back().close >= candles.back().open ? Tone::Up : Tone::Down;
        levels.push_back({last, {}, tone, true, true});
    }
    for (const PositionRow& position : snapshot.positions) {
        if (position.symbol != m_request.symbol)
            continue;
        levels.push_back(
            {position.averagePrice,
             tr("%1 held at %2")
                 .arg(text::shortQuantity(position.quantity), text::price(position.averagePrice)),
             Tone::Accent,
             false,
             false});
        if (position.stopPrice)
            levels.push_back({*position.stopPrice,
                              tr("stop %1").arg(text::price(*position.stopPrice)),
                              Tone::Bad,
                              false,
                              false});
    }
    m_chart->setLevels(std::move(levels));
}

} // namespace tapedeck
