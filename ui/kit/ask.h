#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace tapedeck {

struct Question
{
    QString title;
    QString text;
    QString agree; ///< what the button says: the deed, not "OK"
};

/// Asks beside the window, without stopping it: the kill switch stays within reach. `agreed` is
/// called when the person presses the deed; Enter and Escape both mean no.
void ask(QWidget& parent, const Question& question, std::function<void()> agreed);

} // namespace tapedeck
