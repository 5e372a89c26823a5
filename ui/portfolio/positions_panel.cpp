#include "ui/portfolio/positions_panel.h"

#include "ui/kit/ask.h"
#include "ui/kit/labels.h"
#include "ui/kit/table.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QLabel>
#include <QMenu>
#include <QShortcut>
#include <QVBoxLayout>

namespace tapedeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::PositionsPanel)
};

enum class PositionColumn : int
{
    Symbol,
    Held,
    Average,
    Last,
    Value,
    Profit,
    Stop
};

std::vector<Column> positionColumns()
{
    return {
        {.title = Words::tr("Symbol"),
         .tip = Words::tr("The symbol, and below it the instance that holds it"),
         .width = 104,
         .stretch = 2},
        {.title = Words::tr("Quantity"), .tip = {}, .width = 76, .stretch = 1, .right = true},
        {.title = Words::tr("Average"),
         .tip = Words::tr("Average price paid"),
         .width = 80,
         .stretch = 1,
         .priority = 1,
         .right = true},
        {.title = Words::tr("Last"), .tip = {}, .width = 80, .stretch = 1, .right = true},
        {.title = Words::tr("Value"),
         .tip = Words::tr("Market value"),
         .width = 96,
         .stretch = 1,
         .priority = 2,
         .right = true},
        {.title = Words::tr("Open profit"),
         .tip = Words::tr("Profit or loss if closed now, in dollars and of the entry"),
         .width = 100,
         .stretch = 1,
         .right = true},
        {.title = Words::tr("Stop"),
         .tip = Words::tr("Where our stop would close it"),
         .width = 80,
         .stretch = 1,
         .priority = 1,
         .right = true},
    };
}

Cell profitCell(const PositionRow& position)
{
    Cell cell;
    const bool flat = position.openProfit.isZero();
    const bool up = !position.openProfit.isNegative();
    cell.text = text::money(position.openProfit, text::Sign::Always);
    cell.tone = flat ? Tone::Secondary : up ? Tone::Up : Tone::Down;
    cell.strong = true;
    if (flat)
        return cell;
    cell.under = (up ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) +
                 text::percent(position.openReturn, text::Sign::Always);
    cell.underTone = cell.tone;
    return cell;
}

} // namespace

PositionsModel::PositionsModel() : RowsModel{positionColumns()} {}

Cell PositionsModel::cell(int index, int column) const
{
    const PositionRow& position = row(index);
    Cell cell;
    switch (PositionColumn{column}) {
    case PositionColumn::Symbol:
        cell.text = text::instrumentName(position.symbol).name;
        cell.strong = true;
        cell.under = text::underSymbol(position.symbol,
                                       position.holder.empty() ? Words::tr("not ours")
                                                               : text::fromText(position.holder));
        if (!position.blocked.empty()) {
            cell.under = Words::tr("⚠ no entries");
            cell.underTone = Tone::Warn;
        }
        break;
    case PositionColumn::Held:
        cell.text = text::shortQuantity(position.quantity);
        break;
    case PositionColumn::Average:
        cell.text = text::price(position.averagePrice);
        cell.tone = Tone::Secondary;
        break;
    case PositionColumn::Last:
        cell.text = position.last ? text::price(*position.last) : QStringLiteral("–");
        break;
    case PositionColumn::Value:
        cell.text = text::money(position.marketValue);
        break;
    case PositionColumn::Profit:
        return profitCell(position);
    case PositionColumn::Stop:
        cell.text = position.stopPrice ? text::price(*position.stopPrice) : Words::tr("none");
        cell.tone = position.stopPrice ? Tone::Secondary : Tone::Warn;
        break;
    }
    return cell;
}

QString PositionsModel::tip(int index, int column) const
{
    const PositionRow& position = row(index);
    if (PositionColumn{column} == PositionColumn::Symbol && !position.blocked.empty())
        return Words::tr("%1. Nothing new is entered in it until you accept the position "
                         "(right click).")
            .arg(text::fromText(position.blocked));
    if (PositionColumn{column} == PositionColumn::Held)
        return text::quantity(position.quantity);
    if (PositionColumn{column} == PositionColumn::Average)
        return text::decimal(position.averagePrice.nanos(), 2, 9);
    if (PositionColumn{column} == PositionColumn::Stop && !position.stopPrice)
        return Words::tr("No stop stands for this position.");
    return TableModel::tip(index, column);
}

PositionsPanel::PositionsPanel(Desk& desk, QWidget* parent)
    : Panel{parent}, m_desk{desk}, m_table{new Table{m_model, 40, this}}, m_agreed{makeLabel(
                                                                              {}, "caption", this)}
{
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Positions"));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* column = new QVBoxLayout{this};
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table);
    m_agreed->setObjectName(QStringLiteral("booksAgreed"));
    m_agreed->setContentsMargins(8, 4, 8, 4);
    m_agreed->setToolTip(tr("Orders, fills and positions are compared with the broker's on every "
                            "connection, after every doubt, and as a check in between. Where they "
                            "differ nothing new is entered until they are repaired."));
    column->addWidget(m_agreed);
    connect(m_table, &Table::rowChosen, this, [this](int row) {
        emit symbolChosen(text::fromText(m_model.row(row).symbol));
    });
    connect(m_table, &Table::customContextMenuRequested, this, &PositionsPanel::showMenu);
    auto* close = new QShortcut{QKeySequence{Qt::Key_Delete}, m_table};
    close->setContext(Qt::WidgetShortcut);
    connect(close, &QShortcut::activated, this, [this] {
        if (m_table->currentRow() >= 0)
            askToClose(m_model.row(m_table->currentRow()));
    });
}

void PositionsPanel::apply(const Snapshot& snapshot)
{
    // An empty list means something only once the broker has spoken.
    if (snapshot.account.known)
        m_table->setEmptyText(tr("No positions"),
                              tr("What is bought stands here until it is sold."));
    else
        m_table->setEmptyText(tr("The broker has not answered yet"),
                              tr("Positions at the broker are not known; feed health says why."));
    m_model.setRows(snapshot.positions);
    setTextOf(*m_agreed,
              snapshot.booksAgreedAt
                  ? tr("Agreed with the broker at %1").arg(text::time(*snapshot.booksAgreedAt))
                  : tr("Not yet compared with the broker"));
}

int PositionsPanel::count(const Snapshot& snapshot) const
{
    return static_cast<int>(snapshot.positions.size());
}

void PositionsPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const PositionRow row = m_model.row(index.row());
    const QString symbol = text::fromText(row.symbol);
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Show the chart of %1").arg(symbol), this, [this, symbol] {
        emit symbolChosen(symbol);
    });
    menu->addSeparator();
    if (!row.blocked.empty())
        menu->addAction(
            tr("Accept the position in %1…").arg(symbol), this, [this, row] { askToAccept(row); });
    QAction* close =
        menu->addAction(tr("Close %1…").arg(symbol), this, [this, row] { askToClose(row); });
    close->setEnabled(!row.quantity.isZero());
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void PositionsPanel::askToAccept(const PositionRow& position)
{
    const QString symbol = text::fromText(position.symbol);
    Question question;
    question.title = tr("Is the position in %1 right?").arg(symbol);
    question.text =
        tr("%1 %2 are held now. What happened: %3. Compare it with the broker's own "
           "pages; once you accept it, strategies may enter %2 again.")
            .arg(text::quantity(position.quantity), symbol, text::fromText(position.blocked));
    question.agree = tr("Accept %1").arg(symbol);
    ask(*this, question, [this, name = position.symbol] {
        m_desk.say(command::AcceptPosition{name});
    });
}

void PositionsPanel::askToClose(const PositionRow& position)
{
    const QString symbol = text::fromText(position.symbol);
    Question question;
    question.title = tr("Close %1?").arg(symbol);
    question.text = tr("This sends an order for the whole position: %1 %2, worth %3 now.")
                        .arg(text::quantity(position.quantity.abs()),
                             symbol,
                             text::money(position.marketValue));
    question.agree = tr("Close %1").arg(symbol);
    ask(*this, question, [this, name = position.symbol] {
        m_desk.say(command::ClosePosition{name});
    });
}

} // namespace tapedeck
