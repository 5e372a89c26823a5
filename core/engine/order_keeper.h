#pragma once

#include "engine/input.h"
#include "engine/state.h"

#include <string_view>

namespace tapedeck {

/// The way of an order from the gate's approval to its end, and of its fills into the books.
class OrderKeeper
{
public:
    explicit OrderKeeper(EngineState& state) noexcept : m_state{state} {}

    /// Decides the order: from here on it exists, and it will be looked for until its end is known.
    void submit(Approved approved, const Verdict& verdict);
    /// Asks the broker to cancel, now or as soon as it has the order.
    void requestCancel(TrackedOrder& order);
    /// Asks once more, where a cancel may have got lost.
    void repeatCancel(const TrackedOrder& order);

    void onDurable(const input::IntentDurable& durable);
    void onLost(const input::IntentLost& lost);
    void onReply(const input::SubmitReply& reply);
    void onReply(const input::LookupReply& reply);
    void onReply(const input::CancelReply& reply);
    void onUpdate(const OrderUpdate& update);
    /// Look-ups that are due.
    void onTick();

    /// What the broker says of an order, from any source: adopts it if nobody knows it. `booked`:
    /// the fill that came with it and is in the books now.
    TrackedOrder& observe(const BrokerOrder& seen, const Execution* booked = nullptr);
    /// Fills that the broker's cumulative figures have beyond our books.
    void recover(const BrokerOrder& seen, const std::vector<Execution>& activities);
    /// The request's fate is not known: look the order up until it is.
    void lookUp(TrackedOrder& order, std::string_view reason);
    /// After a restart: whatever was on its way when we stopped has an unknown fate.
    void lookUpUnfinished();
    /// Shares of this symbol that nobody's order explains are gone: the instances' books follow,
    /// the newest holding first, down to what the account holds, at `price`. `why`: for the row of
    /// each; empty where a person or a stop of ours sold them, which is on record anyway.
    void reduceInstances(SymbolId symbol, Price price, std::string_view why);

private:
    TrackedOrder& adopt(const BrokerOrder& seen);
    void applyFill(const TrackedOrder& order, const BrokerOrder& seen, const Booking& booking);
    /// The order ends by what we know ourselves, if the life cycle allows it.
    void endHere(TrackedOrder& order, OrderStep how, std::string_view reason);
    void endedAudit(const TrackedOrder& order);
    /// How long a kill takes is on record: what it canceled, and when the last of it ended. And it
    /// takes no longer than that.
    void noteForKill(const TrackedOrder& order);
    void recordReduction(SymbolId symbol,
                         const InstanceBooks& books,
                         Quantity gone,
                         std::string_view why);
    /// False: illegal, audited, nothing changed.
    bool step(TrackedOrder& order, OrderStep step, std::string_view detail);
    void forgetLookup(std::string_view clientOrderId);
    /// The one that is due: ours before other people's, and the one that waits longest.
    [[nodiscard]] PendingLookup* nextLookup();
    [[nodiscard]] AuditEntry entryFor(AuditKind kind, const TrackedOrder& order) const;

    EngineState& m_state;
};

} // namespace tapedeck
