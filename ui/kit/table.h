#pragma once

#include "ui/kit/table_model.h"

#include <QTableView>

namespace tapedeck {

/// A table of figures: rows of one height, columns that share the width (Column), a line of text
/// where there are no rows. No sorting, no sizing by contents: both cost too much on live rows.
class Table : public QTableView
{
    Q_OBJECT

public:
    /// `model` is owned by the caller and outlives the table.
    Table(TableModel& model, int rowHeight, QWidget* parent = nullptr);

    void setEmptyText(const QString& title, const QString& hint);
    [[nodiscard]] int hoveredRow() const noexcept { return m_hoveredRow; }
    /// The selected row, or -1.
    [[nodiscard]] int currentRow() const;

signals:
    void rowChosen(int row); ///< by mouse or key, also when it was current before

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void rowsInserted(const QModelIndex& parent, int start, int end) override;

private:
    void fitColumns();
    void hover(int row);

    TableModel& m_model;
    QString m_emptyTitle;
    QString m_emptyHint;
    int m_hoveredRow = -1;
};

} // namespace tapedeck
