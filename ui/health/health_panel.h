#pragma once

#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

namespace tapedeck {

class Table;

inline Link linkKey(const LinkHealth& row)
{
    return row.link;
}

class HealthModel : public RowsModel<LinkHealth, linkKey>
{
public:
    HealthModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] QString tip(int row, int column) const override;
    void setNow(Timestamp now) { m_now = now; }

private:
    Timestamp m_now;
};

/// How each link to the world is doing.
class HealthPanel : public Panel
{
    Q_OBJECT

public:
    explicit HealthPanel(QWidget* parent = nullptr);
    void apply(const Snapshot& snapshot) override;

private:
    HealthModel m_model;
    Table* m_table;
};

} // namespace tapedeck
