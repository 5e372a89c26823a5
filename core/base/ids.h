#pragma once

#include <cstddef>
#include <cstdint>

namespace tapedeck {

/// A symbol's place in the run's Symbols table: the index of per-symbol arrays.
/// Never written anywhere; canonical bytes carry the text.
enum class SymbolId : std::uint32_t
{
};

[[nodiscard]] constexpr std::size_t indexOf(SymbolId id) noexcept
{
    return static_cast<std::size_t>(id);
}

} // namespace tapedeck
