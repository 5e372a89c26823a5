#include "engine/clear_way.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

/// A cancellation takes a fraction of a second. What a person wanted so long ago is not done
/// without asking.
constexpr Nanoseconds kWayPatience = std::chrono::seconds{10};

} // namespace

bool ClearWay::clear(SymbolId symbol, std::optional<Side> side)
{
    const std::string text = m_state.text(symbol);
    std::vector<std::string> against;
    for (const auto& [id, order] : m_state.decisive.orders.all()) {
        if (order.isOpen() && !order.isExternal() && !order.brokerId.empty() &&
            order.spec().symbol == text && order.spec().side != side)
            against.push_back(id);
    }
    for (const std::string& id : against)
        m_orders.requestCancel(*m_state.decisive.orders.find(id));
    return against.empty();
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
