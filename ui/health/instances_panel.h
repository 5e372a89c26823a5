#pragma once

#include "desk/desk.h"
#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

namespace tapedeck {

class Table;

inline const std::string& instanceKey(const InstanceRow& row)
{
    return row.name;
}

class InstancesModel : public RowsModel<InstanceRow, instanceKey>
{
public:
    InstancesModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
};

/// The strategies at work, each with its switch.
class InstancesPanel : public Panel
{
    Q_OBJECT

public:
    explicit InstancesPanel(Desk& desk, QWidget* parent = nullptr);
    void apply(const Snapshot& snapshot) override;
    [[nodiscard]] int count(const Snapshot& snapshot) const override;
    [[nodiscard]] Table& table() noexcept { return *m_table; }

private:
    void toggle(int row);

    Desk& m_desk;
    InstancesModel m_model;
    Table* m_table;
};

} // namespace tapedeck
