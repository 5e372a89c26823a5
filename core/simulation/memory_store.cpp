#include "simulation/memory_store.h"

#include "base/canonical.h"

#include <utility>

namespace tapedeck {

namespace {

/// Every so many rows one is spoilt, where that is wished.
constexpr std::int64_t kSpoilEvery = 50;

} // namespace

MemoryStore::MemoryStore(Sabotage sabotage)
    : m_sabotage{sabotage}, m_head{0, chainStart(Mode::Practice)}, m_verified{m_head}
{}

Result<std::vector<std::string>> MemoryStore::commit(std::span<JournalBatch> batches)
{
    std::vector<std::string> refused;
    for (JournalBatch& batch : batches) {
        for (const AuditEntry& entry : batch.audit)
            write(entry);
        for (const output::RecordOrder& record : batch.orders)
            write(record);
        for (const OrderIntent& intent : batch.intents) {
            const std::string& id = intent.record().clientOrderId;
            if (!m_intents.emplace(id, Intent{intent.record(), false}).second)
                refused.push_back(id);
        }
        batch.intents.clear();
    }
    std::string newest;
    for (const JournalBatch& batch : batches) {
        if (batch.state)
            newest = *batch.state;
    }
    if (m_sabotage == Sabotage::StateBehind)
        m_state = std::exchange(m_stateBehind, newest.empty() ? m_stateBehind : newest);
    else if (!newest.empty())
        m_state = std::move(newest);
    return refused;
}

void MemoryStore::write(const AuditEntry& entry)
{
    if (m_sabotage == Sabotage::RowLost && (m_head.sequence + 1) % kSpoilEvery == 0) {
        ++m_head.sequence;
        return;
    }
    m_rows.push_back(chainedAfter(m_head, entry, {"simulation", "no seat"}));
    m_head = {m_rows.back().sequence, m_rows.back().hash};
    if (m_sabotage == Sabotage::ChainBroken && m_head.sequence % kSpoilEvery == 0)
        m_rows.back().entry.back() ^= 1;
    const bool ends = entry.kind == AuditKind::Rejected || entry.kind == AuditKind::Resolved;
    if (!ends)
        return;
    const auto order = m_orders.find(entry.clientOrderId);
    const auto intent = m_intents.find(entry.clientOrderId);
    if (intent != m_intents.end() && (order == m_orders.end() || !order->second))
        intent->second.settled = true;
}

void MemoryStore::write(const output::RecordOrder& record)
{
    const std::string& id = record.order.clientOrderId;
    const bool isOpen = !isTerminal(record.order.status);
    m_orders[id.empty() ? record.order.id : id] = isOpen;
    if (const auto intent = m_intents.find(id); intent != m_intents.end())
        intent->second.settled = !isOpen;
}

Result<std::vector<IntentRecord>> MemoryStore::unresolvedIntents()
{
    std::vector<IntentRecord> unresolved;
    for (const auto& [id, intent] : m_intents) {
        if (!intent.settled)
            unresolved.push_back(intent.record);
    }
    return unresolved;
}

Result<std::int64_t> MemoryStore::verify()
{
    for (const ChainedRow& row : m_rows) {
        const bool follows =
            row.sequence == m_verified.sequence + 1 && row.previous == m_verified.hash;
        if (!follows || row.hash != chainHash(row))
            return fail(ErrorCode::Malformed,
                        "audit row " + std::to_string(row.sequence) + " is not as it was written");
        m_verified = {row.sequence, row.hash};
    }
    m_rows.clear();
    if (m_verified != m_head)
        return fail(ErrorCode::Malformed,
                    "the record does not end with the row that its head says");
    return m_verified.sequence;
}

} // namespace tapedeck
