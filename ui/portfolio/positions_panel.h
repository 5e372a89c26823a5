#pragma once

#include "desk/desk.h"
#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

class QLabel;

namespace tapedeck {

class Table;

inline const std::string& positionKey(const PositionRow& row)
{
    return row.symbol;
}

class PositionsModel : public RowsModel<PositionRow, positionKey>
{
public:
    PositionsModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] QString tip(int row, int column) const override;
};

/// What is held. Closing one asks first: it sends an order.
class PositionsPanel : public Panel
{
    Q_OBJECT

public:
    explicit PositionsPanel(Desk& desk, QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot) override;
    [[nodiscard]] int count(const Snapshot& snapshot) const override;
    [[nodiscard]] Table& table() noexcept { return *m_table; }
    /// Opens the question; says ClosePosition when the person agrees.
    void askToClose(const PositionRow& position);
    /// The same for a blocked symbol; says AcceptPosition.
    void askToAccept(const PositionRow& position);

signals:
    void symbolChosen(const QString& symbol);

private:
    void showMenu(const QPoint& position);

    Desk& m_desk;
    PositionsModel m_model;
    Table* m_table;
    QLabel* m_agreed; ///< when the books were last compared and equal
};

} // namespace tapedeck
