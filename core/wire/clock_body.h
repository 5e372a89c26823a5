#pragma once

#include "trading/account.h"
#include "wire/body_fields.h"

namespace tapedeck {

/// GET /v2/clock (alpaca.md, section 4.10): times with New York's offset, regular session.
[[nodiscard]] Result<BrokerClock> readClock(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<BrokerClock> parseClock(std::string_view body)
{
    return parseBody(body, &readClock, nullptr);
}
[[nodiscard]] std::string encodeClock(const BrokerClock& clock);

/// An element of GET /v2/calendar: New York wall times, "09:30" and "0400", without an offset.
/// Without session times the usual 04:00 and 20:00 hold. Errors: Malformed, naming the field.
[[nodiscard]] Result<CalendarDay> readCalendarDay(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<BodyList<CalendarDay>> parseCalendar(std::string_view body)
{
    return parseBodyList(body, &readCalendarDay);
}
/// `settlement`: the day when its trades settle.
[[nodiscard]] std::string encodeCalendarDay(const CalendarDay& day, Date settlement);

} // namespace tapedeck
