#pragma once

#include "base/canonical.h"
#include "base/hash.h"
#include "risk/limits.h"

#include <string>
#include <variant>
#include <vector>

/// What a person said, as values: each is an input of the engine and is recorded.
namespace tapedeck::command {

/// `digest` is that of the order on the card: what is sent must match it.
struct Approve
{
    std::string suggestionId;
    Digest digest{};
    TAPEDECK_FIELDS(self.suggestionId, self.digest)
};
struct Dismiss
{
    std::string suggestionId;
    TAPEDECK_FIELDS(self.suggestionId)
};
/// The card was on the screen.
struct MarkSeen
{
    std::string suggestionId;
    TAPEDECK_FIELDS(self.suggestionId)
};
/// `flatten`: also close every position, after the cancellations are confirmed.
struct Kill
{
    bool flatten = false;
    std::string source; ///< "window", "hot key", "command line"
    TAPEDECK_FIELDS(self.flatten, self.source)
};
/// Refused unless the phrase is the one that the window shows (desk/snapshot.h).
struct Release
{
    std::string phrase;
    std::string source;
    TAPEDECK_FIELDS(self.phrase, self.source)
};
/// Live entries are off until a person says this, once per start.
struct Arm
{
    TAPEDECK_FIELDS()
};
struct CancelOrder
{
    std::string clientOrderId;
    TAPEDECK_FIELDS(self.clientOrderId)
};
/// A person's closing order: the whole position.
struct ClosePosition
{
    std::string symbol;
    TAPEDECK_FIELDS(self.symbol)
};
struct EnableInstance
{
    std::string instance;
    bool enabled = false;
    TAPEDECK_FIELDS(self.instance, self.enabled)
};
struct SetWatchlist
{
    std::vector<std::string> symbols;
    TAPEDECK_FIELDS(self.symbols)
};
/// A person has looked at a blocked symbol: its position, as it stands, is right.
struct AcceptPosition
{
    std::string symbol;
    TAPEDECK_FIELDS(self.symbol)
};

/// Limits as a person wants them: what allows less counts at once. What allows more is refused
/// unless the phrase is kLoosenPhrase (desk/snapshot.h), and then counts from the next trading day.
struct SetLimits
{
    LimitSettings settings;
    std::string phrase;
    TAPEDECK_FIELDS(self.settings, self.phrase)
};

using Any = std::variant<Approve,
                         Dismiss,
                         MarkSeen,
                         Kill,
                         Release,
                         Arm,
                         CancelOrder,
                         ClosePosition,
                         EnableInstance,
                         SetWatchlist,
                         AcceptPosition,
                         SetLimits>;

} // namespace tapedeck::command

namespace tapedeck {
using Command = command::Any;
} // namespace tapedeck
