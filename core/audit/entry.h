#pragma once

#include "base/canonical.h"
#include "base/time.h"
#include "trading/evidence.h"
#include "trading/order.h"
#include "trading/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One event of the record. The engine and the shell make entries; the journal alone chains them.
namespace tapedeck {

enum class AuditKind : std::uint8_t
{
    Started,
    Stopped,
    Configured,
    SignalRaised, ///< generated: a strategy or detector spoke
    Suggested,
    SuggestionSeen,
    Approved, ///< by a person
    Dismissed,
    AskedAgain,
    ExpiredSeen,
    ExpiredUnseen,
    Withdrawn,
    Allowed,   ///< the gate let it pass
    Denied,    ///< the gate did not; `checks` says by which limits
    Submitted, ///< intent made durable, on its way
    Acknowledged,
    Rejected,   ///< by the broker
    Unresolved, ///< no answer: being looked up by client order id
    Resolved,
    Filled,
    PartiallyFilled,
    Busted,
    CancelRequested,
    Canceled,
    OrderExpired,
    IllegalTransition, ///< an update that the life cycle does not allow; not applied
    Adopted,           ///< an order or a position that was placed elsewhere
    Reconciled,
    Difference, ///< our books and the broker's did not agree; repaired from the broker
    Killed,
    KillConfirmed,
    Released,
    Armed,
    Disarmed,
    FeedChanged,
    CorporateAction, ///< a split, a dividend, ...: `detail` says what became of the position
    Blocked,         ///< no entries in the symbol until a person has looked
    Unblocked,
    Suspended, ///< the account takes no orders, because we asked for it
    SuspensionLifted,
    LiveUnlocked,    ///< a person typed that real money may be traded, and the record allows it
    LiveLocked,      ///< live entries stay off until that is typed again
    RecordBroken,    ///< the record is not the one that is remembered outside of it; see `detail`
    RecordAccepted,  ///< by a person, as it is
    InstanceReduced, ///< shares left the account without an order of ours: an instance's book
                     ///< follows
};
[[nodiscard]] std::string_view toString(AuditKind kind) noexcept;

/// The full context of one event. What does not apply stays empty.
struct AuditEntry
{
    AuditKind kind{};
    Timestamp at;
    std::string symbol;
    Origin origin;
    std::string proposalId;
    std::string suggestionId;
    std::string clientOrderId;
    std::optional<OrderSpec> order;
    std::optional<Quantity> quantity; ///< filled, or what differs
    std::optional<Price> price;
    std::optional<double> confidence; ///< 0..1
    std::vector<Evidence> evidence;
    std::vector<LimitCheck> checks;
    std::string detail; ///< a broker's words, a file's name, a link's reason; never a secret
    TAPEDECK_FIELDS(self.kind,
                    self.at,
                    self.symbol,
                    self.origin,
                    self.proposalId,
                    self.suggestionId,
                    self.clientOrderId,
                    self.order,
                    self.quantity,
                    self.price,
                    self.confidence,
                    self.evidence,
                    self.checks,
                    self.detail)
    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

} // namespace tapedeck
