#pragma once

#include "ui/kit/table_model.h"

#include <QStyledItemDelegate>

namespace tapedeck {

class Table;

/// Paints cells straight from the model: fillRect and drawText, a fraction of what the style's own
/// item costs.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    CellDelegate(Table& table, const TableModel& model);

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    void paintGround(QPainter& painter,
                     const QRect& rect,
                     bool selected,
                     const QModelIndex& index,
                     const Cell& cell) const;
    void paintText(QPainter& painter, const QRect& rect, const Cell& cell, bool right) const;
    void paintChip(QPainter& painter, const QRect& rect, const Cell& cell, bool right) const;
    void paintBar(QPainter& painter, const QRect& rect, const Cell& cell) const;
    void paintSwitch(QPainter& painter, const QRect& rect, const Cell& cell) const;

    Table& m_table;
    const TableModel& m_model;
    QFont m_normal;
    QFont m_strong;
    QFont m_small;
    QFontMetrics m_normalMetrics;
    QFontMetrics m_strongMetrics;
    QFontMetrics m_smallMetrics;
};

} // namespace tapedeck
