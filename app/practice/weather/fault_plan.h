#pragma once

#include "base/fixed.h"
#include "base/result.h"
#include "base/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What goes wrong between the practice exchange and its clients, as values
/// (docs/practice-exchange.md).
namespace tapedeck::practice {

enum class Fault : std::uint8_t
{
    // Of bytes, by the proxy in front of the server
    Split,
    Merge,
    Delay,
    Reset,
    HalfOpen,
    GarbageBytes,
    RefusedUpgrade,
    // Of streams
    Drop,
    SlowConsumer,
    GarbageFrame,
    AuthRefusal,
    DuplicateUpdate,
    ReorderedUpdate,
    // Of REST
    ServerError,
    Throttle,
    SlowAnswer,
    OrderTimeout,
    LostAnswer,
    ClockSkew,
    // Of the market
    Halt,
    CrossedQuote,
    ZeroQuote,
    ThinMarket
};
inline constexpr std::size_t kFaults = 23;

/// What the number of a fault means; 0 is always none of it.
enum class FaultMeasure : std::uint8_t
{
    Share,        ///< of its occasions, up to 1
    Seconds,      ///< between two of them, on average
    TapeSeconds,  ///< the same, of the market's time
    Milliseconds, ///< how much at most
};

struct FaultKind
{
    Fault fault{};
    std::string_view key; ///< in files and counts: "half_open"
    FaultMeasure measure{};
};
/// All of them, in the order of the enum.
[[nodiscard]] std::span<const FaultKind> faultKinds() noexcept;

/// True for what stands in the market itself: it is part of the tape, and of nobody's chance.
[[nodiscard]] constexpr bool isOfTheMarket(Fault fault) noexcept
{
    return fault >= Fault::Halt;
}

/// How much of each there is, and for how long.
struct FaultPlan
{
    std::string profile = "calm"; ///< where its values come from
    Nanoseconds clearsAfter{};    ///< real time from the start; 0 = the weather stays
    std::array<Ratio, kFaults> amounts{};

    [[nodiscard]] Ratio operator[](Fault fault) const noexcept
    {
        return amounts[static_cast<std::size_t>(fault)];
    }
    /// The size, or the mean time between two, as a duration. Precondition: it is no share.
    [[nodiscard]] Nanoseconds span(Fault fault) const noexcept;
    [[nodiscard]] bool isCalm() const noexcept;
    friend bool operator==(const FaultPlan&, const FaultPlan&) = default;
};

/// Names of the plans that come with the exchange; "calm" is the first.
[[nodiscard]] std::span<const std::string_view> faultProfiles() noexcept;
[[nodiscard]] std::optional<FaultPlan> faultProfile(std::string_view name);

/// Reads YAML: `profile` to begin with, `clears_after` in seconds, and an amount by its key.
/// Errors: Malformed, OutOfRange; with the line.
[[nodiscard]] Result<FaultPlan> readFaultPlan(std::string_view text);

/// The profile of that name, or the file. Errors: NotFound, those of readFaultPlan().
[[nodiscard]] Result<FaultPlan> findFaultPlan(const std::string& fileOrProfile);

} // namespace tapedeck::practice
