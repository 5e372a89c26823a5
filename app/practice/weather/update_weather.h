#pragma once

#include "app/practice/weather/weather.h"

#include <string>
#include <vector>

namespace tapedeck::practice {

/// Tells updates of orders twice, or after those that follow. None is lost.
class UpdateWeather
{
public:
    /// One that is held back is told this late, unless others have gone before.
    static constexpr Nanoseconds kHeldFor = std::chrono::milliseconds{400};

    explicit UpdateWeather(Weather& weather) : m_weather{weather} {}

    /// What is to be sent now that `frame` is due, in order.
    [[nodiscard]] std::vector<std::string> pass(std::string frame, std::int64_t now);
    /// What was held back long enough.
    [[nodiscard]] std::vector<std::string> due(std::int64_t now);

private:
    struct Held
    {
        std::string frame;
        std::int64_t until = 0;  ///< steady
        std::uint32_t after = 0; ///< so many others go first
    };

    Weather& m_weather;
    std::vector<Held> m_held; ///< oldest first
};

} // namespace tapedeck::practice
