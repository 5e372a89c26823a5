#pragma once

#include "app/practice/http_message.h"
#include "app/practice/weather/weather.h"

#include <optional>

namespace tapedeck::practice {

/// What goes wrong with REST's requests and answers.
class RestWeather
{
public:
    explicit RestWeather(Weather& weather, std::int64_t now);

    /// The answer instead of the server's own, which then hears nothing of the request.
    /// `epochSeconds`: real time, for the limit's reset.
    [[nodiscard]] std::optional<HttpAnswer> before(std::int64_t now, std::int64_t epochSeconds);
    /// What became of the server's answer on its way.
    void after(const HttpRequest& request, std::int64_t now, HttpAnswer& answer);
    /// By how much the exchange's clock is told wrong.
    [[nodiscard]] Nanoseconds clockSkew(std::int64_t now) const;

private:
    Weather& m_weather;
    std::optional<std::int64_t> m_nextThrottle; ///< when requests are refused for a while
    Nanoseconds m_skew{};
};

} // namespace tapedeck::practice
