#include "ui/kit/labels.h"

#include <QAbstractButton>
#include <QLayout>
#include <QPainter>
#include <QStyle>
#include <QVariant>

namespace tapedeck {

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel{parent}
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
    const bool isCut = shown != text();
    if (isCut && toolTip().isEmpty())
        setToolTip(text());
}

void setTextOf(QLabel& label, const QString& text)
{
    if (label.text() == text)
        return;
    if (label.toolTip() == label.text())
        label.setToolTip({}); // an elided label's own, of the text before
    label.setText(text);
}

void setTextOf(QAbstractButton& button, const QString& text)
{
    if (button.text() != text)
        button.setText(text);
}

void setTone(QLabel& label, Tone tone)
{
    const QString sheet = QStringLiteral("color: %1;").arg(colourOf(tone).name());
    if (label.styleSheet() != sheet)
        label.setStyleSheet(sheet);
}

void setRole(QLabel& label, const char* role)
{
    setStyled(label, "role", QString::fromLatin1(role));
}

QLabel* makeLabel(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel{text, parent};
    label->setProperty("role", QString::fromLatin1(role));
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel* makeElided(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new ElidedLabel{parent};
    label->setText(text);
    label->setProperty("role", QString::fromLatin1(role));
    return label;
}

QLabel* makeParagraph(const QString& text, const char* role, QWidget* parent)
{
    QLabel* label = makeLabel(text, role, parent);
    label->setWordWrap(true);
    return label;
}

void restyle(QWidget& widget)
{
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
    widget.update();
}

void setStyled(QWidget& widget, const char* property, const QVariant& value)
{
    if (widget.property(property) == value)
        return;
    widget.setProperty(property, value);
    restyle(widget);
}

void clearLayout(QLayout& layout)
{
    while (QLayoutItem* item = layout.takeAt(0)) {
        if (QWidget* widget = item->widget())
            delete widget;
        else if (QLayout* inner = item->layout())
            clearLayout(*inner);
        delete item;
    }
}

} // namespace tapedeck
