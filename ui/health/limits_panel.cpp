#include "ui/health/limits_panel.h"

#include "ui/kit/labels.h"
#include "ui/kit/table.h"
#include "ui/text/format.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QVBoxLayout>

#include <cmath>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::LimitsPanel)
};

enum class LimitColumn : int
{
    Name,
    Used,
    Bound,
    Usage
};

std::vector<Column> limitColumns()
{
    return {
        {.title = Words::tr("Limit"), .tip = {}, .width = 150, .stretch = 2},
        {.title = Words::tr("Now"), .tip = {}, .width = 96, .stretch = 1, .right = true},
        {.title = Words::tr("Bound"), .tip = {}, .width = 96, .stretch = 1, .right = true},
        {.title = Words::tr("Used up"), .tip = {}, .width = 96, .stretch = 2, .priority = 1},
    };
}

/// 0..1; nothing where there is no bound or no figure.
std::optional<double> usageOf(const LimitRow& row)
{
    if (!row.bound || !row.used || *row.bound == 0 || row.unit == LimitUnit::Flag)
        return {};
    return std::abs(static_cast<double>(*row.used) / static_cast<double>(*row.bound));
}

} // namespace

LimitsModel::LimitsModel() : RowsModel{limitColumns()} {}

Cell LimitsModel::cell(int index, int column) const
{
    constexpr double kNearly = 0.8;
    const LimitRow& limit = row(index);
    const std::optional<double> usage = usageOf(limit);
    Cell cell;
    switch (LimitColumn{column}) {
    case LimitColumn::Name:
        cell.text = text::word(limit.limit);
        break;
    case LimitColumn::Used:
        cell.text = limit.used ? text::limitFigure(limit.unit, *limit.used) : QStringLiteral("–");
        cell.tone = limit.used ? Tone::Normal : Tone::Muted;
        break;
    case LimitColumn::Bound:
        cell.text =
            limit.bound ? text::limitFigure(limit.unit, *limit.bound) : Words::tr("unlimited");
        cell.tone = limit.bound ? Tone::Secondary : Tone::Muted;
        break;
    case LimitColumn::Usage:
        if (!usage)
            break;
        cell.look = Cell::Look::Bar;
        cell.fill = *usage;
        cell.tone = *usage >= 1 ? Tone::Bad : *usage >= kNearly ? Tone::Warn : Tone::Accent;
        break;
    }
    return cell;
}

QString LimitsModel::tip(int index, int) const
{
    return text::explanation(row(index).limit);
}

LimitsPanel::LimitsPanel(QWidget* parent)
    : Panel{parent}, m_table{new Table{m_model, 26, this}}, m_pending{makeParagraph(
                                                                {}, "secondary", this)}
{
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Limits"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setEmptyText(tr("No limits yet"), tr("The engine is starting."));
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    m_pending->setObjectName(QStringLiteral("limitsPending"));
    m_pending->setContentsMargins(8, 6, 8, 6);
    m_pending->hide();
    column->addWidget(m_pending);
}

void LimitsPanel::apply(const Snapshot& snapshot)
{
    m_model.setRows(snapshot.limits);
    m_pending->setVisible(snapshot.limitsPending.has_value());
    if (!snapshot.limitsPending)
        return;
    QStringList moves;
    for (const LimitMove& move : snapshot.limitsPending->moves)
        moves.push_back(tr("%1 %2").arg(text::fromText(move.key), text::fromText(move.after)));
    setTextOf(*m_pending,
              tr("From the trading day of %1 on, as you confirmed: %2")
                  .arg(text::fromText(toString(snapshot.limitsPending->from)), moves.join(", ")));
}

} // namespace tapedeck
