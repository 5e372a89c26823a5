#pragma once

#include "base/int128.h"
#include "market/events.h"

#include <optional>
#include <span>
#include <string_view>

namespace tapedeck::practice {

/// A length of bars as the data host offers it (alpaca.md, section 4.12): [1-59]Min, [1-23]Hour,
/// 1Day, 1Week, [1,2,3,4,6,12]Month. Everything up to hours is made of minute bars, everything
/// longer of daily ones. Minutes and hours are counted from midnight in New York, weeks begin on
/// Monday, months on their first day, and several of them with January.
struct BarFrame
{
    enum class Unit : std::uint8_t
    {
        Minute,
        Hour,
        Day,
        Week,
        Month
    };
    Unit unit = Unit::Minute;
    int count = 1;

    /// "5Min", "5T", "1Hour", "1D"; nothing for what is not offered.
    [[nodiscard]] static std::optional<BarFrame> parse(std::string_view text) noexcept;
    [[nodiscard]] bool isMadeOfDays() const noexcept { return unit >= Unit::Day; }
    /// Minute bars and daily bars are served as they are.
    [[nodiscard]] bool isBase() const noexcept
    {
        return count == 1 && (unit == Unit::Minute || unit == Unit::Day);
    }
    /// Where the bar starts that holds `t`.
    [[nodiscard]] Timestamp startOf(Timestamp t) const noexcept;
};

/// A bar that may hold more shares than a Quantity does.
struct FrameBar
{
    Bar bar; ///< its volume is not used
    Int128 volumeNanos = 0;
};

/// The bars of the frame that start in [from, to], in order or from the newest back, from base bars
/// in order of time. Walks them as they are asked for; the only cost ahead is a binary search.
class FrameWalk
{
public:
    FrameWalk(std::span<const Bar> base,
              BarFrame frame,
              Timestamp from,
              Timestamp to,
              bool ascending) noexcept;

    [[nodiscard]] std::optional<FrameBar> next() noexcept;

private:
    [[nodiscard]] FrameBar join(std::size_t begin, std::size_t end, Timestamp start) const noexcept;

    std::span<const Bar> m_base;
    BarFrame m_frame;
    Timestamp m_from;
    Timestamp m_to;
    bool m_ascending;
    std::size_t m_place; ///< of the next base bar; descending: behind it
};

} // namespace tapedeck::practice
