#pragma once

#include "app/practice/tape_time.h"
#include "app/practice/weather/weather.h"

#include <QTimer>

#include <chrono>
#include <utility>

namespace tapedeck::practice {

/// Calls `strike` at random times, on average as far apart as the plan says, until the weather is
/// over or `context` is gone. `weather` must outlive that.
template <class Strike>
void strikeNowAndThen(Weather& weather, Fault fault, QObject* context, Strike strike)
{
    if (weather.plan()[fault].isZero() || weather.isOver(steadyNow()))
        return;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(weather.wait(fault));
    QTimer::singleShot(wait, context, [&weather, fault, context, strike = std::move(strike)] {
        if (!weather.isOver(steadyNow()))
            strike(fault);
        strikeNowAndThen(weather, fault, context, strike);
    });
}

} // namespace tapedeck::practice
