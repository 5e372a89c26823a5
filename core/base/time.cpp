#include "base/time.h"

#include "base/int128.h"

#include <algorithm>
#include <cstdio>

namespace tapedeck {

namespace {

/// Reads fixed-width fields from the left; `ok` stays false once anything did not fit.
class Scanner
{
public:
    explicit Scanner(std::string_view text) noexcept : m_rest{text} {}

    int digits(std::size_t count) noexcept
    {
        if (m_rest.size() < count) {
            m_ok = false;
            return 0;
        }
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const char c = m_rest[i];
            m_ok = m_ok && c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        m_rest.remove_prefix(count);
        return m_ok ? value : 0;
    }
    void literal(char c) noexcept { m_ok = take(c) && m_ok; }
    bool take(char c) noexcept
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    [[nodiscard]] bool nextIsDigit() const noexcept
    {
        return !m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9';
    }
    [[nodiscard]] bool done() const noexcept { return m_ok && m_rest.empty(); }
    [[nodiscard]] bool ok() const noexcept { return m_ok; }

private:
    std::string_view m_rest;
    bool m_ok = true;
};

Date scanDate(Scanner& scan) noexcept
{
    const int year = scan.digits(4);
    scan.literal('-');
    const int month = scan.digits(2);
    scan.literal('-');
    const int day = scan.digits(2);
    return Date{std::chrono::year{year},
                std::chrono::month{static_cast<unsigned>(month)},
                std::chrono::day{static_cast<unsigned>(day)}};
}

std::int64_t scanFraction(Scanner& scan, bool& fits) noexcept
{
    std::int64_t nanos = 0;
    std::int64_t unit = 100'000'000;
    int count = 0;
    while (scan.nextIsDigit()) {
        nanos += scan.digits(1) * unit;
        unit /= 10;
        ++count;
    }
    fits = count >= 1 && count <= 9;
    return nanos;
}

} // namespace

Result<Timestamp> parseTimestamp(std::string_view text) noexcept
{
    using namespace std::chrono;
    Scanner scan{text};
    const Date day = scanDate(scan);
    if (!scan.take('T') && !scan.take('t'))
        scan.literal('T');
    const int hour = scan.digits(2);
    scan.literal(':');
    const int minute = scan.digits(2);
    scan.literal(':');
    const int second = scan.digits(2);
    std::int64_t nanos = 0;
    bool fractionFits = true;
    if (scan.take('.'))
        nanos = scanFraction(scan, fractionFits);

    int offsetMinutes = 0;
    if (!scan.take('Z') && !scan.take('z')) {
        const bool west = scan.take('-');
        if (!west)
            scan.literal('+');
        const int hours = scan.digits(2);
        scan.literal(':');
        const int minutes = scan.digits(2);
        if (hours > 23 || minutes > 59)
            return fail(ErrorCode::Malformed, "not an RFC 3339 time");
        offsetMinutes = (west ? -1 : 1) * (hours * 60 + minutes);
    }
    if (!scan.done() || !fractionFits || !day.ok() || hour > 23 || minute > 59 || second > 60)
        return fail(ErrorCode::Malformed, "not an RFC 3339 time");
    const int year = static_cast<int>(day.year());
    if (year < 1970 || year > 2261)
        return fail(ErrorCode::OutOfRange, "time is outside the years 1970 to 2261");
    return Timestamp{sys_days{day}} + hours{hour} + minutes{minute - offsetMinutes} +
           seconds{second} + Nanoseconds{nanos};
}

std::string toRfc3339(Timestamp t)
{
    using namespace std::chrono;
    const auto midnight = floor<days>(t);
    const Date day{midnight};
    const hh_mm_ss<Nanoseconds> time{t - midnight};
    char text[40];
    const int length = std::snprintf(text,
                                     sizeof text,
                                     "%04d-%02u-%02uT%02d:%02d:%02d",
                                     static_cast<int>(day.year()),
                                     static_cast<unsigned>(day.month()),
                                     static_cast<unsigned>(day.day()),
                                     static_cast<int>(time.hours().count()),
                                     static_cast<int>(time.minutes().count()),
                                     static_cast<int>(time.seconds().count()));
    std::string result{text, static_cast<std::size_t>(length)};
    if (const auto fraction = time.subseconds().count(); fraction != 0) {
        std::snprintf(text, sizeof text, ".%09lld", static_cast<long long>(fraction));
        result += text;
        result.erase(result.find_last_not_of('0') + 1);
    }
    return result + "Z";
}

Result<Date> parseDate(std::string_view text) noexcept
{
    Scanner scan{text};
    const Date day = scanDate(scan);
    if (!scan.done() || !day.ok())
        return fail(ErrorCode::Malformed, "not a date (year-month-day)");
    return day;
}

std::string secondsText(Nanoseconds span)
{
    const auto millis = std::max<std::int64_t>(0, span.count()) / 1'000'000;
    char text[32];
    std::snprintf(text,
                  sizeof text,
                  "%lld.%03lld s",
                  static_cast<long long>(millis / 1'000),
                  static_cast<long long>(millis % 1'000));
    return text;
}

std::string toString(Date day)
{
    char text[16];
    std::snprintf(text,
                  sizeof text,
                  "%04d-%02u-%02u",
                  static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

} // namespace tapedeck
