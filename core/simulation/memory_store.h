#pragma once

#include "audit/chain.h"
#include "simulation/plan.h"
#include "simulation/store.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tapedeck {

/// The journal's tables without a file: what settles an intent, and how rows are chained, is as in
/// app/store.
class MemoryStore final : public SimulatedStore
{
public:
    explicit MemoryStore(Sabotage sabotage = {});

    [[nodiscard]] Result<std::vector<std::string>> commit(std::span<JournalBatch> batches) override;
    [[nodiscard]] Result<std::string> savedState() override { return m_state; }
    [[nodiscard]] Result<std::vector<IntentRecord>> unresolvedIntents() override;
    /// Rows are checked once and then forgotten, all but the last one's hash.
    [[nodiscard]] Result<std::int64_t> verify() override;

private:
    struct Intent
    {
        IntentRecord record;
        bool settled = false;
    };

    void write(const AuditEntry& entry);
    void write(const output::RecordOrder& record);

    Sabotage m_sabotage;
    ChainHead m_head;
    ChainHead m_verified;
    std::vector<ChainedRow> m_rows; ///< behind m_verified
    std::map<std::string, Intent> m_intents;
    std::map<std::string, bool> m_orders; ///< by client id: whether it is open
    std::string m_state;
    std::string m_stateBehind;
};

} // namespace tapedeck
