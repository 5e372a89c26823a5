#include "app/practice/bar_frame.h"

#include "market/new_york.h"

#include <algorithm>
#include <charconv>

namespace tapedeck::practice {

namespace {

using namespace std::chrono;

bool isBefore(const Bar& bar, Timestamp at) noexcept
{
    return bar.start < at;
}

} // namespace

std::optional<BarFrame> BarFrame::parse(std::string_view text) noexcept
{
    int count = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (trouble != std::errc{} || text.front() == '-' || text.front() == '0')
        return std::nullopt;
    if ((unit == "Min" || unit == "T") && count <= 59)
        return BarFrame{Unit::Minute, count};
    if ((unit == "Hour" || unit == "H") && count <= 23)
        return BarFrame{Unit::Hour, count};
    if ((unit == "Day" || unit == "D") && count == 1)
        return BarFrame{Unit::Day, count};
    if ((unit == "Week" || unit == "W") && count == 1)
        return BarFrame{Unit::Week, count};
    if ((unit == "Month" || unit == "M") && count <= 12 && 12 % count == 0)
        return BarFrame{Unit::Month, count};
    return std::nullopt;
}

Timestamp BarFrame::startOf(Timestamp t) const noexcept
{
    const NewYorkTime wall = toNewYork(t);
    const auto cut = [&](Nanoseconds length) {
        return fromNewYork(wall.date, wall.timeOfDay - wall.timeOfDay % length);
    };
    switch (unit) {
    case Unit::Minute:
        return cut(minutes{count});
    case Unit::Hour:
        return cut(hours{count});
    case Unit::Day:
        return fromNewYork(wall.date, {});
    case Unit::Week: {
        const sys_days day{wall.date};
        return fromNewYork(Date{day - (weekday{day} - Monday)}, {});
    }
    case Unit::Month: {
        const unsigned index = static_cast<unsigned>(wall.date.month()) - 1;
        const auto first = month{index - index % static_cast<unsigned>(count) + 1};
        return fromNewYork(wall.date.year() / first / day{1}, {});
    }
    }
    return t;
}

FrameWalk::FrameWalk(std::span<const Bar> base,
                     BarFrame frame,
                     Timestamp from,
                     Timestamp to,
                     bool ascending) noexcept
    : m_base{base}, m_frame{frame}, m_from{from}, m_to{to}, m_ascending{ascending}, m_place{0}
{
    const auto first = std::lower_bound(base.begin(), base.end(), ascending ? from : to, isBefore);
    m_place = static_cast<std::size_t>(first - base.begin());
    // What stands at or behind the bounds may belong to a bar that starts before them.
    if (ascending) {
        while (m_place < base.size() && frame.startOf(base[m_place].start) < from)
            ++m_place;
    } else {
        while (m_place < base.size() && frame.startOf(base[m_place].start) <= to)
            ++m_place;
    }
}

std::optional<FrameBar> FrameWalk::next() noexcept
{
    if (m_place == (m_ascending ? m_base.size() : 0))
        return std::nullopt;
    const Timestamp start = m_frame.startOf(m_base[m_ascending ? m_place : m_place - 1].start);
    if (start < m_from || start > m_to)
        return std::nullopt;
    const std::size_t origin = m_place;
    if (m_ascending) {
        while (m_place < m_base.size() && m_frame.startOf(m_base[m_place].start) == start)
            ++m_place;
        return join(origin, m_place, start);
    }
    while (m_place > 0 && m_frame.startOf(m_base[m_place - 1].start) == start)
        --m_place;
    return join(m_place, origin, start);
}

/// Open of the first, close of the last, extremes, sums (alpaca.md, section 6.3).
FrameBar FrameWalk::join(std::size_t begin, std::size_t end, Timestamp start) const noexcept
{
    FrameBar joined{m_base[begin], m_base[begin].volume.nanos()};
    if (m_frame.isBase())
        return joined;
    constexpr Int128 kMilliShare = kNanosPerUnit / 1000; // so that a sum of products stays in range
    Bar& bar = joined.bar;
    Int128 notional = 0;
    Int128 weight = 0;
    bar.start = start;
    bar.tradeCount = 0;
    joined.volumeNanos = 0;
    bool counted = true;
    bool weighed = true;
    for (const Bar& part : m_base.subspan(begin, end - begin)) {
        bar.high = std::max(bar.high, part.high);
        bar.low = std::min(bar.low, part.low);
        bar.close = part.close;
        joined.volumeNanos += part.volume.nanos();
        counted = counted && part.tradeCount;
        weighed = weighed && part.vwap;
        *bar.tradeCount += part.tradeCount.value_or(0);
        notional += part.volume.nanos() / kMilliShare * part.vwap.value_or(Price{}).nanos();
        weight += part.volume.nanos() / kMilliShare;
    }
    if (!counted)
        bar.tradeCount.reset();
    bar.vwap.reset();
    if (weighed && weight > 0) {
        // Six decimals, as the broker shows them.
        const Int128 micros = divideHalfEven(notional, weight * 1000);
        bar.vwap = Price::fromNanos(static_cast<std::int64_t>(micros) * 1000);
    }
    return joined;
}

} // namespace tapedeck::practice
