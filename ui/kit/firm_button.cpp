#include "ui/kit/firm_button.h"

#include <QKeyEvent>

namespace tapedeck {

FirmButton::FirmButton(QWidget* parent) : QPushButton{parent}
{
    setAutoDefault(false);
}

FirmButton::FirmButton(const QString& text, QWidget* parent) : FirmButton{parent}
{
    setText(text);
}

void FirmButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        event->accept();
        return;
    }
    QPushButton::keyPressEvent(event);
}

} // namespace tapedeck
