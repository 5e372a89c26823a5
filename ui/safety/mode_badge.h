#pragma once

#include "trading/mode.h"

#include <QWidget>

namespace tapedeck {

/// The mode, in a colour that cannot be mistaken; striped where practice imitates live.
class ModeBadge : public QWidget
{
    Q_OBJECT

public:
    explicit ModeBadge(QWidget* parent = nullptr);
    void take(Mode mode, Rules rules);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void describe();

    Mode m_mode = Mode::Practice;
    Rules m_rules = Rules::Automatic;
};

} // namespace tapedeck
