#include "ui/style/tones.h"

namespace tapedeck {

Tone toneOf(LimitResult result)
{
    switch (result) {
    case LimitResult::Passed:
        return Tone::Good;
    case LimitResult::Warned:
        return Tone::Warn;
    case LimitResult::Denied:
        return Tone::Bad;
    case LimitResult::Skipped:
        return Tone::Muted;
    }
    return Tone::Muted;
}

QString markOf(LimitResult result)
{
    switch (result) {
    case LimitResult::Passed:
        return QStringLiteral("✓");
    case LimitResult::Warned:
        return QStringLiteral("!");
    case LimitResult::Denied:
        return QStringLiteral("✕");
    case LimitResult::Skipped:
        return QStringLiteral("–");
    }
    return {};
}

Tone toneOf(LinkState state)
{
    switch (state) {
    case LinkState::Live:
        return Tone::Good;
    case LinkState::Connecting:
    case LinkState::Authenticating:
    case LinkState::Subscribing:
    case LinkState::BackingOff:
        return Tone::Warn;
    case LinkState::Stale:
    case LinkState::Refused:
    case LinkState::Offline:
        return Tone::Bad;
    case LinkState::Off:
        return Tone::Muted;
    }
    return Tone::Muted;
}

QColor colourOf(Mode mode)
{
    const Colours& colours = coloursNow();
    switch (mode) {
    case Mode::Practice:
        return colours.practice;
    case Mode::Paper:
        return colours.paper;
    case Mode::Live:
        return colours.live;
    }
    return colours.live;
}

} // namespace tapedeck
