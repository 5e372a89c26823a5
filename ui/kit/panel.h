#pragma once

#include "desk/snapshot.h"

#include <QWidget>

namespace tapedeck {

/// A part of the window that shows some of the snapshot. The window applies the newest one to those
/// panels that are on the screen, and to one that comes back there.
class Panel : public QWidget
{
    Q_OBJECT

public:
    explicit Panel(QWidget* parent = nullptr);

    virtual void apply(const Snapshot& snapshot) = 0;
    /// Once a frame while visible, for what moves without a new snapshot. `frame`: time since the
    /// last call.
    virtual void animate(Nanoseconds frame);
    /// How many rows there are, for the title; negative = no count.
    [[nodiscard]] virtual int count(const Snapshot& snapshot) const;
};

} // namespace tapedeck
