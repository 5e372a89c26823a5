#include "ui/kit/meters.h"

#include "ui/style/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tapedeck {

CountdownRing::CountdownRing(QWidget* parent) : QWidget{parent}
{
    setFixedSize(44, 44);
}

void CountdownRing::set(double left, const QString& text)
{
    constexpr double kStep = 1.0 / 360; // what the eye can see of it
    if (text == m_text && std::abs(left - m_left) < kStep)
        return;
    m_left = left;
    m_text = text;
    setAccessibleName(tr("Time left: %1").arg(text));
    update();
}

void CountdownRing::paintEvent(QPaintEvent*)
{
    constexpr double kWarnBelow = 0.2;
    constexpr int kWidth = 3;
    const Colours& colours = coloursNow();
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring = QRectF{rect()}.adjusted(kWidth, kWidth, -kWidth, -kWidth);
    painter.setPen(QPen{colours.border, kWidth});
    painter.drawEllipse(ring);
    const QColor colour = m_left < kWarnBelow ? colours.warn : colours.accent;
    painter.setPen(QPen{colour, kWidth, Qt::SolidLine, Qt::RoundCap});
    const int sixteenths = static_cast<int>(360 * 16 * std::clamp(m_left, 0.0, 1.0));
    if (sixteenths > 0)
        painter.drawArc(ring, 90 * 16, sixteenths);
    painter.setFont(fontOf(TextSize::Small));
    painter.setPen(m_left < kWarnBelow ? colours.warn : colours.text);
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

Gauge::Gauge(QWidget* parent) : QWidget{parent}
{
    setFixedHeight(6);
    setMinimumWidth(40);
}

void Gauge::set(double fill, Tone tone)
{
    if (fill == m_fill && tone == m_tone)
        return;
    m_fill = fill;
    m_tone = tone;
    update();
}

void Gauge::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(coloursNow().border);
    const double radius = height() / 2.0;
    painter.drawRoundedRect(rect(), radius, radius);
    const double filled = width() * std::clamp(m_fill, 0.0, 1.0);
    if (filled <= 0)
        return;
    painter.setBrush(colourOf(m_tone));
    painter.drawRoundedRect(
        QRectF{
            0, 0, std::max(filled, static_cast<double>(height())), static_cast<double>(height())},
        radius,
        radius);
}

Light::Light(QWidget* parent) : QWidget{parent}
{
    setFixedSize(12, 12);
}

void Light::set(Tone tone)
{
    if (tone == m_tone)
        return;
    m_tone = tone;
    update();
}

void Light::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QColor colour = colourOf(m_tone);
    painter.setBrush(blended(colour, coloursNow().panel, 0.3));
    painter.drawEllipse(rect());
    painter.setBrush(colour);
    painter.drawEllipse(rect().adjusted(3, 3, -3, -3));
}

} // namespace tapedeck
