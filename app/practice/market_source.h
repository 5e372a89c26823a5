#pragma once

#include "base/canonical.h"
#include "base/symbols.h"
#include "market/events.h"
#include "trading/account.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::practice {

struct PracticeOptions;

/// So many records of a day have been taken. A recording counts as one day, however long it is.
struct SourcePosition
{
    Date day{};
    std::uint64_t records = 0;
    Nanoseconds shift{}; ///< how much later than recorded the tape plays, when it plays again
    TAPEDECK_FIELDS(self.day, self.records, self.shift)
    friend bool operator==(const SourcePosition&, const SourcePosition&) = default;
};

struct SourceRecord
{
    Timestamp at; ///< when the event may be known
    MarketEvent event;
};

/// What can be bought there.
struct SourceSymbol
{
    SymbolId symbol{};
    Asset asset;
    std::optional<Price> firstPrice; ///< of its first trade, where nothing is known of before
};

/// Where the market comes from: a recording, or the market in the box.
class MarketSource
{
public:
    virtual ~MarketSource() = default;

    /// The next record; false at the end, for good. Errors: Malformed, Io.
    [[nodiscard]] virtual Result<bool> next(SourceRecord& record) = 0;
    /// Behind the last record of next().
    [[nodiscard]] virtual SourcePosition position() const = 0;
    /// Back to the first record of the position's day, as if it had just begun: whoever wants the
    /// position itself takes `records` of them. Errors: Malformed, Io.
    [[nodiscard]] virtual Result<void> seekDay(const SourcePosition& position) = 0;

    /// The first day, in New York.
    [[nodiscard]] virtual Date firstDay() const = 0;
    [[nodiscard]] virtual std::vector<SourceSymbol> symbols() const = 0;
    /// True where option contracts are among its symbols; symbols() does not list those.
    [[nodiscard]] virtual bool hasOptions() const { return false; }
    /// From before `day`, oldest first.
    [[nodiscard]] virtual std::vector<Bar> dailyBars(SymbolId symbol, Date day) const = 0;
    /// Tells one source from another: a saved position belongs to one of them only.
    [[nodiscard]] virtual std::string fingerprint() const = 0;
};

/// The source that the options name. `symbols` must outlive it. Errors: NotFound (no such tape, or
/// no event in it), Malformed, Io.
[[nodiscard]] Result<std::unique_ptr<MarketSource>> openSource(const PracticeOptions& options,
                                                               Symbols& symbols);

/// A share as the exchange lists it, tradable in every way that it knows.
[[nodiscard]] Asset listedShare(std::string_view symbol, std::string exchange);

/// The event as it would have been so much later.
[[nodiscard]] MarketEvent shifted(MarketEvent event, Nanoseconds by);

} // namespace tapedeck::practice
