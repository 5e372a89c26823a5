#pragma once

#include <QRect>
#include <QString>

class QPainter;

namespace tapedeck {

/// What stands where there is nothing yet: a title, and below it what to do or to wait for.
void paintEmptyText(QPainter& painter,
                    const QRect& rect,
                    const QString& title,
                    const QString& hint);

} // namespace tapedeck
