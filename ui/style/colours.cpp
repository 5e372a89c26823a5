#include "ui/style/colours.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>
#include <cmath>

namespace tapedeck {

const Colours& darkColours()
{
    static const Colours kColours{
        .dark = true,
        .window = QColor{0x0B, 0x0E, 0x13},
        .panel = QColor{0x13, 0x18, 0x20},
        .raised = QColor{0x1B, 0x21, 0x2B},
        .hover = QColor{0x20, 0x27, 0x33},
        .selected = QColor{0x26, 0x2C, 0x45},
        .border = QColor{0x2A, 0x32, 0x3F},
        .text = QColor{0xE8, 0xEC, 0xF2},
        .secondary = QColor{0xB1, 0xBA, 0xC8},
        .muted = QColor{0x8B, 0x96, 0xA7},
        .accent = QColor{0x9D, 0x8C, 0xFF},
        .onAccent = QColor{0x12, 0x0E, 0x2A},
        .up = QColor{0x45, 0xB2, 0xFF},
        .down = QColor{0xFF, 0x97, 0x4D},
        .good = QColor{0x3D, 0xCB, 0x9A},
        .warn = QColor{0xF5, 0xBE, 0x3D},
        .bad = QColor{0xFF, 0x6B, 0x70},
        .practice = QColor{0x17, 0x9A, 0xA6},
        .paper = QColor{0xF0, 0xAD, 0x2E},
        .live = QColor{0xE5, 0x48, 0x4D},
        .kill = QColor{0xC9, 0x2A, 0x30},
        .onKill = QColor{0xFF, 0xFF, 0xFF},
        .grid = QColor{0x1F, 0x26, 0x31},
    };
    return kColours;
}

const Colours& lightColours()
{
    static const Colours kColours{
        .dark = false,
        .window = QColor{0xE4, 0xE8, 0xEE},
        .panel = QColor{0xFF, 0xFF, 0xFF},
        .raised = QColor{0xF4, 0xF6, 0xF9},
        .hover = QColor{0xEC, 0xF0, 0xF5},
        .selected = QColor{0xE3, 0xE0, 0xFB},
        .border = QColor{0xCF, 0xD6, 0xDF},
        .text = QColor{0x12, 0x18, 0x21},
        .secondary = QColor{0x3F, 0x4A, 0x59},
        .muted = QColor{0x5B, 0x67, 0x78},
        .accent = QColor{0x5B, 0x45, 0xD6},
        .onAccent = QColor{0xFF, 0xFF, 0xFF},
        .up = QColor{0x08, 0x67, 0xB5},
        .down = QColor{0xA3, 0x42, 0x04},
        .good = QColor{0x0A, 0x6E, 0x4E},
        .warn = QColor{0x84, 0x57, 0x00},
        .bad = QColor{0xC4, 0x1E, 0x2A},
        .practice = QColor{0x0A, 0x75, 0x80},
        .paper = QColor{0xF0, 0xAD, 0x2E},
        .live = QColor{0xC4, 0x1E, 0x2A},
        .kill = QColor{0xC9, 0x2A, 0x30},
        .onKill = QColor{0xFF, 0xFF, 0xFF},
        .grid = QColor{0xE9, 0xED, 0xF2},
    };
    return kColours;
}

const Colours& coloursNow()
{
    constexpr int kHalfLightness = 128;
    const bool dark =
        QGuiApplication::palette().color(QPalette::Window).lightness() < kHalfLightness;
    return dark ? darkColours() : lightColours();
}

QColor colourOf(Tone tone)
{
    const Colours& colours = coloursNow();
    switch (tone) {
    case Tone::Normal:
        return colours.text;
    case Tone::Secondary:
        return colours.secondary;
    case Tone::Muted:
        return colours.muted;
    case Tone::Accent:
        return colours.accent;
    case Tone::Up:
        return colours.up;
    case Tone::Down:
        return colours.down;
    case Tone::Good:
        return colours.good;
    case Tone::Warn:
        return colours.warn;
    case Tone::Bad:
        return colours.bad;
    }
    return colours.text;
}

QColor inkOn(const QColor& ground)
{
    constexpr double kBright = 0.2; // there both black and white reach 4.5 : 1
    return luminance(ground) > kBright ? QColor{0x05, 0x0B, 0x0E} : QColor{Qt::white};
}

double luminance(const QColor& colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double brighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (brighter + 0.05) / (darker + 0.05);
}

QColor blended(const QColor& colour, const QColor& ground, double opacity)
{
    const auto mix = [opacity](int above, int below) {
        return static_cast<int>(std::lround(above * opacity + below * (1 - opacity)));
    };
    return QColor{mix(colour.red(), ground.red()),
                  mix(colour.green(), ground.green()),
                  mix(colour.blue(), ground.blue())};
}

} // namespace tapedeck
