#include "audit/entry.h"

#include "base/check.h"

namespace tapedeck {

std::string_view toString(AuditKind kind) noexcept
{
    switch (kind) {
    case AuditKind::Started:
        return "started";
    case AuditKind::Stopped:
        return "stopped";
    case AuditKind::Configured:
        return "configured";
    case AuditKind::SignalRaised:
        return "signal_raised";
    case AuditKind::Suggested:
        return "suggested";
    case AuditKind::SuggestionSeen:
        return "suggestion_seen";
    case AuditKind::Approved:
        return "approved";
    case AuditKind::Dismissed:
        return "dismissed";
    case AuditKind::AskedAgain:
        return "asked_again";
    case AuditKind::ExpiredSeen:
        return "expired_seen";
    case AuditKind::ExpiredUnseen:
        return "expired_unseen";
    case AuditKind::Withdrawn:
        return "withdrawn";
    case AuditKind::Allowed:
        return "allowed";
    case AuditKind::Denied:
        return "denied";
    case AuditKind::Submitted:
        return "submitted";
    case AuditKind::Acknowledged:
        return "acknowledged";
    case AuditKind::Rejected:
        return "rejected";
    case AuditKind::Unresolved:
        return "unresolved";
    case AuditKind::Resolved:
        return "resolved";
    case AuditKind::Filled:
        return "filled";
    case AuditKind::PartiallyFilled:
        return "partially_filled";
    case AuditKind::Busted:
        return "busted";
    case AuditKind::CancelRequested:
        return "cancel_requested";
    case AuditKind::Canceled:
        return "canceled";
    case AuditKind::OrderExpired:
        return "order_expired";
    case AuditKind::IllegalTransition:
        return "illegal_transition";
    case AuditKind::Adopted:
        return "adopted";
    case AuditKind::Reconciled:
        return "reconciled";
    case AuditKind::Difference:
        return "difference";
    case AuditKind::Killed:
        return "killed";
    case AuditKind::KillConfirmed:
        return "kill_confirmed";
    case AuditKind::Released:
        return "released";
    case AuditKind::Armed:
        return "armed";
    case AuditKind::Disarmed:
        return "disarmed";
    case AuditKind::FeedChanged:
        return "feed_changed";
    case AuditKind::CorporateAction:
        return "corporate_action";
    case AuditKind::Blocked:
        return "blocked";
    case AuditKind::Unblocked:
        return "unblocked";
    case AuditKind::Suspended:
        return "suspended";
    case AuditKind::SuspensionLifted:
        return "suspension_lifted";
    case AuditKind::LiveUnlocked:
        return "live_unlocked";
    case AuditKind::LiveLocked:
        return "live_locked";
    case AuditKind::RecordBroken:
        return "record_broken";
    case AuditKind::RecordAccepted:
        return "record_accepted";
    case AuditKind::InstanceReduced:
        return "instance_reduced";
    }
    CHECK(false);
}

} // namespace tapedeck
