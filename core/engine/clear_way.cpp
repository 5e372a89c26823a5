#include "engine/clear_way.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

/// A cancellation takes a fraction of a second. What a person wanted so long ago is not done
/// without asking.
constexpr Nanoseconds kWayPatience = std::chrono::seconds{10};
constexpr Nanoseconds kCancelAgainAfter = std::chrono::seconds{2};

} // namespace

bool ClearWay::clear(SymbolId symbol, std::optional<Side> side)
{
    return cancel(symbol, [side](const TrackedOrder& order) { return order.spec().side != side; });
}

bool ClearWay::clearLeftBehind(SymbolId symbol, Side side, Nanoseconds after)
{
    return cancel(symbol, [&](const TrackedOrder& order) {
        return order.spec().side == side && (order.phase == OrderPhase::Canceling ||
                                             order.status == OrderStatus::PendingCancel ||
                                             m_proposer.isLeftBehind(order, after));
    });
}

bool ClearWay::cancel(SymbolId symbol, const std::function<bool(const TrackedOrder&)>& inTheWay)
{
    const std::string text = m_state.text(symbol);
    std::vector<std::string> found;
    for (const auto& [id, order] : m_state.decisive.orders.all()) {
        if (order.isOpen() && !order.isExternal() && !order.brokerId.empty() &&
            order.spec().symbol == text && inTheWay(order))
            found.push_back(id);
    }
    std::erase_if(m_asked, [this](const auto& asked) {
        return m_state.now - asked.second >= kCancelAgainAfter;
    });
    for (const std::string& id : found) {
        TrackedOrder& order = *m_state.decisive.orders.find(id);
        // Where the broker is at it, or has just refused, it would refuse another.
        if (order.status != OrderStatus::PendingCancel && m_asked.emplace(id, m_state.now).second)
            m_orders.requestCancel(order);
    }
    return found.empty();
}

void ClearWay::sayLater(SymbolId symbol, Command command)
{
    const Timestamp since = m_since.value_or(m_state.now);
    if (m_state.now - since >= kWayPatience) {
        m_state.notice(m_state.text(symbol) +
                       " was not closed: an order of ours on it is still being canceled. Try "
                       "again when it has ended.");
        return;
    }
    std::erase_if(m_words, [symbol](const Word& word) { return word.symbol == symbol; });
    m_words.push_back({symbol, std::move(command), since});
}

void ClearWay::onTick(const std::function<void(const Command&)>& say)
{
    for (const Word& word : std::exchange(m_words, {})) {
        m_since = word.since;
        say(word.command);
    }
    m_since.reset();
}

} // namespace tapedeck
