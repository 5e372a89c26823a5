#pragma once

#include "tape/bytes.h"
#include "wire/stock_decoder.h"

#include <span>
#include <vector>

namespace tapedeck {

/// Daily bars from before a day, out of one or more files in the line format (`bars_1d*`). Nothing
/// of that day or later is ever kept, so what is served cannot tell the future.
class DailyHistory
{
public:
    /// `before`: the New York day of the tape. `only`: empty = every symbol of the files.
    explicit DailyHistory(Date before, std::vector<SymbolId> only = {});

    /// Takes the daily bars of a file; other lines are passed over. Of two bars of one symbol and
    /// day the first one stays. Errors: Malformed (a damaged file; what came before is kept), Io.
    Result<void> add(ByteSource& source, Symbols& symbols);

    /// Oldest first; the view holds until the next add().
    [[nodiscard]] std::span<const Bar> bars(SymbolId symbol) const noexcept;
    /// Bars that were passed over because they are of the day or later.
    [[nodiscard]] std::uint64_t withheld() const noexcept { return m_withheld; }
    [[nodiscard]] std::uint64_t duplicates() const noexcept { return m_duplicates; }

private:
    void keep(const Bar& bar);

    Date m_before;
    std::vector<SymbolId> m_only;
    std::vector<std::vector<Bar>> m_bars; ///< by symbol
    std::uint64_t m_withheld = 0;
    std::uint64_t m_duplicates = 0;
};

} // namespace tapedeck
