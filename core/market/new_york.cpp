#include "market/new_york.h"

namespace tapedeck {

namespace {

using namespace std::chrono;

constexpr hours kStandard{-5};
constexpr hours kDaylight{-4};

/// The instants of a year between which daylight-saving time holds.
struct DaylightSaving
{
    Timestamp from;
    Timestamp to;
};

DaylightSaving daylightSavingOf(year y) noexcept
{
    const bool sinceEnergyPolicyAct = y >= year{2007};
    const sys_days first =
        sinceEnergyPolicyAct ? sys_days{y / March / Sunday[2]} : sys_days{y / April / Sunday[1]};
    const sys_days end = sinceEnergyPolicyAct ? sys_days{y / November / Sunday[1]}
                                              : sys_days{y / October / Sunday[last]};
    // Both at 02:00 of the local time that ends there.
    return {Timestamp{first} + hours{2} - kStandard, Timestamp{end} + hours{2} - kDaylight};
}

} // namespace

hours newYorkOffset(Timestamp t) noexcept
{
    // Neither change comes near New Year, so the year in UTC will do.
    const auto saving = daylightSavingOf(Date{floor<days>(t)}.year());
    return t >= saving.from && t < saving.to ? kDaylight : kStandard;
}

NewYorkTime toNewYork(Timestamp t) noexcept
{
    const Timestamp local = t + newYorkOffset(t);
    const sys_days midnight = floor<days>(local);
    return {Date{midnight}, local - midnight};
}

Timestamp fromNewYork(Date date, Nanoseconds timeOfDay) noexcept
{
    const Timestamp local = Timestamp{sys_days{date}} + timeOfDay;
    const Timestamp daylight = local - kDaylight;
    return newYorkOffset(daylight) == kDaylight ? daylight : local - kStandard;
}

Timestamp newYorkMidnight(Timestamp t) noexcept
{
    return fromNewYork(toNewYork(t).date, Nanoseconds{0});
}

} // namespace tapedeck
