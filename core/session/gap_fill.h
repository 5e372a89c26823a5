#pragma once

#include "session/bars_fetch.h"
#include "wire/trades_body.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tapedeck {

/// Trades are fetched for holes of at most this length; of longer ones the bars must do.
inline constexpr Nanoseconds kGapTradesMax = std::chrono::minutes{15};
/// Shorter holes end no minute for long: their trades make the bars.
inline constexpr Nanoseconds kGapBarsFrom = std::chrono::minutes{1};
/// More trades than these are not kept in memory for a hole; the bars must do.
inline constexpr std::size_t kGapTradesHeld = 200'000;

/// Fetches by REST what a market's stream missed in a hole: trades page by page, and minute bars.
/// Where the trades are refused or do not end, the bars alone are fetched.
class GapFillSteps
{
public:
    static constexpr std::size_t kTradesPerPage = 10'000;
    static constexpr std::size_t kPagesMax = 50;

    struct Found
    {
        Symbols symbols;           ///< which the trades name
        std::vector<Trade> trades; ///< in time order, of all symbols
        BarsSteps::Histories bars; ///< of minutes
        std::string by;            ///< "trades", "bars", "trades and bars"
    };
    using Next = std::variant<RestCall, Found>;

    /// `feed` is the data plan's word. Precondition: the gap is over and names its symbols.
    GapFillSteps(const Gap& gap, std::string feed);

    [[nodiscard]] Next first();
    /// Errors: why nothing at all could be had.
    [[nodiscard]] Result<Next> onAnswer(const RestAnswer& answer);

private:
    [[nodiscard]] RestCall tradesCall() const;
    [[nodiscard]] Result<Next> onTrades(const RestAnswer& answer);
    [[nodiscard]] Result<Next> onBars(const RestAnswer& answer);
    [[nodiscard]] Next toBars();
    [[nodiscard]] Next take(BarsSteps::Next next);
    [[nodiscard]] Next done();

    Gap m_gap;
    std::string m_feed;
    std::string m_pageToken;
    std::size_t m_pages = 0;
    bool m_haveTrades = false;
    bool m_haveBars = false;
    std::optional<BarsSteps> m_bars; ///< their turn
    Found m_found;
};

} // namespace tapedeck
