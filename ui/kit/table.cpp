#include "ui/kit/table.h"

#include "ui/kit/cell_delegate.h"
#include "ui/kit/empty_text.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace tapedeck {

Table::Table(TableModel& model, int rowHeight, QWidget* parent) : QTableView{parent}, m_model{model}
{
    constexpr int kHeaderHeight = 24;
    setModel(&model);
    setItemDelegate(new CellDelegate{*this, model});
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerItem);
    setMouseTracking(true);
    setMinimumSize(120, kHeaderHeight + rowHeight);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(rowHeight);
    verticalHeader()->setDefaultSectionSize(rowHeight);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setMinimumSectionSize(20);
    horizontalHeader()->setFixedHeight(kHeaderHeight);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setHighlightSections(false);
    connect(this, &QTableView::clicked, this, [this](const QModelIndex& index) {
        emit rowChosen(index.row());
    });
}

void Table::setEmptyText(const QString& title, const QString& hint)
{
    if (title == m_emptyTitle && hint == m_emptyHint)
        return;
    m_emptyTitle = title;
    m_emptyHint = hint;
    viewport()->update();
}

int Table::currentRow() const
{
    const QModelIndexList rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : rows.front().row();
}

void Table::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_model.rowCount({}) > 0)
        return;
    QPainter painter{viewport()};
    paintEmptyText(painter, viewport()->rect(), m_emptyTitle, m_emptyHint);
}

void Table::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void Table::fitColumns()
{
    const int room = viewport()->width();
    const int columns = m_model.columnCount();
    int priorityMax = 0;
    for (int i = 0; i < columns; ++i)
        priorityMax = std::max(priorityMax, m_model.column(i).priority);
    int needed = 0;
    for (int allowed = priorityMax; allowed >= 0; --allowed) {
        needed = 0;
        for (int i = 0; i < columns; ++i) {
            const bool hidden = m_model.column(i).priority > allowed;
            setColumnHidden(i, hidden);
            needed += hidden ? 0 : m_model.column(i).width;
        }
        if (needed <= room)
            break;
    }
    int stretch = 0;
    for (int i = 0; i < columns; ++i)
        stretch += isColumnHidden(i) ? 0 : m_model.column(i).stretch;
    int left = room - needed;
    for (int i = 0; i < columns; ++i) {
        if (isColumnHidden(i))
            continue;
        const Column& column = m_model.column(i);
        const int share = stretch > 0 && column.stretch > 0 ? left * column.stretch / stretch : 0;
        left -= share;
        stretch -= column.stretch;
        setColumnWidth(i, std::max(column.width + share, 24));
    }
}

void Table::mouseMoveEvent(QMouseEvent* event)
{
    hover(rowAt(event->pos().y()));
    QTableView::mouseMoveEvent(event);
}

void Table::leaveEvent(QEvent* event)
{
    hover(-1);
    QTableView::leaveEvent(event);
}

/// Who comes by key must see where he is.
void Table::focusInEvent(QFocusEvent* event)
{
    QTableView::focusInEvent(event);
    const bool byKey =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (byKey && selectionMode() != NoSelection && !currentIndex().isValid() &&
        m_model.rowCount({}) > 0)
        setCurrentIndex(m_model.index(0, 0));
    viewport()->update();
}

void Table::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (hasFocus() && current.isValid() && current.row() != previous.row())
        emit rowChosen(current.row());
}

void Table::rowsInserted(const QModelIndex& parent, int start, int end)
{
    QTableView::rowsInserted(parent, start, end);
    // Who has scrolled down reads on, while new rows come in above.
    if (start == 0 && verticalScrollBar()->value() > 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + end - start + 1);
}

void Table::hover(int row)
{
    if (row == m_hoveredRow)
        return;
    m_hoveredRow = row;
    viewport()->update();
}

} // namespace tapedeck
