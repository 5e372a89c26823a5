#include "app/practice/weather/rest_weather.h"

#include "app/practice/http_connection.h"

#include <array>

namespace tapedeck::practice {

namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kThrottleFor = 2s;
constexpr std::uint32_t kSlowMillisMax = 3'000;

} // namespace

RestWeather::RestWeather(Weather& weather, std::int64_t now) : m_weather{weather}
{
    if (!weather.plan()[Fault::Throttle].isZero())
        m_nextThrottle = now + weather.wait(Fault::Throttle).count();
    if (!weather.plan()[Fault::ClockSkew].isZero()) {
        const Nanoseconds by = weather.amount(Fault::ClockSkew);
        m_skew = weather.choose(Fault::ClockSkew, 2) == 0 ? by : -by;
    }
}

std::optional<HttpAnswer> RestWeather::before(std::int64_t now, std::int64_t epochSeconds)
{
    if (m_weather.isOver(now))
        return std::nullopt;
    if (m_nextThrottle && now >= *m_nextThrottle + kThrottleFor.count())
        m_nextThrottle = now + m_weather.wait(Fault::Throttle).count();
    if (m_nextThrottle && now >= *m_nextThrottle) {
        m_weather.count(Fault::Throttle);
        HttpAnswer answer = errorAnswer(429, 0, "too many requests.");
        const auto reset =
            epochSeconds + std::chrono::floor<std::chrono::seconds>(kThrottleFor).count();
        answer.headers = {{"X-RateLimit-Remaining", "0"},
                          {"X-RateLimit-Reset", std::to_string(reset)}};
        return answer;
    }
    if (m_weather.strikes(Fault::ServerError, now)) {
        constexpr std::array<int, 3> kStatuses{500, 502, 503};
        const int status = kStatuses[m_weather.choose(Fault::ServerError, kStatuses.size())];
        if (status == 500)
            return errorAnswer(status, 50010000, "internal server error occurred");
        return HttpAnswer{status, "<html><body>upstream is unwell</body></html>", {}};
    }
    return std::nullopt;
}

void RestWeather::after(const HttpRequest& request, std::int64_t now, HttpAnswer& answer)
{
    const bool tradingPost = request.method == "POST" && answer.status == 200;
    if (tradingPost && m_weather.strikes(Fault::OrderTimeout, now)) {
        answer = errorAnswer(504, 50410000, "the request has timed out");
        return;
    }
    if (m_weather.strikes(Fault::LostAnswer, now))
        answer.isLost = true;
    if (m_weather.strikes(Fault::SlowAnswer, now))
        answer.after =
            std::chrono::milliseconds{m_weather.choose(Fault::SlowAnswer, kSlowMillisMax)};
    if (request.path == std::vector<std::string>{"v2", "clock"} && clockSkew(now).count() != 0)
        m_weather.count(Fault::ClockSkew);
}

Nanoseconds RestWeather::clockSkew(std::int64_t now) const
{
    return m_weather.isOver(now) ? Nanoseconds{0} : m_skew;
}

} // namespace tapedeck::practice
