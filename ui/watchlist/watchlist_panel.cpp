#include "ui/watchlist/watchlist_panel.h"

#include "ui/kit/table.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QVBoxLayout>

#include <cmath>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::WatchlistPanel)
};

enum class WatchColumn : int
{
    Symbol,
    Last,
    Spread,
    ZScore
};

constexpr int kFlashFrames = 12;
constexpr double kLoudZ = 2; ///< a z-score from which on the figure is marked
const QString kNothing = QStringLiteral("–");

std::vector<Column> watchColumns()
{
    return {
        {.title = Words::tr("Symbol"), .tip = {}, .width = 96, .stretch = 1},
        {.title = Words::tr("Last"),
         .tip = Words::tr("Last price, and below it the change since the previous close"),
         .width = 88,
         .right = true},
        {.title = Words::tr("Spread"),
         .tip = Words::tr("Ask less bid, as a share of the middle"),
         .width = 68,
         .priority = 2,
         .right = true},
        {.title = Words::tr("z"),
         .tip = Words::tr("How many standard deviations the last price stands from the mean of 30 "
                          "daily closes"),
         .width = 52,
         .priority = 1,
         .right = true},
    };
}

Cell symbolCell(const WatchRow& row)
{
    Cell cell;
    const text::InstrumentName instrument = text::instrumentName(row.symbol);
    cell.text = instrument.name;
    cell.strong = true;
    if (!instrument.expiry.isEmpty())
        cell.under = instrument.expiry;
    else if (row.name != row.symbol)
        cell.under = text::fromText(row.name);
    if (row.halt == HaltView::Halted) {
        cell.under = Words::tr("HALTED");
        cell.underTone = Tone::Warn;
    }
    if (!row.held.isZero())
        cell.text += QStringLiteral(" ●");
    return cell;
}

Cell lastCell(const WatchRow& row)
{
    Cell cell;
    cell.text = row.last ? text::price(*row.last) : kNothing;
    cell.tone = row.last ? Tone::Normal : Tone::Muted;
    cell.strong = true;
    if (row.change) {
        const bool up = !row.change->isNegative();
        cell.under = (up ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) +
                     text::percent(*row.change, text::Sign::Always);
        cell.underTone = up ? Tone::Up : Tone::Down;
    }
    return cell;
}

} // namespace

WatchModel::WatchModel() : RowsModel{watchColumns()} {}

Cell WatchModel::cell(int index, int column) const
{
    const WatchRow& watched = row(index);
    Cell cell;
    cell.tone = Tone::Secondary;
    switch (WatchColumn{column}) {
    case WatchColumn::Symbol:
        cell = symbolCell(watched);
        if (watched.symbol == m_marked)
            cell.tone = Tone::Accent;
        break;
    case WatchColumn::Last: {
        cell = lastCell(watched);
        const auto flash = m_flashes.find(watched.symbol);
        if (flash != m_flashes.end())
            cell.flash = flash->second.tone;
        break;
    }
    case WatchColumn::Spread:
        cell.text =
            watched.spread ? text::percent(*watched.spread, text::Sign::MinusOnly, 3) : kNothing;
        break;
    case WatchColumn::ZScore:
        cell.text =
            watched.zScore ? text::statistic(*watched.zScore, 1, text::Sign::Always) : kNothing;
        if (watched.zScore && watched.overGap) {
            cell.text.prepend(QStringLiteral("≈ "));
            cell.tone = Tone::Muted;
        } else if (watched.zScore && std::abs(*watched.zScore) >= kLoudZ) {
            cell.tone = Tone::Warn;
            cell.strong = true;
        }
        break;
    }
    return cell;
}

QString WatchModel::tip(int index, int) const
{
    const WatchRow& watched = row(index);
    QString tip = text::fromText(watched.symbol);
    if (!watched.name.empty())
        tip += QStringLiteral(" · ") + text::fromText(watched.name);
    if (watched.bid && watched.ask)
        tip +=
            QLatin1Char('\n') +
            Words::tr("Bid %1, ask %2").arg(text::price(*watched.bid), text::price(*watched.ask));
    if (watched.previousClose)
        tip += QLatin1Char('\n') +
               Words::tr("Previous close %1").arg(text::price(*watched.previousClose));
    tip += QLatin1Char('\n') + Words::tr("Volume today %1").arg(text::compact(watched.dayVolume));
    if (watched.lastTradeAt)
        tip +=
            QLatin1Char('\n') + Words::tr("Last trade at %1").arg(text::time(*watched.lastTradeAt));
    if (!watched.held.isZero())
        tip += QLatin1Char('\n') + Words::tr("Held: %1").arg(text::quantity(watched.held));
    if (watched.overGap)
        tip += QLatin1Char('\n') +
               Words::tr("Its figures span a hole of the stream that is not filled.");
    if (watched.halt == HaltView::Halted)
        tip += QLatin1Char('\n') + Words::tr("Trading is halted.");
    return tip;
}

void WatchModel::rowChanges(int, const WatchRow& before, const WatchRow& after)
{
    if (before.last && after.last && *before.last != *after.last)
        m_flashes[after.symbol] =
            Flash{*after.last > *before.last ? Tone::Up : Tone::Down, kFlashFrames};
}

void WatchModel::mark(const std::string& symbol)
{
    if (symbol == m_marked)
        return;
    m_marked = symbol;
    for (int i = 0; i < rowCount(); ++i)
        touch(i);
}

void WatchModel::tick()
{
    for (auto flash = m_flashes.begin(); flash != m_flashes.end();) {
        if (--flash->second.framesLeft > 0) {
            ++flash;
            continue;
        }
        const std::string symbol = flash->first;
        flash = m_flashes.erase(flash);
        for (int i = 0; i < rowCount(); ++i) {
            if (row(i).symbol == symbol)
                touch(i);
        }
    }
}

WatchlistPanel::WatchlistPanel(QWidget* parent)
    : Panel{parent}, m_table{new Table{m_model, 40, this}}
{
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Watchlist"));
    m_table->setEmptyText(tr("Nothing is watched"), tr("Add symbols in Settings, Watchlist."));
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    connect(m_table, &Table::rowChosen, this, [this](int row) {
        emit symbolChosen(text::fromText(m_model.row(row).symbol));
    });
}

void WatchlistPanel::apply(const Snapshot& snapshot)
{
    m_model.setRows(snapshot.watchlist);
}

void WatchlistPanel::animate(Nanoseconds)
{
    m_model.tick();
}

int WatchlistPanel::count(const Snapshot& snapshot) const
{
    return static_cast<int>(snapshot.watchlist.size());
}

} // namespace tapedeck
