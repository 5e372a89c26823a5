#include "ui/portfolio/orders_panel.h"

#include "ui/kit/table.h"
#include "ui/text/format.h"
#include "ui/text/rejections.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QMenu>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::OrdersPanel)
};

enum class OrderColumn : int
{
    Time,
    Symbol,
    Order,
    Filled,
    Average,
    Status
};

std::vector<Column> orderColumns()
{
    return {
        {.title = Words::tr("Time"),
         .tip = Words::tr("When the order was made, New York time"),
         .width = 72,
         .priority = 1},
        {.title = Words::tr("Symbol"),
         .tip = Words::tr("The symbol, and below it who wanted the order"),
         .width = 104,
         .stretch = 2},
        {.title = Words::tr("Order"), .tip = {}, .width = 140, .stretch = 3},
        {.title = Words::tr("Filled"), .tip = {}, .width = 72, .stretch = 1, .right = true},
        {.title = Words::tr("Average"),
         .tip = Words::tr("Average price of its fills"),
         .width = 80,
         .stretch = 1,
         .priority = 2,
         .right = true},
        {.title = Words::tr("Status"), .tip = {}, .width = 120, .stretch = 1},
    };
}

Tone toneOf(OrderStatus status)
{
    switch (status) {
    case OrderStatus::PendingNew:
    case OrderStatus::Accepted:
    case OrderStatus::New:
    case OrderStatus::AcceptedForBidding:
    case OrderStatus::Held:
    case OrderStatus::PendingReplace:
        return Tone::Accent;
    case OrderStatus::PartiallyFilled:
    case OrderStatus::Filled:
    case OrderStatus::Calculated:
        return Tone::Good;
    case OrderStatus::Stopped:
    case OrderStatus::Suspended:
    case OrderStatus::PendingCancel:
    case OrderStatus::Unrecognised:
        return Tone::Warn;
    case OrderStatus::Rejected:
        return Tone::Bad;
    case OrderStatus::DoneForDay:
    case OrderStatus::Canceled:
    case OrderStatus::Replaced:
    case OrderStatus::Expired:
        return Tone::Muted;
    }
    return Tone::Muted;
}

Cell orderCell(const OrderSpec& spec)
{
    const bool buy = spec.side == Side::Buy;
    Cell cell;
    cell.text = (buy ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) + text::word(spec.side) +
                QLatin1Char(' ') + text::amount(spec);
    cell.tone = buy ? Tone::Up : Tone::Down;
    cell.strong = true;
    cell.under = text::terms(spec) + QStringLiteral(", ") + text::word(spec.timeInForce).toLower();
    return cell;
}

} // namespace

OrdersModel::OrdersModel() : RowsModel{orderColumns()} {}

Cell OrdersModel::cell(int index, int column) const
{
    const OrderRow& order = row(index);
    Cell cell;
    switch (OrderColumn{column}) {
    case OrderColumn::Time:
        cell.text = text::time(order.createdAt);
        cell.tone = Tone::Secondary;
        break;
    case OrderColumn::Symbol:
        cell.text = text::instrumentName(order.order.symbol).name;
        cell.strong = true;
        cell.under = text::underSymbol(order.order.symbol,
                                       order.external ? Words::tr("placed elsewhere")
                                                      : text::originName(order.origin));
        break;
    case OrderColumn::Order:
        return orderCell(order.order);
    case OrderColumn::Filled:
        cell.text = text::shortQuantity(order.filledQuantity);
        cell.tone = order.filledQuantity.isZero() ? Tone::Muted : Tone::Normal;
        break;
    case OrderColumn::Average:
        cell.text = order.averagePrice ? text::price(*order.averagePrice) : QStringLiteral("–");
        cell.tone = order.averagePrice ? Tone::Normal : Tone::Muted;
        break;
    case OrderColumn::Status:
        cell.look = Cell::Look::Chip;
        cell.text = order.unresolved ? Words::tr("Looking it up") : text::word(order.status);
        cell.tone = order.unresolved ? Tone::Warn : toneOf(order.status);
        break;
    }
    return cell;
}

QString OrdersModel::tip(int index, int) const
{
    const OrderRow& order = row(index);
    QString tip = text::order(order.order);
    if (order.rejection) {
        const text::Advice advice = text::advice(*order.rejection);
        if (!advice.what.isEmpty())
            tip += QLatin1Char('\n') + advice.what + QLatin1Char(' ') + advice.remedy;
    }
    if (!order.reason.empty())
        tip +=
            QLatin1Char('\n') + Words::tr("The broker says: %1").arg(text::fromText(order.reason));
    if (order.unresolved)
        tip += QLatin1Char('\n') + Words::tr("The broker has not answered yet; the order is being "
                                             "looked up and will not be sent again.");
    return tip + QLatin1Char('\n') +
           Words::tr("Client order id %1").arg(text::fromText(order.clientOrderId));
}

OrdersPanel::OrdersPanel(Desk& desk, QWidget* parent)
    : Panel{parent}, m_desk{desk}, m_table{new Table{m_model, 40, this}}
{
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Orders"));
    m_table->setEmptyText(tr("No orders yet"),
                          tr("Each order stands here with what became of it."));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    connect(m_table, &Table::rowChosen, this, [this](int row) {
        emit symbolChosen(text::fromText(m_model.row(row).order.symbol));
    });
    connect(m_table, &Table::customContextMenuRequested, this, &OrdersPanel::showMenu);
    auto* stop = new QShortcut{QKeySequence{Qt::Key_Delete}, m_table};
    stop->setContext(Qt::WidgetShortcut);
    connect(stop, &QShortcut::activated, this, [this] {
        if (m_table->currentRow() >= 0)
            cancel(m_model.row(m_table->currentRow()));
    });
}

void OrdersPanel::apply(const Snapshot& snapshot)
{
    m_model.setRows(snapshot.orders);
}

int OrdersPanel::count(const Snapshot& snapshot) const
{
    return static_cast<int>(
        std::count_if(snapshot.orders.begin(), snapshot.orders.end(), [](const OrderRow& order) {
            return !isTerminal(order.status);
        }));
}

void OrdersPanel::cancel(const OrderRow& order)
{
    if (!isTerminal(order.status))
        m_desk.say(command::CancelOrder{order.clientOrderId});
}

void OrdersPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const OrderRow row = m_model.row(index.row());
    const QString symbol = text::fromText(row.order.symbol);
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Show the chart of %1").arg(symbol), this, [this, symbol] {
        emit symbolChosen(symbol);
    });
    menu->addSeparator();
    QAction* stop = menu->addAction(tr("Cancel this order"), this, [this, row] { cancel(row); });
    stop->setEnabled(!isTerminal(row.status));
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

} // namespace tapedeck
