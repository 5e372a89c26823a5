#include "ui/kit/table_model.h"

namespace tapedeck {

TableModel::TableModel(std::vector<Column> columns) : m_columns{std::move(columns)} {}

QString TableModel::tip(int row, int column) const
{
    const Cell shown = cell(row, column);
    return shown.under.isEmpty() ? shown.text : shown.text + QLatin1Char('\n') + shown.under;
}

int TableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole)
        return cell(index.row(), index.column()).text;
    if (role == Qt::ToolTipRole)
        return tip(index.row(), index.column());
    if (role == Qt::AccessibleTextRole)
        return QString{column(index.column()).title + QLatin1String{": "} +
                       tip(index.row(), index.column())};
    return {};
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return column(section).title;
    if (role == Qt::ToolTipRole)
        return column(section).tip;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (column(section).right ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

} // namespace tapedeck
