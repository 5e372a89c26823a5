#pragma once

#include <QPushButton>

namespace tapedeck {

/// A button that Enter does not press, on any desktop: only a click or the space bar does. For all
/// that sends an order, and what stands beside it.
class FirmButton : public QPushButton
{
    Q_OBJECT

public:
    explicit FirmButton(QWidget* parent = nullptr);
    explicit FirmButton(const QString& text, QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace tapedeck
