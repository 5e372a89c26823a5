#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tapedeck {

/// Where one of our orders stands between the decision and its end. The broker's own word for an
/// order that it has is OrderStatus; this is what we know of the way there.
enum class OrderPhase : std::uint8_t
{
    Intended,   ///< decided; not yet known to be on disk
    Submitting, ///< on disk, on its way
    Unknown,    ///< the request was not answered: being looked up, never repeated
    Working,    ///< the broker has it
    Canceling,  ///< a cancel was asked for and not yet confirmed
    Done,       ///< filled, canceled, expired, rejected, replaced, or never sent
};
inline constexpr std::size_t kOrderPhaseCount = static_cast<std::size_t>(OrderPhase::Done) + 1;

enum class OrderStep : std::uint8_t
{
    MadeDurable,
    NotDurable,   ///< the disk refused; nothing was sent
    NotSent,      ///< stopped before it left
    Acknowledged, ///< the broker answered with the order, or has been found to have it
    Refused,      ///< the broker answered no
    NoAnswer,
    NeverArrived, ///< looked up, and the broker does not know it
    CancelAsked,
    CancelRefused, ///< the order lives on, or ended otherwise
    Ended,         ///< the broker says that it will never trade again
};
inline constexpr std::size_t kOrderStepCount = static_cast<std::size_t>(OrderStep::Ended) + 1;

/// The table of the life cycle, read by the engine and by its tests. Nothing = an illegal
/// transition: audited, never applied.
[[nodiscard]] std::optional<OrderPhase> nextPhase(OrderPhase phase, OrderStep step) noexcept;

[[nodiscard]] std::string_view toString(OrderPhase phase) noexcept;
[[nodiscard]] std::string_view toString(OrderStep step) noexcept;

} // namespace tapedeck
