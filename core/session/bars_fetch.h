#pragma once

#include "base/symbols.h"
#include "engine/input.h"
#include "session/rest_call.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tapedeck {

/// Fetches the bars of many symbols, page by page, or fails whole.
class BarsSteps
{
public:
    static constexpr std::size_t kSymbolsPerCall = 50;
    static constexpr std::size_t kBarsPerPage = 10'000;
    static constexpr std::size_t kPagesMax = 1'000;

    /// From `days` calendar days before `today` to the day before it: the day itself still grows.
    /// `today` is the exchange's; `feed` is the data plan's word, "iex".
    [[nodiscard]] static BarsSteps
    daily(std::vector<std::string> symbols, std::int32_t days, Date today, std::string feed);
    /// The finished minutes of the last `back` before `now`.
    [[nodiscard]] static BarsSteps
    minutes(std::vector<std::string> symbols, Nanoseconds back, Timestamp now, std::string feed);

    /// The minutes that begin in [from, to], which may still grow at the end.
    [[nodiscard]] static BarsSteps minutesBetween(std::vector<std::string> symbols,
                                                  Timestamp from,
                                                  Timestamp to,
                                                  std::string feed);

    /// One a symbol that was asked for, in that order, also where the broker has no bars.
    using Histories = std::vector<input::History>;
    using Next = std::variant<RestCall, Histories>;
    [[nodiscard]] Next first();
    /// Errors: Unavailable, Refused, Malformed, OutOfRange.
    [[nodiscard]] Result<Next> onAnswer(const RestAnswer& answer);

private:
    BarsSteps(std::vector<std::string> symbols,
              Timeframe timeframe,
              Timestamp from,
              Timestamp to,
              std::string feed);
    [[nodiscard]] Next callOrDone();

    std::vector<std::string> m_symbols;
    Timeframe m_timeframe;
    Timestamp m_from; ///< of a bar's start, both included
    Timestamp m_to;
    std::string m_feed;
    std::size_t m_firstOfCall = 0;
    std::string m_pageToken;
    std::size_t m_pages = 0;
    Symbols m_ids;
    Histories m_histories;
};

} // namespace tapedeck
