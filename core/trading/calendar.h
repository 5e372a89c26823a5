#pragma once

#include "base/time.h"
#include "trading/account.h"

#include <vector>

namespace tapedeck {

/// The trading days from `from` to `to`, both included, by the exchanges' standing rules
/// (market/session.h), in the form of a broker's calendar.
[[nodiscard]] std::vector<CalendarDay> usCalendar(Date from, Date to);

} // namespace tapedeck
