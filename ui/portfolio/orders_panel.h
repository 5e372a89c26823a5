#pragma once

#include "desk/desk.h"
#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

namespace tapedeck {

class Table;

inline const std::string& orderKey(const OrderRow& row)
{
    return row.clientOrderId;
}

class OrdersModel : public RowsModel<OrderRow, orderKey>
{
public:
    OrdersModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] QString tip(int row, int column) const override;
};

/// The orders of late, newest first; one that still works can be canceled.
class OrdersPanel : public Panel
{
    Q_OBJECT

public:
    explicit OrdersPanel(Desk& desk, QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot) override;
    [[nodiscard]] int count(const Snapshot& snapshot) const override;
    [[nodiscard]] Table& table() noexcept { return *m_table; }

signals:
    void symbolChosen(const QString& symbol);

private:
    void showMenu(const QPoint& position);
    void cancel(const OrderRow& order);

    Desk& m_desk;
    OrdersModel m_model;
    Table* m_table;
};

} // namespace tapedeck
