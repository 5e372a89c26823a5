#include "session/broker_session.h"

#include "session/broker_calls.h"

#include <utility>

namespace tapedeck {

namespace {

/// A hole of the trading stream begins so long before it was seen: pings take their time.
constexpr Nanoseconds kGapOverlap = std::chrono::seconds{20};
/// From a decision to the first byte: over the disk, the queue and a new connection. After that, or
/// after the machine's sleep, the price that it rests on is another one.
constexpr Nanoseconds kDecisionAgeMost = std::chrono::seconds{10};
/// Requests of one kind: as many as are begun before one that is urgent is given up on.
constexpr int kUnderWayMax = 3;

} // namespace

std::string_view whyItStays(const KillLatch& latch,
                            const Ticket& ticket,
                            const DecisionStamp& decided,
                            Nanoseconds now)
{
    if (!ticket.isPersonsExit()) {
        if (latch.isSet())
            return "the kill switch is pressed";
        if (latch.presses() != decided.presses)
            return "the kill switch was pressed after it was decided";
    }
    return now - decided.at > kDecisionAgeMost ? "it was decided too long ago to be sent unseen"
                                               : "";
}

BrokerSession::BrokerSession(BrokerPort& port,
                             const KillLatch& latch,
                             std::string feedWord,
                             std::uint64_t seed,
                             CheckPace checks)
    : m_port{port}, m_latch{latch}, m_feedWord{std::move(feedWord)}, m_seed{seed}, m_schedule{
                                                                                       checks}
{}

void BrokerSession::on(const request::Any& request)
{
    std::visit([this](const auto& asked) { take(asked); }, request);
}

void BrokerSession::tell(InputWhat what)
{
    std::vector<InputWhat> batch;
    batch.push_back(std::move(what));
    m_port.tell(std::move(batch));
}

void BrokerSession::tick(bool busy)
{
    const Nanoseconds now = m_port.steadyNow();
    CheckSituation situation;
    situation.busy = busy;
    situation.tradesLive = m_tradeState == LinkState::Live;
    situation.killed = m_tradeState == LinkState::Off;
    situation.marketLive = true; // the feed's part
    for (const Check check : m_schedule.tick(situation, now)) {
        switch (check) {
        case Check::Truth:
        case Check::PollTruth:
            tell(input::CheckDue{});
            break;
        case Check::Clock:
            take(request::FetchClock{});
            break;
        case Check::Prices:
        case Check::PollPrices:
            break; // the feed's
        }
    }
}

void BrokerSession::onTradeState(LinkState state, const std::string& reason)
{
    const bool was = m_tradeState == LinkState::Live;
    m_tradeState = state;
    const bool is = state == LinkState::Live;
    if (is && !was) {
        m_gapAsked = false;
        m_gapToFill = m_gaps.close(m_port.now());
        sayGap(m_gapToFill);
    } else if (was && !is && state != LinkState::Off) {
        sayGap(m_gaps.open(m_port.now() - kGapOverlap, reason, {}));
    }
}

/// A truth that was asked for after the stream came back has all that it missed.
void BrokerSession::onTruth(input::BrokerTruth truth)
{
    m_schedule.truthSeen(m_port.steadyNow());
    tell(std::move(truth));
    if (!m_gapToFill || !m_gapAsked)
        return;
    sayGap(m_gaps.filled(m_gapToFill->number, "reconciliation"));
    m_gapToFill.reset();
}

void BrokerSession::sayGap(std::optional<Gap> gap)
{
    if (gap)
        tell(input::GapNews{std::move(*gap), {}, {}});
}

void BrokerSession::onRestState(LinkState state, const std::string& reason)
{
    if (state == m_restState && reason == m_restReason)
        return;
    m_restState = state;
    m_restReason = reason;
    tell(input::LinkChanged{Link::BrokerRest, state, reason});
}

void BrokerSession::submit(const IntentRecord& intent, const DecisionStamp& decided)
{
    const std::string id = intent.clientOrderId;
    const auto whyNow = [this, ticket = intent.ticket, decided] {
        return whyItStays(m_latch, ticket, decided, m_port.steadyNow());
    };
    if (const auto why = whyNow(); !why.empty()) {
        tell(input::SubmitReply{id, input::NotSent{std::string{why}}});
        return;
    }
    if (!m_noOrdersWhy.empty()) {
        tell(input::SubmitReply{id, input::NotSent{m_noOrdersWhy}});
        return;
    }
    RestHooks hooks;
    hooks.veto = whyNow;
    m_port.send(
        submitCall(intent),
        [this, id](const RestAnswer& answer) {
            input::SubmitReply reply = submitReply(id, answer);
            if (std::holds_alternative<BrokerOrder>(reply.answer))
                m_port.expectEcho(id);
            tell(std::move(reply));
        },
        std::move(hooks));
}

void BrokerSession::sendFew(const std::string& kind, RestCall call, RestReply reply)
{
    UnderWay& underWay = m_underWay[kind];
    if (underWay.running >= kUnderWayMax) {
        underWay.next = Waiting{std::move(call), std::move(reply)};
        return;
    }
    ++underWay.running;
    send(std::move(call), [this, kind, reply = std::move(reply)](const RestAnswer& answer) {
        const auto ended = m_underWay.find(kind);
        std::optional<Waiting> next = std::exchange(ended->second.next, std::nullopt);
        if (--ended->second.running == 0 && !next)
            m_underWay.erase(ended);
        if (next)
            sendFew(kind, std::move(next->call), std::move(next->reply));
        reply(answer);
    });
}

void BrokerSession::take(const output::CancelOrder& cancel)
{
    if (!cancel.brokerOrderId.empty()) {
        cancelByBrokerId(cancel.clientOrderId, cancel.brokerOrderId);
        return;
    }
    send(lookupCall(cancel.clientOrderId),
         [this, id = cancel.clientOrderId](const RestAnswer& answer) {
             const input::LookupReply found = lookupReply(id, answer);
             if (const auto* order = std::get_if<BrokerOrder>(&found.answer))
                 cancelByBrokerId(id, order->id);
             else
                 tell(cancelReply(id, answer));
         });
}

void BrokerSession::cancelByBrokerId(const std::string& clientOrderId,
                                     const std::string& brokerOrderId)
{
    sendFew("cancel " + brokerOrderId,
            cancelCall(brokerOrderId),
            [this, clientOrderId](const RestAnswer& answer) {
                tell(cancelReply(clientOrderId, answer));
            });
}

void BrokerSession::take(const output::CancelAllOrders&)
{
    sendFew("cancel all", cancelAllCall(), [this](const RestAnswer& answer) {
        if (const auto problem = cancelAllProblem(answer))
            tell(input::RequestFailed{"cancel all orders", *problem});
    });
}

void BrokerSession::take(const output::LookupOrder& lookup)
{
    sendFew("look up " + lookup.clientOrderId,
            lookupCall(lookup.clientOrderId),
            [this, id = lookup.clientOrderId](const RestAnswer& answer) {
                tell(lookupReply(id, answer));
            });
}

void BrokerSession::take(const output::ListOpenOrders&)
{
    // The kill switch asks, and its confirmation must not wait for queries' turn.
    RestCall call = openOrdersCall();
    call.urgency = Urgency::Safety;
    sendFew("list", std::move(call), [this](const RestAnswer& answer) {
        auto orders = readOpenOrders(answer);
        if (orders)
            tell(input::OpenOrders{std::move(*orders)});
        else
            tell(input::RequestFailed{"list open orders", orders.error().what});
    });
}

void BrokerSession::take(const output::Reconcile& reconcile)
{
    m_gapAsked = m_tradeState == LinkState::Live;
    // A newer question makes the answer to an older one worthless.
    m_reconcile = std::make_shared<ReconcileSteps>(reconcile);
    askReconcile(m_reconcile, m_reconcile->first());
}

void BrokerSession::askReconcile(const std::shared_ptr<ReconcileSteps>& steps, RestCall call)
{
    send(std::move(call), [this, steps](const RestAnswer& answer) {
        if (steps != m_reconcile)
            return;
        auto next = steps->onAnswer(answer);
        if (!next)
            tell(input::RequestFailed{"reconcile", next.error().what});
        else if (auto* truth = std::get_if<input::BrokerTruth>(&*next))
            onTruth(std::move(*truth));
        else
            askReconcile(steps, std::move(std::get<RestCall>(*next)));
    });
}

void BrokerSession::take(const output::CloseTradeStream&)
{
    m_port.closeTrades();
}

void BrokerSession::take(const output::OpenTradeStream&)
{
    m_port.openTrades();
}

void BrokerSession::take(const output::SuspendTrading& suspend)
{
    sendFew("suspend",
            suspendCall(suspend.suspended),
            [this, suspended = suspend.suspended](const RestAnswer& answer) {
                tell(suspendReply(suspended, answer));
            });
}

} // namespace tapedeck
