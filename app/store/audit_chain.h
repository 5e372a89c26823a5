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
/// who does, keep the head (its row and hash, as `tapedeck audit verify` prints it) elsewhere.
namespace tapedeck::store {

/// Appends `entry` after `head`, which moves on. Call within a transaction.
[[nodiscard]] Result<void>
appendAudit(Database& database, ChainHead& head, const AuditEntry& entry, const Operator& by);
/// The head as the file has it. Errors: Malformed.
[[nodiscard]] Result<ChainHead> readHead(Database& database, Mode mode);
[[nodiscard]] Result<void> writeHead(Database& database, const ChainHead& head);

struct ChainFault
{
    std::int64_t sequence = 0; ///< of the first row that is not as it was written
    std::string what;
};
struct ChainReport
{
    std::int64_t rows = 0; ///< that are as they were written
    ChainHead head;        ///< the last of these
    std::optional<ChainFault> fault;
};
/// Called for each row that is as it was written, in order.
using ChainVisitor = std::function<Result<void>(const ChainedRow& row, const AuditEntry& entry)>;

/// Walks the whole chain from its start and stops at the first fault: a row changed in any column,
/// removed, added or moved. Errors: of the database, and the visitor's.
[[nodiscard]] Result<ChainReport>
walkChain(Database& database, Mode mode, const ChainVisitor& visitor = {});

} // namespace tapedeck::store
