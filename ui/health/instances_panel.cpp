#include "ui/health/instances_panel.h"

#include "ui/kit/table.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::InstancesPanel)
};

enum class InstanceColumn : int
{
    Enabled,
    Name,
    Allocation,
    Invested,
    Profit,
    Trips
};

std::vector<Column> instanceColumns()
{
    return {
        {.title = Words::tr("On"),
         .tip = Words::tr("Click, or press the space bar, to switch"),
         .width = 84},
        {.title = Words::tr("Instance"), .tip = {}, .width = 120, .stretch = 2},
        {.title = Words::tr("Cash"),
         .tip = Words::tr("What the instance may invest"),
         .width = 88,
         .stretch = 1,
         .priority = 1,
         .right = true},
        {.title = Words::tr("Invested"), .tip = {}, .width = 92, .stretch = 1, .right = true},
        {.title = Words::tr("Profit"),
         .tip = Words::tr("Realised and open"),
         .width = 92,
         .stretch = 1,
         .right = true},
        {.title = Words::tr("Trips"),
         .tip = Words::tr("Round trips: from flat to flat"),
         .width = 52,
         .priority = 2,
         .right = true},
    };
}

} // namespace

InstancesModel::InstancesModel() : RowsModel{instanceColumns()} {}

Cell InstancesModel::cell(int index, int column) const
{
    const InstanceRow& instance = row(index);
    Cell cell;
    switch (InstanceColumn{column}) {
    case InstanceColumn::Enabled:
        cell.look = Cell::Look::Switch;
        cell.fill = instance.enabled ? 1 : 0;
        cell.text = instance.enabled ? Words::tr("On") : Words::tr("Off");
        break;
    case InstanceColumn::Name:
        cell.text = text::fromText(instance.name);
        cell.strong = true;
        cell.under = text::fromText(instance.strategy);
        break;
    case InstanceColumn::Allocation:
        cell.text = text::roundMoney(instance.cashAllocation);
        cell.tone = Tone::Secondary;
        break;
    case InstanceColumn::Invested:
        cell.text = text::money(instance.invested);
        break;
    case InstanceColumn::Profit:
        cell.text = text::money(instance.profit, text::Sign::Always);
        cell.tone = instance.profit.isZero()       ? Tone::Muted
                    : instance.profit.isNegative() ? Tone::Down
                                                   : Tone::Up;
        cell.strong = true;
        break;
    case InstanceColumn::Trips:
        cell.text = QString::number(instance.roundTrips);
        cell.tone = Tone::Secondary;
        break;
    }
    return cell;
}

InstancesPanel::InstancesPanel(Desk& desk, QWidget* parent)
    : Panel{parent}, m_desk{desk}, m_table{new Table{m_model, 38, this}}
{
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Instances"));
    m_table->setEmptyText(tr("No strategies"),
                          tr("Instances are set up in Settings, Configuration."));
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (InstanceColumn{index.column()} == InstanceColumn::Enabled)
            toggle(index.row());
    });
    auto* space = new QShortcut{QKeySequence{Qt::Key_Space}, m_table};
    space->setContext(Qt::WidgetShortcut);
    connect(space, &QShortcut::activated, this, [this] {
        if (m_table->currentRow() >= 0)
            toggle(m_table->currentRow());
    });
}

void InstancesPanel::toggle(int row)
{
    const InstanceRow& instance = m_model.row(row);
    m_desk.say(command::EnableInstance{instance.name, !instance.enabled});
}

void InstancesPanel::apply(const Snapshot& snapshot)
{
    m_model.setRows(snapshot.instances);
}

int InstancesPanel::count(const Snapshot& snapshot) const
{
    return static_cast<int>(std::count_if(snapshot.instances.begin(),
                                          snapshot.instances.end(),
                                          [](const auto& row) { return row.enabled; }));
}

} // namespace tapedeck
