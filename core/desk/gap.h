#pragma once

#include "base/canonical.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// What is between us and the rest.
enum class Link : std::uint8_t
{
    MarketData,
    TradeUpdates,
    BrokerRest,
    Journal,
    News,
    Options
};
inline constexpr std::size_t kLinks = 6;

enum class GapState : std::uint8_t
{
    Open,    ///< the stream is still away
    Filling, ///< it is back, and what was missed is being fetched
    Filled,
    Unfilled ///< what was missed stays missing
};

/// The word of a hole that minute bars alone filled: ticks that were missed stay missing.
inline constexpr std::string_view kFilledByBars = "bars";

/// A hole in a stream: what happened in it was not told when it happened.
struct Gap
{
    std::int64_t number = 0; ///< counts up in a run, per link
    Link link{};
    Timestamp start; ///< the last that is certain to have been told
    Timestamp end;   ///< of no meaning while Open
    std::string cause;
    std::vector<std::string> symbols; ///< empty: all of the account
    GapState state{};
    std::string filledBy; ///< "trades", "bars", "polling", ...; with Unfilled: why not
    TAPEDECK_FIELDS(self.number,
                    self.link,
                    self.start,
                    self.end,
                    self.cause,
                    self.symbols,
                    self.state,
                    self.filledBy)
    friend bool operator==(const Gap&, const Gap&) = default;
};

} // namespace tapedeck
