#include "app/practice/portfolio_history.h"
#include "app/practice/rest_answers.h"
#include "app/practice/rest_api.h"
#include "app/practice/rest_parameters.h"
#include "market/new_york.h"
#include "wire/portfolio_body.h"

#include <array>
#include <charconv>

// The account's past (alpaca.md, section 4.10).
namespace tapedeck::practice {

namespace {

/// Answers hold so many points at most.
constexpr std::size_t kPointsMax = 10'000;

struct HistoryFrame
{
    std::string_view word;
    Nanoseconds step; ///< 0: a day
    int daysMost;     ///< of a period: finer ones reach back less
};
constexpr std::array kFrames{HistoryFrame{"1Min", std::chrono::minutes{1}, 7},
                             HistoryFrame{"5Min", std::chrono::minutes{5}, 30},
                             HistoryFrame{"15Min", std::chrono::minutes{15}, 30},
                             HistoryFrame{"1H", std::chrono::hours{1}, 30},
                             HistoryFrame{"1D", Nanoseconds{0}, 36'500}};

/// "3D", "2W", "1M", "1A" in calendar days. Errors: Malformed.
Result<int> periodDays(std::string_view text)
{
    int count = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), count);
    constexpr std::string_view kUnits = "DWMA";
    constexpr std::array kDays{1, 7, 31, 366};
    const std::size_t unit =
        end == text.data() + text.size() ? std::string_view::npos : kUnits.find(*end);
    if (trouble != std::errc{} || count < 1 || count > 1'000 || unit == std::string_view::npos ||
        end + 1 != text.data() + text.size())
        return fail(ErrorCode::Malformed, "invalid period");
    return count * kDays[unit];
}

struct HistoryRequest
{
    Date first{};
    Date last{};
    HistoryFrame frame = kFrames.back();
    bool extended = false;
};

Result<HistoryRequest> historyRequestOf(const HttpRequest& request, Date today)
{
    HistoryRequest wanted;
    wanted.last = today;
    const auto start = timeParameter(request, "start");
    const auto end = timeParameter(request, "end");
    for (const auto* time : {&start, &end}) {
        if (!*time)
            return tl::unexpected<Error>{time->error()};
    }
    if (const auto day = request.parameter("date_end"); day && !day->empty()) {
        const auto date = parseDate(*day);
        if (!date)
            return tl::unexpected<Error>{date.error()};
        wanted.last = *date;
    }
    if (*end)
        wanted.last = toNewYork(**end).date;
    const auto period = periodDays(request.parameter("period").value_or(*start ? "1D" : "1M"));
    if (!period)
        return tl::unexpected<Error>{period.error()};
    wanted.first = *start
                       ? toNewYork(**start).date
                       : Date{std::chrono::sys_days{wanted.last} - std::chrono::days{*period - 1}};
    const int days = static_cast<int>(
        (std::chrono::sys_days{wanted.last} - std::chrono::sys_days{wanted.first}).count() + 1);
    const std::string_view word = request.parameter("timeframe")
                                      .value_or(days <= 7    ? "1Min"
                                                : days <= 30 ? "15Min"
                                                             : "1D");
    const auto frame = std::find_if(kFrames.begin(), kFrames.end(), [&](const HistoryFrame& each) {
        return each.word == word;
    });
    if (frame == kFrames.end())
        return fail(ErrorCode::Malformed, "invalid timeframe");
    if (days > frame->daysMost)
        return fail(ErrorCode::Malformed, "period is too long for the timeframe");
    wanted.frame = *frame;
    wanted.extended =
        request.parameter("intraday_reporting").value_or("market_hours") == "extended_hours" ||
        request.parameter("extended_hours").value_or("false") == "true";
    return wanted;
}

PortfolioPast pastOf(const std::vector<EquityPoint>& points, const HistoryFrame& frame)
{
    PortfolioPast past;
    past.timeframe = frame.word;
    past.baseValue = points.empty() ? Money{} : points.front().before;
    for (const EquityPoint& point : points) {
        const Money profit = point.equity - point.before;
        std::optional<Ratio> change;
        if (point.before.isPositive())
            change = ratioOf(profit, point.before);
        past.points.push_back({point.at, point.equity, profit, change});
    }
    return past;
}

} // namespace

HttpAnswer RestApi::getPortfolioHistory(const HttpRequest& request) const
{
    const auto wanted = historyRequestOf(request, toNewYork(m_venue.now()).date);
    if (!wanted)
        return badParameter(wanted.error());
    const PortfolioHistory history{m_venue};
    auto points =
        wanted->frame.step.count() == 0
            ? history.daily(wanted->first, wanted->last)
            : history.intraday(wanted->first, wanted->last, wanted->frame.step, wanted->extended);
    if (points.size() > kPointsMax)
        points.erase(points.begin(), points.end() - static_cast<std::ptrdiff_t>(kPointsMax));
    return ok(encodePortfolioPast(pastOf(points, wanted->frame)));
}

} // namespace tapedeck::practice
