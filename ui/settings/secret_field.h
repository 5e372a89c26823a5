#pragma once

#include "base/secret.h"

#include <QLineEdit>

namespace tapedeck {

/// A line for a key or a password: shows dots, keeps no history, and hands its text over once.
class SecretField : public QLineEdit
{
    Q_OBJECT

public:
    explicit SecretField(QWidget* parent = nullptr);
    /// The text without spaces around it; wiped here, and the line is empty afterwards.
    [[nodiscard]] Secret take();
    void wipe();
};

} // namespace tapedeck
