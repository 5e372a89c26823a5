#include "ui/chart/time_ticks.h"

#include "market/new_york.h"
#include "ui/text/format.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace tapedeck {

namespace {

constexpr std::int64_t kDaySeconds = 86'400;

/// Seconds on New York's wall clock since 1970; the offset is looked up once an hour of candles.
class WallClock
{
public:
    [[nodiscard]] std::int64_t secondsAt(Timestamp t)
    {
        const std::int64_t utc =
            std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
        if (utc / 3600 != m_hour) {
            m_hour = utc / 3600;
            m_offset = std::chrono::seconds{newYorkOffset(t)}.count();
        }
        return utc + m_offset;
    }

private:
    std::int64_t m_hour = -1;
    std::int64_t m_offset = 0;
};

std::int64_t secondsOf(Timeframe timeframe)
{
    switch (timeframe) {
    case Timeframe::Second1:
        return 1;
    case Timeframe::Second5:
        return 5;
    case Timeframe::Minute1:
        return 60;
    case Timeframe::Minute5:
        return 300;
    case Timeframe::Hour1:
        return 3'600;
    case Timeframe::Day1:
        return kDaySeconds;
    }
    return 60;
}

/// Keeps labels apart; a strong one may push out the weak one before it.
class Spaced
{
public:
    Spaced(std::vector<TimeTick>& out, double candleWidth, double gapMin)
        : m_out{out}, m_candleWidth{candleWidth}, m_gapMin{gapMin}
    {}
    void add(TimeTick tick)
    {
        const auto isNear = [&] {
            return !m_out.empty() &&
                   static_cast<double>(tick.index - m_out.back().index) * m_candleWidth < m_gapMin;
        };
        if (tick.strong && isNear() && !m_out.back().strong)
            m_out.pop_back();
        if (!isNear())
            m_out.push_back(std::move(tick));
    }

private:
    std::vector<TimeTick>& m_out;
    double m_candleWidth;
    double m_gapMin;
};

std::vector<TimeTick> intradayTicks(const std::vector<Candle>& candles,
                                    std::size_t first,
                                    std::size_t end,
                                    std::int64_t candleSeconds,
                                    double candleWidth,
                                    double gapMin)
{
    constexpr std::array<std::int64_t, 18> kSteps = {1,
                                                     5,
                                                     10,
                                                     15,
                                                     30,
                                                     60,
                                                     120,
                                                     300,
                                                     600,
                                                     900,
                                                     1'800,
                                                     3'600,
                                                     7'200,
                                                     10'800,
                                                     14'400,
                                                     21'600,
                                                     43'200,
                                                     kDaySeconds};
    const double least = gapMin / candleWidth * static_cast<double>(candleSeconds);
    const auto found = std::find_if(kSteps.begin(), kSteps.end(), [least](std::int64_t step) {
        return static_cast<double>(step) >= least;
    });
    const std::int64_t step = found == kSteps.end() ? kDaySeconds : *found;

    std::vector<TimeTick> ticks;
    Spaced spaced{ticks, candleWidth, gapMin};
    WallClock clock;
    std::int64_t before = first > 0 ? clock.secondsAt(candles[first - 1].start) : -1;
    for (std::size_t i = first; i < end; ++i) {
        const std::int64_t now = clock.secondsAt(candles[i].start);
        const bool newDay = before >= 0 && now / kDaySeconds != before / kDaySeconds;
        if (newDay)
            spaced.add({i, text::shortDate(candles[i].start), true});
        else if (before >= 0 && now / step != before / step)
            spaced.add(
                {i,
                 step < 60 ? text::time(candles[i].start) : text::timeToMinutes(candles[i].start),
                 false});
        before = now;
    }
    return ticks;
}

std::vector<TimeTick> dailyTicks(const std::vector<Candle>& candles,
                                 std::size_t first,
                                 std::size_t end,
                                 double candleWidth,
                                 double gapMin)
{
    constexpr double kWeek = 5;
    const bool weekly = candleWidth * kWeek >= gapMin;
    std::vector<TimeTick> ticks;
    Spaced spaced{ticks, candleWidth, gapMin};
    for (std::size_t i = std::max<std::size_t>(first, 1); i < end; ++i) {
        const Date day = toNewYork(candles[i].start).date;
        const Date before = toNewYork(candles[i - 1].start).date;
        const bool newWeek = std::chrono::weekday{std::chrono::sys_days{day}}.iso_encoding() <
                             std::chrono::weekday{std::chrono::sys_days{before}}.iso_encoding();
        if (day.year() != before.year())
            spaced.add({i, QString::number(static_cast<int>(day.year())), true});
        else if (day.month() != before.month())
            spaced.add({i,
                        QLocale{}.monthName(static_cast<int>(static_cast<unsigned>(day.month())),
                                            QLocale::ShortFormat),
                        false});
        else if (weekly && newWeek)
            spaced.add({i, text::shortDate(candles[i].start), false});
    }
    return ticks;
}

} // namespace

std::vector<TimeTick> timeTicks(const std::vector<Candle>& candles,
                                std::size_t first,
                                std::size_t end,
                                Timeframe timeframe,
                                double candleWidth,
                                double gapMin)
{
    end = std::min(end, candles.size());
    if (first >= end || candleWidth <= 0)
        return {};
    if (timeframe == Timeframe::Day1)
        return dailyTicks(candles, first, end, candleWidth, gapMin);
    return intradayTicks(candles, first, end, secondsOf(timeframe), candleWidth, gapMin);
}

double niceStep(double least)
{
    const double power = std::pow(10.0, std::floor(std::log10(std::max(least, 1e-9))));
    for (const double factor : {1.0, 2.0, 5.0}) {
        constexpr double kSlack = 1e-9;
        if (power * factor >= least * (1 - kSlack))
            return power * factor;
    }
    return power * 10;
}

} // namespace tapedeck
