#pragma once

#include <cstdint>
#include <string_view>

namespace tapedeck {

/// Fixes hosts, keys, database and colour. Chosen once per run; nothing inside a run changes it.
enum class Mode : std::uint8_t
{
    Practice,
    Paper,
    Live
};

/// Fixes the queue and the limits: Automatic executes what the gate approves, Approval asks a
/// person first. Live always means Approval; practice can imitate it.
enum class Rules : std::uint8_t
{
    Automatic,
    Approval
};

[[nodiscard]] constexpr std::string_view toString(Mode mode) noexcept
{
    switch (mode) {
    case Mode::Practice:
        return "practice";
    case Mode::Paper:
        return "paper";
    case Mode::Live:
        return "live";
    }
    return "";
}

[[nodiscard]] constexpr std::string_view toString(Rules rules) noexcept
{
    switch (rules) {
    case Rules::Automatic:
        return "automatic";
    case Rules::Approval:
        return "approval";
    }
    return "";
}

} // namespace tapedeck
