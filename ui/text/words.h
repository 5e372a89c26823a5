#pragma once

#include "audit/entry.h"
#include "desk/snapshot.h"
#include "trading/mode.h"

#include <QString>

/// The names of things: one word or two for each value of an enum.
namespace tapedeck::text {

[[nodiscard]] QString word(Mode mode);
/// The badge of the tool bar; practice that imitates live says so.
[[nodiscard]] QString badge(Mode mode, Rules rules);
[[nodiscard]] QString word(Side side);
[[nodiscard]] QString word(OrderType type);
[[nodiscard]] QString word(TimeInForce tif);
[[nodiscard]] QString word(OrderStatus status);
[[nodiscard]] QString word(OriginKind kind);
[[nodiscard]] QString word(Severity severity);
[[nodiscard]] QString word(Metric metric);
[[nodiscard]] QString word(Limit limit);
/// What a limit is for, as one sentence.
[[nodiscard]] QString explanation(Limit limit);
[[nodiscard]] QString word(LimitResult result);
[[nodiscard]] QString word(AuditKind kind);
[[nodiscard]] QString word(Link link);
[[nodiscard]] QString word(LinkState state);
[[nodiscard]] QString word(CallPurpose purpose);
[[nodiscard]] QString word(KillPhase phase);
[[nodiscard]] QString word(Timeframe timeframe); ///< "1s", "5m", "1D"
[[nodiscard]] QString word(ChartMarker::Kind kind);

/// UTF-8 to what widgets take.
[[nodiscard]] inline QString fromText(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace tapedeck::text
