#pragma once

#include "ui/style/colours.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tapedeck {

/// What one cell shows.
struct Cell
{
    enum class Look : std::uint8_t
    {
        Text,
        Chip,   ///< text in a coloured pill
        Bar,    ///< a gauge from 0 to 1, `text` beside it
        Switch, ///< on when `fill` > 0.5
        Light,  ///< a dot of `tone` before the text
    };
    QString text;
    QString under; ///< second line, smaller
    Tone tone = Tone::Normal;
    Tone underTone = Tone::Muted;
    Look look = Look::Text;
    bool strong = false;
    double fill = 0;
    std::optional<Tone> flash; ///< a fading ground, for a figure that just changed
};

/// A column: it keeps `width` px at least, takes a share of what is left by `stretch`, and is
/// hidden first when room is short and `priority` is high (0 = never).
struct Column
{
    QString title;
    QString tip;
    int width = 80;
    int stretch = 0;
    int priority = 0;
    bool right = false; ///< figures stand at the right
};

/// What our delegate paints from: cells by value, with no variants between.
class TableModel : public QAbstractTableModel
{
public:
    explicit TableModel(std::vector<Column> columns);

    [[nodiscard]] virtual Cell cell(int row, int column) const = 0;
    [[nodiscard]] virtual QString tip(int row, int column) const;
    [[nodiscard]] const Column& column(int column) const
    {
        return m_columns[static_cast<std::size_t>(column)];
    }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Column> m_columns;
};

} // namespace tapedeck
