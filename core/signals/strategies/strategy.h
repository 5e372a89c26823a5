#pragma once

#include "base/fixed.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/symbols.h"
#include "base/time.h"
#include "market/events.h"
#include "signals/signal.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

class TickWindow;

/// What a strategy or a detector may see, just after a trade that set the symbol's last price.
struct MarketView
{
    SymbolId symbol{};
    Timestamp now; ///< Input.at
    Price price;   ///< the last price
    Timestamp priceAt;
    const TickWindow& window;
};

/// One instance of a strategy, for all of its symbols. It says what its table says and knows no
/// orders: cooldown, doubling and sizes are the engine's. No allocation per trade.
class Strategy
{
public:
    virtual ~Strategy() = default;
    Strategy() = default;
    Strategy(const Strategy&) = delete;
    Strategy& operator=(const Strategy&) = delete;

    /// From here on the symbol may be asked about. Again is allowed and changes nothing.
    virtual void watch(SymbolId symbol);
    [[nodiscard]] bool watches(SymbolId symbol) const noexcept
    {
        return indexOf(symbol) < m_watched.size() && m_watched[indexOf(symbol)];
    }

    /// Call it for every trade that sets the last price of a watched symbol, history too (and then
    /// drop what it says): it also remembers. `holding`: this instance's own book has some.
    /// A condition that lasts is said at every trade; a crossing is said once.
    [[nodiscard]] virtual std::optional<Finding> onTrade(const MarketView& view, bool holding) = 0;

    /// A minute of a watched symbol is over.
    virtual void onMinuteBar(const Bar& /*bar*/) {}

    /// The symbol's prices so far are of another kind (a split): whatever was made of them goes.
    virtual void forget(SymbolId /*symbol*/) {}

    /// An entry of this instance went to the broker, or before a person.
    virtual void onEntryTaken(SymbolId /*symbol*/) {}

    /// What must outlive a restart, as canonical bytes; the market's own past is not in it, the
    /// history brings it back. `symbols` turns ids into texts.
    [[nodiscard]] virtual std::string saveState(const Symbols& symbols) const;
    /// Watches the symbols that it finds. Errors: Malformed.
    [[nodiscard]] virtual Result<void> restoreState(std::string_view bytes, Symbols& symbols);

private:
    std::vector<bool> m_watched; ///< by symbol
};

} // namespace tapedeck
