#include "app/practice/weather/update_weather.h"

namespace tapedeck::practice {

namespace {

constexpr std::uint32_t kOvertakenMost = 4;

} // namespace

std::vector<std::string> UpdateWeather::pass(std::string frame, std::int64_t now)
{
    std::vector<std::string> sent;
    if (m_weather.strikes(Fault::ReorderedUpdate, now)) {
        const std::uint32_t after = 1 + m_weather.choose(Fault::ReorderedUpdate, kOvertakenMost);
        m_held.push_back({std::move(frame), now + kHeldFor.count(), after});
        return sent;
    }
    sent.push_back(std::move(frame));
    if (m_weather.strikes(Fault::DuplicateUpdate, now))
        sent.push_back(sent.front());
    for (Held& held : m_held) {
        if (held.after > 0)
            --held.after;
    }
    for (std::string& late : due(now))
        sent.push_back(std::move(late));
    return sent;
}

std::vector<std::string> UpdateWeather::due(std::int64_t now)
{
    std::vector<std::string> sent;
    std::erase_if(m_held, [&](Held& held) {
        const bool isDue = held.after == 0 || now >= held.until;
        if (isDue)
            sent.push_back(std::move(held.frame));
        return isDue;
    });
    return sent;
}

} // namespace tapedeck::practice
