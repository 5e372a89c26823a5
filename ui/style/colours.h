#pragma once

#include <QColor>

#include <cstdint>

namespace tapedeck {

/// Every colour of the window. Up and down are blue and orange, which the colour-blind can tell
/// apart; texts reach the contrast of WCAG AA (4.5 : 1) on window, panel and raised.
struct Colours
{
    bool dark = false;
    QColor window; ///< between the panels
    QColor panel;
    QColor raised; ///< cards, headers, fields
    QColor hover;
    QColor selected;
    QColor border;
    QColor text;
    QColor secondary;
    QColor muted;
    QColor accent; ///< focus, selection, links
    QColor onAccent;
    QColor up;
    QColor down;
    QColor good;
    QColor warn;
    QColor bad;
    QColor practice;
    QColor paper;
    QColor live;
    QColor kill;
    QColor onKill;
    QColor grid;
};

/// What a text or a mark says by its colour.
enum class Tone : std::uint8_t
{
    Normal,
    Secondary,
    Muted,
    Accent,
    Up,
    Down,
    Good,
    Warn,
    Bad,
};

[[nodiscard]] const Colours& darkColours();
[[nodiscard]] const Colours& lightColours();
/// Those of the theme that the application wears now.
[[nodiscard]] const Colours& coloursNow();
[[nodiscard]] QColor colourOf(Tone tone);
/// Black or white, whichever can be read on `ground`.
[[nodiscard]] QColor inkOn(const QColor& ground);
/// Relative luminance and contrast ratio. Source: WCAG 2.1, definitions.
[[nodiscard]] double luminance(const QColor& colour);
[[nodiscard]] double contrast(const QColor& a, const QColor& b);
/// `colour` laid over `ground` with this opacity (0..1).
[[nodiscard]] QColor blended(const QColor& colour, const QColor& ground, double opacity);

} // namespace tapedeck
