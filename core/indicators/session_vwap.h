#pragma once

#include "base/int128.h"
#include "market/conditions.h"

#include <optional>

namespace tapedeck {

/// Volume-weighted average price since the session began: all trades that count for volume, with
/// extended hours. A new date (MarketCalendar::tradingDate()) starts afresh.
class SessionVwap
{
public:
    void update(Date session, const Trade& trade) noexcept;
    /// A bar weighs with its own volume-weighted price, or (high + low + close) / 3 without one.
    void update(Date session, const Bar& bar) noexcept;
    /// Half-even; empty without volume.
    [[nodiscard]] std::optional<Price> value() const noexcept;

private:
    void begin(Date session) noexcept;

    Date m_session{};
    Int128 m_volume = 0;
    Int128 m_notional = 0;
};

} // namespace tapedeck
