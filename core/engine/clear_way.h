#pragma once

#include "desk/command.h"
#include "engine/order_keeper.h"
#include "engine/proposer.h"
#include "engine/state.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace tapedeck {

/// The broker refuses an order against one of ours that works on the other side (a wash trade), and
/// one for shares that another order holds. Who closes has such orders canceled first; what a
/// person said meanwhile is said again once they are gone. Orders of others are left alone.
class ClearWay
{
public:
    ClearWay(EngineState& state, OrderKeeper& orders, const Proposer& proposer) noexcept
        : m_state{state}, m_orders{orders}, m_proposer{proposer}
    {}

    /// Cancels our orders on the symbol that are not on this side; on either, where none is named.
    /// True once the broker works none of them. What it has not acknowledged may never have come
    /// there, and is not waited for.
    [[nodiscard]] bool clear(SymbolId symbol, std::optional<Side> side);
    /// The same with those on this side that the market has left behind. True once none of them
    /// works, nor any other that is being canceled.
    bool
    clearLeftBehind(SymbolId symbol, Side side, Nanoseconds after = Proposer::kLeftBehindAfter);
    /// Says it again at the next tick. After kWayPatience a person hears that it came to nothing.
    void sayLater(SymbolId symbol, Command command);
    void onTick(const std::function<void(const Command&)>& say);
    /// Nothing is said again.
    void forget() noexcept { m_words.clear(); }

private:
    struct Word
    {
        SymbolId symbol{};
        Command command;
        Timestamp since;
    };

    /// Those that are `inTheWay`. True: there is none.
    bool cancel(SymbolId symbol, const std::function<bool(const TrackedOrder&)>& inTheWay);

    EngineState& m_state;
    OrderKeeper& m_orders;
    const Proposer& m_proposer;
    std::vector<Word> m_words;
    std::map<std::string, Timestamp> m_asked; ///< cancellations, a moment ago
    std::optional<Timestamp> m_since;         ///< of the word that is being said again
};

} // namespace tapedeck
