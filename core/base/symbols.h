#pragma once

#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tapedeck {

/// Symbol texts and their ids. Ids count up from 0 and never change or go away, so a copy with more
/// symbols serves wherever an older one did. A value: every thread that needs one has its own copy.
class Symbols
{
public:
    Symbols();

    /// The id of `text`, new if need be. Errors: Malformed (empty, longer than kSymbolTextMax, or
    /// with anything but printable ASCII), OutOfRange (kSymbolsMax reached).
    Result<SymbolId> intern(std::string_view text);
    /// No allocation, about 10 ns.
    [[nodiscard]] std::optional<SymbolId> find(std::string_view text) const noexcept;
    /// Precondition: the id came from this table or from one it was copied from.
    [[nodiscard]] std::string_view text(SymbolId id) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return m_texts.size(); }

private:
    struct Text
    {
        std::array<char, kSymbolTextMax> bytes{};
        std::uint8_t size = 0;
    };

    /// The slot that holds `text`, or the empty one where it would go.
    [[nodiscard]] std::size_t slotOf(std::string_view text) const noexcept;
    void grow();

    std::vector<Text> m_texts;
    std::vector<std::uint32_t> m_slots; ///< id + 1, or 0; open addressing, a power of two long
};

} // namespace tapedeck
