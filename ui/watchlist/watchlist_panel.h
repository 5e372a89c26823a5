#pragma once

#include "ui/kit/panel.h"
#include "ui/kit/rows_model.h"

#include <map>

namespace tapedeck {

class Table;

inline const std::string& watchKey(const WatchRow& row)
{
    return row.symbol;
}

/// Last, change, spread and z of each watched symbol. A last price that moves flashes for a moment.
class WatchModel : public RowsModel<WatchRow, watchKey>
{
public:
    WatchModel();
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] QString tip(int row, int column) const override;
    /// Lets flashes fade; call once a frame.
    void tick();
    /// The symbol that the chart shows.
    void mark(const std::string& symbol);

protected:
    void rowChanges(int row, const WatchRow& before, const WatchRow& after) override;

private:
    struct Flash
    {
        Tone tone{};
        int framesLeft = 0;
    };
    std::map<std::string, Flash> m_flashes;
    std::string m_marked;
};

class WatchlistPanel : public Panel
{
    Q_OBJECT

public:
    explicit WatchlistPanel(QWidget* parent = nullptr);

    void apply(const Snapshot& snapshot) override;
    void animate(Nanoseconds frame) override;
    [[nodiscard]] int count(const Snapshot& snapshot) const override;
    void mark(const std::string& symbol) { m_model.mark(symbol); }
    [[nodiscard]] Table& table() noexcept { return *m_table; }

signals:
    void symbolChosen(const QString& symbol);

private:
    WatchModel m_model;
    Table* m_table;
};

} // namespace tapedeck
