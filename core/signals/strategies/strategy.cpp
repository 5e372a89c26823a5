#include "signals/strategies/strategy.h"

namespace tapedeck {

void Strategy::watch(SymbolId symbol)
{
    if (indexOf(symbol) >= m_watched.size())
        m_watched.resize(indexOf(symbol) + 1, false);
    m_watched[indexOf(symbol)] = true;
}

std::string Strategy::saveState(const Symbols& /*symbols*/) const
{
    return {};
}

Result<void> Strategy::restoreState(std::string_view bytes, Symbols& /*symbols*/)
{
    if (!bytes.empty())
        return fail(ErrorCode::Malformed, "this strategy keeps no state, but some was saved");
    return {};
}

} // namespace tapedeck
