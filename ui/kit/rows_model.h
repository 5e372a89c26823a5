#pragma once

#include "ui/kit/table_model.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tapedeck {

/// A table over the rows of a snapshot. setRows() tells the view the least: rows that came, rows
/// that went, and one change for each row that differs, so selection and scrolling stay.
/// `Row` compares with ==; `keyOf(row)` names it and is ordered.
template <class Row, auto keyOf>
class RowsModel : public TableModel
{
public:
    using TableModel::TableModel;
    using Key = std::decay_t<decltype(keyOf(std::declval<const Row&>()))>;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] const Row& row(int index) const
    {
        return m_rows[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] const std::vector<Row>& rows() const noexcept { return m_rows; }

    void setRows(const std::vector<Row>& rows)
    {
        removeMissing(rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i < m_rows.size() && keyOf(m_rows[i]) == keyOf(rows[i])) {
                updateRow(i, rows[i]);
                continue;
            }
            const std::size_t end = endOfNew(rows, i);
            if (end == i) { // known, but elsewhere: the order changed
                beginResetModel();
                m_rows = rows;
                endResetModel();
                return;
            }
            beginInsertRows({}, static_cast<int>(i), static_cast<int>(end) - 1);
            m_rows.insert(at(m_rows, i), at(rows, i), at(rows, end));
            endInsertRows();
            i = end - 1;
        }
    }
    /// Paints a row anew, for what changes without its data.
    void touch(int row) { emit dataChanged(index(row, 0), index(row, columnCount() - 1)); }

protected:
    /// Before `m_rows` takes the new one.
    virtual void rowChanges(int, const Row&, const Row&) {}

private:
    template <class Rows>
    static auto at(Rows& rows, std::size_t i)
    {
        return rows.begin() + static_cast<std::ptrdiff_t>(i);
    }
    static std::vector<Key> keysOf(const std::vector<Row>& rows)
    {
        std::vector<Key> keys;
        keys.reserve(rows.size());
        for (const Row& row : rows)
            keys.push_back(keyOf(row));
        std::sort(keys.begin(), keys.end());
        return keys;
    }
    [[nodiscard]] bool sameKeys(const std::vector<Row>& rows) const
    {
        return std::equal(
            m_rows.begin(), m_rows.end(), rows.begin(), rows.end(), [](auto& a, auto& b) {
                return keyOf(a) == keyOf(b);
            });
    }
    void removeMissing(const std::vector<Row>& rows)
    {
        if (sameKeys(rows))
            return;
        const std::vector<Key> kept = keysOf(rows);
        const auto isKept = [&](const Row& row) {
            return std::binary_search(kept.begin(), kept.end(), keyOf(row));
        };
        for (std::size_t end = m_rows.size(); end > 0;) {
            if (isKept(m_rows[end - 1])) {
                --end;
                continue;
            }
            std::size_t begin = end;
            while (begin > 0 && !isKept(m_rows[begin - 1]))
                --begin;
            beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
            m_rows.erase(at(m_rows, begin), at(m_rows, end));
            endRemoveRows();
            end = begin;
        }
    }
    /// The end of the run of rows from `begin` on that are not shown yet.
    [[nodiscard]] std::size_t endOfNew(const std::vector<Row>& rows, std::size_t begin) const
    {
        const std::vector<Key> shown = keysOf(m_rows);
        std::size_t end = begin;
        while (end < rows.size() &&
               !std::binary_search(shown.begin(), shown.end(), keyOf(rows[end])))
            ++end;
        return end;
    }
    void updateRow(std::size_t i, const Row& row)
    {
        if (m_rows[i] == row)
            return;
        rowChanges(static_cast<int>(i), m_rows[i], row);
        m_rows[i] = row;
        touch(static_cast<int>(i));
    }

    std::vector<Row> m_rows;
};

} // namespace tapedeck
