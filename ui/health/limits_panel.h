#pragma once

#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

class QLabel;

namespace tapedeck {

class Table;

inline Limit limitKey(const LimitRow& row)
{
    return row.limit;
}

class LimitsModel : public RowsModel<LimitRow, limitKey>
{
public:
    LimitsModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] QString tip(int row, int column) const override;
};

/// The limits in force, and how much of each is used up.
class LimitsPanel : public Panel
{
    Q_OBJECT

public:
    explicit LimitsPanel(QWidget* parent = nullptr);
    void apply(const Snapshot& snapshot) override;

private:
    LimitsModel m_model;
    Table* m_table;
    QLabel* m_pending; ///< what a person loosened, and from when it counts
};

} // namespace tapedeck
