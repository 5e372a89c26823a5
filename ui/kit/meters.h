#pragma once

#include "ui/style/colours.h"

#include <QWidget>

namespace tapedeck {

/// A ring that empties, with the time left inside.
class CountdownRing : public QWidget
{
    Q_OBJECT

public:
    explicit CountdownRing(QWidget* parent = nullptr);
    /// `left`: 1 = all the time, 0 = none. Below a fifth the ring turns to warn.
    void set(double left, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_left = 1;
    QString m_text;
};

/// A gauge from 0 to 1.
class Gauge : public QWidget
{
    Q_OBJECT

public:
    explicit Gauge(QWidget* parent = nullptr);
    void set(double fill, Tone tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_fill = 0;
    Tone m_tone = Tone::Accent;
};

/// A round light.
class Light : public QWidget
{
    Q_OBJECT

public:
    explicit Light(QWidget* parent = nullptr);
    void set(Tone tone);
    [[nodiscard]] Tone tone() const noexcept { return m_tone; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Muted;
};

} // namespace tapedeck
