#pragma once

#include "scenario_support.h"

#include <QColor>
#include <QImage>
#include <QPoint>
#include <QRect>

#include <functional>

namespace tapedeck::scenario {

/// A display of our own, with a mouse and a keyboard (Xvfb, xdotool).
class Screen
{
public:
    /// Fails the test when there is no such display.
    explicit Screen(const Home& home);
    ~Screen();

    /// The home's environment, on this display.
    [[nodiscard]] QProcessEnvironment environment() const { return m_environment; }
    /// What is on it now.
    [[nodiscard]] QImage picture() const;
    void click(QPoint at);
    /// To the window of this title: "ctrl+shift+k".
    void press(const QString& keys, const QString& title);

private:
    void doTool(const QStringList& arguments);

    QTemporaryDir m_memory;
    QProcessEnvironment m_environment;
    QProcess m_server;
};

/// Pixels that are this very colour.
[[nodiscard]] int countOf(const QImage& picture, const QColor& colour);
/// What encloses all pixels of this colour within `area`.
[[nodiscard]] QRect boundsOf(const QImage& picture, const QColor& colour, const QRect& area);
/// The first row, from the top, of at least so many pixels of this colour without a gap.
[[nodiscard]] QRect
firstRun(const QImage& picture, const QColor& colour, const QRect& area, int widthMin);

} // namespace tapedeck::scenario
