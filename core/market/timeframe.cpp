#include "market/timeframe.h"

#include "base/check.h"
#include "market/new_york.h"

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

/// Zero for a day, whose length the calendar knows.
Nanoseconds lengthOf(Timeframe timeframe) noexcept
{
    switch (timeframe) {
    case Timeframe::Second1:
        return 1s;
    case Timeframe::Second5:
        return 5s;
    case Timeframe::Minute1:
        return 1min;
    case Timeframe::Minute5:
        return 5min;
    case Timeframe::Hour1:
        return 1h;
    case Timeframe::Day1:
        return 0s;
    }
    CHECK(false);
}

} // namespace

Timestamp barStart(Timeframe timeframe, Timestamp t) noexcept
{
    if (timeframe == Timeframe::Day1)
        return newYorkMidnight(t);
    const std::int64_t length = lengthOf(timeframe).count();
    const std::int64_t rest = nanosOf(t) % length;
    return t - Nanoseconds{rest < 0 ? rest + length : rest};
}

Timestamp barEnd(Timeframe timeframe, Timestamp start) noexcept
{
    if (timeframe == Timeframe::Day1)
        return newYorkMidnight(start + 36h);
    return start + lengthOf(timeframe);
}

std::string_view toString(Timeframe timeframe) noexcept
{
    switch (timeframe) {
    case Timeframe::Second1:
        return "1Sec";
    case Timeframe::Second5:
        return "5Sec";
    case Timeframe::Minute1:
        return "1Min";
    case Timeframe::Minute5:
        return "5Min";
    case Timeframe::Hour1:
        return "1Hour";
    case Timeframe::Day1:
        return "1Day";
    }
    CHECK(false);
}

Result<Timeframe> parseTimeframe(std::string_view text)
{
    for (const Timeframe timeframe : {Timeframe::Second1,
                                      Timeframe::Second5,
                                      Timeframe::Minute1,
                                      Timeframe::Minute5,
                                      Timeframe::Hour1,
                                      Timeframe::Day1})
        if (toString(timeframe) == text)
            return timeframe;
    return fail(ErrorCode::Malformed,
                "'" + std::string{text} +
                    "' is no timeframe; choose 1Sec, 5Sec, 1Min, 5Min, 1Hour or 1Day");
}

} // namespace tapedeck
