#pragma once

#include "app/store/database.h"
#include "audit/chain.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

/// The audit table: rows that each carry the hash of the one before, and name who sat at the desk.
///
/// The chain shows what was changed by whoever does not rewrite all that follows. Against somebody
/// who does, an anchor is kept elsewhere (anchor_check.h).
namespace tapedeck::store {

/// Appends `entry` after `head`, which moves on. Call within a transaction.
[[nodiscard]] Result<void>
appendAudit(Database& database, ChainHead& head, const AuditEntry& entry, const Operator& by);
/// The head as the file says that it is, whatever rows there are. Errors: Malformed.
[[nodiscard]] Result<ChainHead> readHead(Database& database, Mode mode);
[[nodiscard]] Result<void> writeHead(Database& database, const ChainHead& head);
/// The last row that there is, whether or not it belongs there. Errors: Malformed.
[[nodiscard]] Result<ChainHead> readLastRow(Database& database, Mode mode);
/// The hash of a row; nothing where there is none. Errors: Malformed.
[[nodiscard]] Result<std::optional<Digest>> readHash(Database& database, std::int64_t sequence);

struct ChainFault
{
    std::int64_t sequence = 0; ///< of the first row that is not as it was written
    std::string what;
};
struct ChainReport
{
    std::int64_t rows = 0;    ///< that are as they were written
    ChainHead head;           ///< the last of these
    std::int64_t lastRow = 0; ///< the highest sequence that there is
    std::optional<ChainFault> fault;
};
/// "audit row 7 is missing", "audit rows 91 to 120 are missing"
[[nodiscard]] std::string missingRows(std::int64_t first, std::int64_t last);
/// Called for each row that is as it was written, in order.
using ChainVisitor = std::function<Result<void>(const ChainedRow& row, const AuditEntry& entry)>;

/// The same, for who needs the entry alone and goes on in any case.
using EntryVisitor = std::function<void(const AuditEntry& entry)>;

/// Walks the whole chain from its start and stops at the first fault: a row changed in any column,
/// removed, added or moved. Errors: of the database, and the visitor's.
[[nodiscard]] Result<ChainReport>
walkChain(Database& database, Mode mode, const ChainVisitor& visitor = {});

} // namespace tapedeck::store
