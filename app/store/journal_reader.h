#pragma once

#include "app/store/anchor_check.h"
#include "app/store/audit_chain.h"
#include "app/store/database.h"
#include "app/store/mode_folder.h"
#include "desk/snapshot.h"
#include "orders/intent.h"
#include "trading/order.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

class QIODevice;

namespace tapedeck::store {

/// What a restart, a person and an auditor read from the journal. May be opened beside the engine
/// that writes it, by another process too: readers never wait for it, nor it for them.
class JournalReader
{
public:
    /// Errors: as Database::open() for reading, Conflict (what is in the file is another mode's).
    [[nodiscard]] static Result<JournalReader> open(const JournalFile& file);

    /// What Engine::saveState() last gave; empty at first. Errors: Malformed (not the bytes that
    /// were written).
    [[nodiscard]] Result<std::string> savedState();
    /// Decisions whose end is not on record, oldest first: no order of theirs is known to be
    /// finished, and neither was said that they never arrived. To be looked up, never sent.
    [[nodiscard]] Result<std::vector<IntentRecord>> unresolvedIntents();
    /// Orders that were open when last heard of.
    [[nodiscard]] Result<std::vector<BrokerOrder>> openOrders();
    /// Fills from `since` on, in the order of recording.
    [[nodiscard]] Result<std::vector<Execution>> executions(Timestamp since = timestampOf(0));
    /// The newest rows, newest first. Errors: Malformed (a row was changed).
    [[nodiscard]] Result<std::vector<AuditRow>> auditTail(std::size_t rowsMax);
    /// Why the next run begins killed, whatever else is on disk: the record says so, or what an
    /// earlier run has saved is gone. Empty: it does not.
    /// `hasState`: savedState() is not empty.
    [[nodiscard]] Result<std::string> killOnRecord(bool hasState);
    /// The broker's account that this journal belongs to; empty until it is known.
    [[nodiscard]] Result<std::string> accountId();

    /// When which source told of a story for the first time, from `since` on.
    struct Sighting
    {
        std::int64_t story = 0;
        std::string via;
        Timestamp created;
        Timestamp received;
    };
    [[nodiscard]] Result<std::vector<Sighting>> newsSightings(Timestamp since = timestampOf(0));

    /// The broker's id of every order that is on record, by our client order id.
    [[nodiscard]] Result<std::map<std::string, std::string>> brokerIds();

    /// How the audit log ends, without walking it. Errors: Malformed.
    [[nodiscard]] Result<RecordEnd> auditEnd();
    /// The hash of an audit row; nothing where there is none. Errors: Malformed.
    [[nodiscard]] Result<std::optional<Digest>> auditHash(std::int64_t sequence);
    /// `visit`, where given, hears each row that is as it was written, oldest first, up to the
    /// first fault if there is one.
    [[nodiscard]] Result<ChainReport> verifyAudit(const EntryVisitor& visit = {});
    /// The same, held against what was remembered elsewhere before this call.
    [[nodiscard]] Result<AnchoredReport> verifyAudit(const AuditAnchor& anchor,
                                                     const EntryVisitor& visit = {});
    /// One JSON object a line, oldest first, up to the first fault if there is one.
    [[nodiscard]] Result<ChainReport> exportAudit(QIODevice& out);

private:
    friend class Journal;
    JournalReader(Database database, Mode mode) noexcept;

    [[nodiscard]] Result<void> checkMode();

    Database m_database;
    Mode m_mode;
};

} // namespace tapedeck::store
