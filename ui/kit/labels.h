#pragma once

#include "ui/style/colours.h"

#include <QFrame>
#include <QLabel>

class QAbstractButton;

namespace tapedeck {

/// One line that ends in an ellipsis where room is short; then the whole text is its tooltip, if
/// it has no other.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// Sets the text only when it differs: a label that is set is laid out anew.
void setTextOf(QLabel& label, const QString& text);
void setTextOf(QAbstractButton& button, const QString& text);
/// The text's colour, in the theme of the moment.
void setTone(QLabel& label, Tone tone);
/// What the style sheet knows it by: "title", "secondary", "caption"...
void setRole(QLabel& label, const char* role);
/// A label with a role.
[[nodiscard]] QLabel* makeLabel(const QString& text, const char* role, QWidget* parent = nullptr);
/// The same, elided where room is short.
[[nodiscard]] QLabel* makeElided(const QString& text, const char* role, QWidget* parent = nullptr);
/// A paragraph that wraps.
[[nodiscard]] QLabel*
makeParagraph(const QString& text, const char* role, QWidget* parent = nullptr);
/// Lets the style sheet look again after a property changed.
void restyle(QWidget& widget);
/// Sets a property that the style sheet selects by, and restyles if it changed.
void setStyled(QWidget& widget, const char* property, const QVariant& value);
/// Takes all widgets out of a layout and deletes them.
void clearLayout(QLayout& layout);

} // namespace tapedeck
