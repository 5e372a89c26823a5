#include "simulation/checks.h"

#include "orders/order_table.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

/// From an answer that leaves the exchange to its coming.
constexpr Nanoseconds kAnswerMost = 1s;
/// From a decision to the first byte of its order, whatever slept meanwhile.
constexpr Nanoseconds kDecisionMost = 10s;
/// From a trading stream that is there to books that agree.
constexpr Nanoseconds kAgreementMost = 10s;

bool isClosing(const Ticket& ticket) noexcept
{
    return ticket.isExit && ticket.origin.kind == OriginKind::Person;
}

bool allows(const AuditEntry& entry, const Ticket& ticket)
{
    return entry.kind == AuditKind::Allowed && entry.proposalId == ticket.proposalId &&
           entry.checks.size() == kLimitCount &&
           std::none_of(entry.checks.begin(), entry.checks.end(), [](const LimitCheck& check) {
               return check.result == LimitResult::Denied;
           });
}

} // namespace

void Checks::onSaid(const Command& command)
{
    // Whatever the engine makes of it: released is what somebody has typed the phrase for.
    const auto* release = std::get_if<command::Release>(&command);
    if (release != nullptr && release->phrase == kReleasePhrase)
        m_stage.isKilled = false;
    m_approvals.onSaid(command);
}

void Checks::onOutputs(const std::vector<Output>& outputs, Timestamp at, const Engine& engine)
{
    m_at = at;
    m_market.passTo(at);
    for (const Output& output : outputs)
        onOutput(output, outputs, engine);
    m_approvals.checkWaiting(at);
}

void Checks::onOutput(const Output& output,
                      const std::vector<Output>& outputs,
                      const Engine& engine)
{
    if (const auto* submit = std::get_if<output::SubmitOrder>(&output)) {
        checkSubmit(*submit, outputs);
        m_limits.check(submit->intent.record().ticket, m_at, engine, m_decided);
    }
    if (const auto* latch = std::get_if<output::SetKillLatch>(&output)) {
        if (!latch->killed && m_stage.isKilled)
            m_stage.problem("the kill was released, and nobody has typed the phrase");
    }
    if (const auto* audit = std::get_if<output::AppendAudit>(&output)) {
        m_stage.counts.denied += audit->entry.kind == AuditKind::Denied ? 1 : 0;
        m_approvals.onRow(audit->entry);
        m_limits.onRow(audit->entry);
    }
}

void Checks::checkSubmit(const output::SubmitOrder& submit, const std::vector<Output>& outputs)
{
    const IntentRecord& intent = submit.intent.record();
    const Ticket& ticket = intent.ticket;
    ++m_stage.counts.submits;
    m_stage.note(intent.clientOrderId + " is decided by " + ticket.origin.name + ": " +
                 std::string{toString(ticket.order.side)} + " " + ticket.order.symbol + " for " +
                 ticket.worstNotional.toString());
    if (!m_decided.emplace(intent.clientOrderId, Decided{ticket, m_at, false, false, false}).second)
        m_stage.problem(intent.clientOrderId + " was submitted twice");
    const bool allowed = std::any_of(outputs.begin(), outputs.end(), [&](const Output& output) {
        const auto* audit = std::get_if<output::AppendAudit>(&output);
        return audit != nullptr && allows(audit->entry, ticket);
    });
    if (!allowed)
        m_stage.problem(intent.clientOrderId + " was submitted without an allowing verdict");
    if (m_stage.isKilled && !isClosing(ticket))
        m_stage.problem(intent.clientOrderId + " was submitted after the kill");
    if (!m_isAutomatic && !isClosing(ticket))
        m_approvals.checkOrder(intent.clientOrderId, ticket, m_at);
    if (ticket.isExit)
        return;
    if (!m_permits.mayEnter())
        m_stage.problem(intent.clientOrderId + " enters while live entries are off");
    // What was suggested before stays a person's to decide.
    if (m_isAutomatic && m_switchedOff.count(ticket.origin.name) > 0)
        m_stage.problem(intent.clientOrderId + " is of an instance that is switched off");
    const auto& watched = m_config.watchlist;
    if (std::find(watched.begin(), watched.end(), ticket.order.symbol) == watched.end())
        m_stage.problem(intent.clientOrderId + " is in a symbol that is not watched");
}

void Checks::onCommitted(const std::vector<JournalBatch>& group,
                         const std::vector<std::string>& ids)
{
    for (const std::string& id : ids) {
        const auto decided = m_decided.find(id);
        if (decided != m_decided.end())
            decided->second.isDurable = true;
    }
    for (const JournalBatch& batch : group) {
        for (const AuditEntry& entry : batch.audit) {
            checkRow(entry);
            m_approvals.onDurable(entry);
        }
    }
}

void Checks::checkRow(const AuditEntry& entry)
{
    checkCard(entry);
    switch (entry.kind) {
    case AuditKind::Filled:
    case AuditKind::PartiallyFilled:
        m_stage.counts.recovered += entry.detail.empty() ? 1 : 0;
        ++m_stage.counts.fills;
        checkFill(entry);
        return;
    case AuditKind::Rejected:
        checkGivenUp(entry);
        return;
    case AuditKind::Difference:
    case AuditKind::Blocked:
        // Whatever moved a position is among the exchange's fills.
        m_stage.problem("a position differs and nothing explains it: " + entry.symbol + " " +
                        entry.detail);
        return;
    case AuditKind::IllegalTransition:
        m_stage.note(entry.clientOrderId + " takes an illegal step: " + entry.detail);
        return;
    default: // the rest is judged by what it leads to
        return;
    }
}

/// What we say ourselves of an order must be so. One that comes later is another matter: it counts
/// as long as it may.
void Checks::checkGivenUp(const AuditEntry& entry)
{
    if (entry.detail != kNeverArrived)
        return;
    const BrokerOrder* order = exchange().orderByClientId(entry.clientOrderId);
    // An answer may have been on its way for as long as the machine slept.
    const bool hasSlept = order != nullptr && m_stage.wokeAt > order->createdAt;
    if (order != nullptr && !hasSlept && order->createdAt + kAnswerMost < entry.at)
        m_stage.problem(entry.clientOrderId + " was given up, and the exchange has it");
}

/// Each execution counts once, so no more is on record than was filled.
void Checks::checkFill(const AuditEntry& entry)
{
    const std::string& id = entry.clientOrderId;
    m_stage.note(id + " fills: " + entry.quantity->toString() + " at " + entry.price->toString());
    const BrokerOrder* order = exchange().orderByClientId(id);
    Quantity& booked = m_booked[id];
    booked += *entry.quantity;
    if (order == nullptr || booked > order->filledQuantity)
        m_stage.problem(id + " has " + booked.toString() + " on record, and filled " +
                        (order != nullptr ? order->filledQuantity : Quantity{}).toString());
}

void Checks::checkCard(const AuditEntry& entry)
{
    switch (entry.kind) {
    case AuditKind::Suggested:
        m_stage.note(entry.suggestionId + " is suggested");
        if (!m_cards.emplace(entry.suggestionId, 0).second)
            m_stage.problem(entry.suggestionId + " was suggested twice");
        return;
    case AuditKind::Approved:
    case AuditKind::Dismissed:
    case AuditKind::AskedAgain:
    case AuditKind::ExpiredSeen:
    case AuditKind::ExpiredUnseen:
    case AuditKind::Withdrawn:
        if (++m_cards[entry.suggestionId] > 1)
            m_stage.problem(entry.suggestionId + " ended twice");
        return;
    default: // no ending of a suggestion
        return;
    }
}

void Checks::onLeaving(const std::string& clientOrderId, const OrderSpec& order)
{
    if (!m_left.insert(clientOrderId).second)
        m_stage.problem(clientOrderId + " was sent twice");
    const auto decided = m_decided.find(clientOrderId);
    if (decided == m_decided.end()) {
        m_stage.problem(clientOrderId + " was sent, and nobody has decided it");
        return;
    }
    decided->second.hasLeft = true;
    if (m_stage.timeline.now() - decided->second.at > kDecisionMost)
        m_stage.problem(clientOrderId + " was sent long after it was decided");
    if (order != decided->second.ticket.order)
        m_stage.problem(clientOrderId + " was sent as another order than was decided");
    if (!decided->second.isDurable)
        m_stage.problem(clientOrderId + " was sent before it was on disk");
    if (m_stage.isKilled && !isClosing(decided->second.ticket))
        m_stage.problem(clientOrderId + " was sent after the kill");
    else if (decided->second.at <= m_stage.killedAt && !isClosing(decided->second.ticket))
        m_stage.problem(clientOrderId + " was decided before a kill and sent after its release");
}

void Checks::onArrived(const std::string& clientOrderId)
{
    // From here on the exchange knows: an order that it does not have was refused.
    onLost(clientOrderId);
}

void Checks::onLost(const std::string& clientOrderId)
{
    if (const auto decided = m_decided.find(clientOrderId); decided != m_decided.end())
        decided->second.isGone = true;
}

void Checks::onSwitched(const std::string& instance, bool enabled)
{
    if (enabled)
        m_switchedOff.erase(instance);
    else
        m_switchedOff.insert(instance);
}

void Checks::onDeath()
{
    m_market.forget();
    m_limits.onDeath();
    m_approvals.onDeath();
    std::erase_if(m_decided, [](const auto& entry) { return !entry.second.isDurable; });
    for (auto& [id, decided] : m_decided)
        decided.isGone = decided.isGone || !decided.hasLeft;
}

void Checks::onStart(const LiveStart& known)
{
    m_approvals.onStart();
    if (!m_permits.isLive())
        return;
    if (!m_permits.isEarned())
        m_stage.problem("live starts, and nobody has earned it");
    if (known.forbidden)
        m_stage.problem("live starts, and it is forbidden");
}

std::string Checks::storyOf(const Snapshot& look)
{
    std::string text;
    for (const PositionRow& row : look.positions)
        text += row.symbol + " " + row.quantity.toString() + " at " + row.averagePrice.toString() +
                " of " + row.holder + "; ";
    std::map<std::string, std::string> orders;
    for (const OrderRow& row : look.orders) {
        if (!isTerminal(row.status))
            orders[row.clientOrderId] = row.filledQuantity.toString();
    }
    for (const auto& [id, filled] : orders)
        text += id + " filled " + filled + "; ";
    for (const InstanceRow& row : look.instances)
        text += row.name + (row.enabled ? " on " : " off ") + row.invested.toString() + " " +
                std::to_string(row.roundTrips) + "; ";
    for (const LimitRow& row : look.limits) {
        if (row.limit == Limit::OrdersPerDay)
            text += std::to_string(row.used.value_or(0) / kNanosPerUnit) + " orders today; ";
    }
    if (look.kill.phase != KillPhase::Off)
        return text + "killed";
    for (const SuggestionCard& card : look.suggestions)
        text += card.id + " waits; ";
    return text + "open";
}

void Checks::onRestored(const Snapshot& look,
                        const std::vector<IntentRecord>& unresolved,
                        const std::string* before)
{
    if (m_stage.isKilled && look.kill.phase == KillPhase::Off)
        m_stage.problem("the kill did not outlive the restart");
    for (const IntentRecord& intent : unresolved) {
        const bool known =
            std::any_of(look.orders.begin(), look.orders.end(), [&](const OrderRow& row) {
                return row.clientOrderId == intent.clientOrderId;
            });
        if (!known)
            m_stage.problem(intent.clientOrderId + " is on disk, and the restarted engine does " +
                            "not know it");
    }
    m_switchedOff.clear();
    for (const InstanceRow& row : look.instances)
        onSwitched(row.name, row.enabled);
    if (before == nullptr)
        return;
    ++m_stage.counts.compared;
    const std::string after = storyOf(look);
    // A latch that was set and had not come to the record: killed is more than was on record.
    const bool latched = look.kill.phase != KillPhase::Off && before->ends_with("open");
    if (*before != after && !latched)
        m_stage.problem("restarted as another one: was " + *before + ", is " + after);
}

void Checks::onNewDay()
{
    m_decided.clear(); // what is counted by the day and by four hours begins anew
}

void Checks::compareCards(const Snapshot& look)
{
    for (const auto& [id, ends] : m_cards) {
        const bool waits =
            std::any_of(look.suggestions.begin(),
                        look.suggestions.end(),
                        [&, wanted = id](const SuggestionCard& card) { return card.id == wanted; });
        if (ends == 0 && !waits)
            m_stage.problem(id + " is gone, and nobody knows how");
        if (ends != 0 && waits)
            m_stage.problem(id + " ended, and waits still");
    }
}

std::string Checks::storyOfOpen(const Snapshot& look) const
{
    std::string text;
    OrderQuery query;
    query.limit = 500;
    for (const BrokerOrder& order : exchange().orders(query))
        text += "; there " + order.clientOrderId + " " + std::string{toString(order.spec.side)} +
                " " + order.spec.symbol + " " + std::string{toString(order.status)};
    for (const OrderRow& row : look.orders) {
        if (!isTerminal(row.status))
            text += "; here " + row.clientOrderId + " " + std::string{toString(row.status)} +
                    " by " + row.origin.name;
    }
    return text;
}

/// A start or a reconnect is followed by books that equal the broker's. Until then nothing enters.
void Checks::checkAgreement(const Snapshot& look, Timestamp clearSince)
{
    const auto trades =
        std::find_if(look.links.begin(), look.links.end(), [](const LinkHealth& link) {
            return link.link == Link::TradeUpdates;
        });
    if (trades == look.links.end() || trades->state != LinkState::Live)
        return;
    const bool hasAgreed = look.booksAgreedAt && *look.booksAgreedAt >= trades->since;
    const Timestamp agreed = hasAgreed ? *look.booksAgreedAt : look.at;
    const Nanoseconds took = agreed - std::max(trades->since, clearSince);
    if (hasAgreed && std::exchange(m_agreedSince, trades->since) == trades->since)
        return; // told before
    m_stage.counts.slowestAgreement = std::max(m_stage.counts.slowestAgreement, took);
    if (took > kAgreementMost)
        m_stage.problem("the books agree only " + std::to_string(took / 1ms) +
                        " ms after the trading stream came" + storyOfPositions(look));
}

void Checks::compareBooks(const Snapshot& look)
{
    std::map<std::string, Quantity> ours;
    for (const PositionRow& row : look.positions) {
        if (!row.quantity.isZero()) // a blocked symbol stands there though it is flat
            ours[row.symbol] = row.quantity;
    }
    std::map<std::string, Quantity> theirs;
    for (const BrokerPosition& position : exchange().positions())
        theirs[position.symbol] = position.quantity;
    if (ours != theirs)
        m_stage.problem("positions differ" + storyOfPositions(look));
    if (look.account.cash != exchange().account().cash)
        m_stage.problem("cash differs: ours " + look.account.cash.toString() + ", theirs " +
                        exchange().account().cash.toString());
    for (const auto& [symbol, quantity] : ours) {
        if (quantity.isNegative())
            m_stage.problem("short in " + symbol);
    }
    compareOrders(look);
    compareCards(look);
}

void Checks::compareOrders(const Snapshot& look)
{
    OrderQuery all;
    all.status = StatusFilter::All;
    all.limit = 100'000;
    std::map<std::string, Quantity> open;
    for (const BrokerOrder& order : exchange().orders(all)) {
        if (!isTerminal(order.status))
            open[order.clientOrderId] = order.filledQuantity;
        const bool ours = m_left.count(order.clientOrderId) > 0;
        if (ours && m_booked[order.clientOrderId] != order.filledQuantity)
            m_stage.problem(order.clientOrderId + " has " +
                            m_booked[order.clientOrderId].toString() + " on record, and filled " +
                            order.filledQuantity.toString());
    }
    std::map<std::string, Quantity> ourOpen;
    for (const OrderRow& row : look.orders) {
        const BrokerOrder* order = exchange().orderByClientId(row.clientOrderId);
        if (row.unresolved)
            m_stage.problem(row.clientOrderId + " is still not resolved");
        if (order != nullptr && order->filledQuantity != row.filledQuantity)
            m_stage.problem(row.clientOrderId + " filled " + row.filledQuantity.toString() +
                            " here, " + order->filledQuantity.toString() + " there");
        if (!isTerminal(row.status))
            ourOpen[row.clientOrderId] = row.filledQuantity;
    }
    if (open != ourOpen)
        m_stage.problem("open orders differ" + storyOfOpen(look));
    if (m_stage.isKilled && (!open.empty() || look.kill.phase != KillPhase::Confirmed))
        m_stage.problem("killed, with " + std::to_string(open.size()) + " open orders and phase " +
                        std::to_string(static_cast<int>(look.kill.phase)) + storyOfOpen(look));
}

} // namespace tapedeck
