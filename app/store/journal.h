#pragma once

#include "app/store/audit_chain.h"
#include "app/store/database.h"
#include "app/store/instance_lock.h"
#include "app/store/journal_reader.h"
#include "app/store/mode_folder.h"
#include "app/store/operator.h"
#include "engine/decks.h"
#include "orders/intent.h"

#include <span>
#include <string>
#include <vector>

namespace tapedeck::store {
class Journal;
}

namespace tapedeck {

/// The only maker of Durable<OrderIntent>, and the journal its only user: a type, so that the room
/// of orders can name it without knowing how things get to disk.
class JournalCommit
{
    friend class store::Journal;
    [[nodiscard]] static Durable<OrderIntent> durable(OrderIntent intent) noexcept
    {
        return Durable<OrderIntent>{std::move(intent)};
    }
};

} // namespace tapedeck

namespace tapedeck::store {

/// What a commit made of the intents that were handed to it.
struct Committed
{
    std::vector<Durable<OrderIntent>> durable; ///< in the order of the batches
    std::vector<std::string> refused; ///< client order ids that the journal had already: not sent
    ChainHead head;                   ///< of the audit log, as it is on disk now
};

/// The record of everything that decides, on one thread. Writing takes the instance's lock as
/// proof that nobody else writes.
class Journal
{
public:
    /// Errors: as Database::open(), Conflict (what is in the file is another mode's), Malformed
    /// (the audit log has rows that were not written by a journal).
    [[nodiscard]] static Result<Journal>
    open(const JournalFile& file, const InstanceLock& lock, Operator by);

    /// Writes all batches in one transaction, in order, and on success takes their intents. On
    /// failure nothing was written and the batches are as they were. Errors: Io, Unavailable.
    [[nodiscard]] Result<Committed> commit(std::span<JournalBatch> batches);

    /// One row of what a person did where no engine runs: it is the newest then. Errors: as
    /// commit().
    [[nodiscard]] Result<ChainHead>
    appendByPerson(AuditKind kind, std::string source, std::string detail);

    /// Ties the journal to the broker's account. Errors: Conflict (it belongs to another one).
    [[nodiscard]] Result<void> bindAccount(const std::string& accountId);

    [[nodiscard]] JournalReader& reader() noexcept { return m_reader; }

private:
    Journal(JournalReader reader, Operator by) noexcept;

    [[nodiscard]] Result<void> claimMode();
    /// Finds rows behind the head, which nothing could be appended after.
    [[nodiscard]] Result<void> checkHead();
    [[nodiscard]] Result<void> write(const JournalBatch& batch, ChainHead& head);
    [[nodiscard]] Result<void> writeAudit(const AuditEntry& entry, ChainHead& head);
    [[nodiscard]] Result<void> writeOrder(const output::RecordOrder& record);
    [[nodiscard]] Result<void> writeNews(const output::RecordNews& record);
    [[nodiscard]] Result<void> writeSighting(const output::RecordSighting& sighting);
    [[nodiscard]] Result<void> writeState(std::span<const JournalBatch> batches);
    /// False when the journal has an intent of this id already.
    [[nodiscard]] Result<bool> writeIntent(const IntentRecord& intent);
    [[nodiscard]] Database& database() noexcept { return m_reader.m_database; }

    JournalReader m_reader;
    Operator m_by;
};

} // namespace tapedeck::store
