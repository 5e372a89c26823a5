#include "wire/clock_body.h"

#include "market/new_york.h"
#include "wire/json_writer.h"

#include <charconv>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

/// "09:30" or "0930".
std::optional<Nanoseconds> wallTime(std::string_view text) noexcept
{
    if (text.size() == 5 && text[2] != ':')
        return std::nullopt;
    if (text.size() != 5 && text.size() != 4)
        return std::nullopt;
    const auto number = [](std::string_view digits) {
        int value = -1;
        const auto [end, trouble] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return trouble == std::errc{} && end == digits.data() + digits.size() ? value : -1;
    };
    const int hour = number(text.substr(0, 2));
    const int minute = number(text.substr(text.size() - 2));
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59)
        return std::nullopt;
    return Nanoseconds{std::chrono::hours{hour} + std::chrono::minutes{minute}};
}

Timestamp
readWallTime(BodyFields& fields, Date date, std::string_view key, std::optional<Nanoseconds> usual)
{
    const std::string text = fields.text(key);
    const auto time = text.empty() ? usual : wallTime(text);
    if (!time)
        fields.refuse(ErrorCode::Malformed, key, "not a time of day");
    return time ? fromNewYork(date, *time) : Timestamp{};
}

std::string wallText(Timestamp t, std::string_view separator)
{
    const auto minutes = std::chrono::floor<std::chrono::minutes>(toNewYork(t).timeOfDay).count();
    std::string text;
    for (const auto part : {minutes / 60, minutes % 60}) {
        text += part < 10 ? "0" : "";
        text += std::to_string(part);
        text += text.size() == 2 ? separator : "";
    }
    return text;
}

/// RFC 3339 with New York's offset, as the clock endpoint spells it.
std::string withOffset(Timestamp t)
{
    const auto offset = newYorkOffset(t);
    std::string text;
    appendTimestamp(text, t + offset);
    text.pop_back(); // its Z
    return text + (offset == -4h ? "-04:00" : "-05:00");
}

} // namespace

Result<BrokerClock> readClock(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "clock", counts};
    BrokerClock clock;
    clock.at = fields.requiredTime("timestamp");
    clock.isOpen = fields.requiredFlag("is_open");
    clock.nextOpen = fields.requiredTime("next_open");
    clock.nextClose = fields.requiredTime("next_close");
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return clock;
}

std::string encodeClock(const BrokerClock& clock)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("timestamp").string(withOffset(clock.at));
    json.key("is_open").boolean(clock.isOpen);
    json.key("next_open").string(withOffset(clock.nextOpen));
    json.key("next_close").string(withOffset(clock.nextClose)).endObject();
    return out;
}

Result<CalendarDay> readCalendarDay(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "calendar day", counts};
    CalendarDay day;
    const auto date = parseDate(fields.text("date"));
    // What a Timestamp can hold, with a day to spare at both ends.
    if (!date || static_cast<int>(date->year()) < 1970 || static_cast<int>(date->year()) > 2261)
        fields.refuse(ErrorCode::Malformed, "date", "not a date of the years 1970 to 2261");
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    day.date = *date;
    day.open = readWallTime(fields, day.date, "open", std::nullopt);
    day.close = readWallTime(fields, day.date, "close", std::nullopt);
    day.sessionOpen = readWallTime(fields, day.date, "session_open", Nanoseconds{4h});
    day.sessionClose = readWallTime(fields, day.date, "session_close", Nanoseconds{20h});
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    if (!(day.sessionOpen <= day.open && day.open < day.close && day.close <= day.sessionClose))
        return fail(ErrorCode::Malformed,
                    "calendar day " + toString(day.date) + ": its times are not in order");
    return day;
}

std::string encodeCalendarDay(const CalendarDay& day, Date settlement)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("date").string(toString(day.date));
    json.key("open").string(wallText(day.open, ":")).key("close").string(wallText(day.close, ":"));
    json.key("session_open").string(wallText(day.sessionOpen, ""));
    json.key("session_close").string(wallText(day.sessionClose, ""));
    json.key("settlement_date").string(toString(settlement)).endObject();
    return out;
}

} // namespace tapedeck
