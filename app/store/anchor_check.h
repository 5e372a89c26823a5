#pragma once

#include "app/store/audit_chain.h"
#include "app/store/mode_folder.h"
#include "audit/anchor.h"

#include <cstdint>
#include <optional>

/// The audit log held against its anchor: the row that was remembered outside of the journal.
///
/// An anchor is written after its row is on disk. So a journal that is ahead of it is normal, and
/// one that does not have its row has lost it.
namespace tapedeck::store {

enum class AnchorFit : std::uint8_t
{
    Fits,     ///< the row is there, as it was
    Differs,  ///< another row stands in its place
    Missing,  ///< the log ends before it
    Unreached ///< the chain is broken before it, so that nothing can be said
};

struct AnchoredReport
{
    ChainReport chain; ///< the fault is the first that either shows, chain or anchor
    AnchorFit fit{};
};
/// Walks the whole chain. The anchor must have been read before. Errors: as walkChain().
[[nodiscard]] Result<AnchoredReport> walkAnchored(Database& database,
                                                  Mode mode,
                                                  const AuditAnchor& anchor,
                                                  const EntryVisitor& visit = {});

/// How an audit log ends, told without walking it.
struct RecordEnd
{
    ChainHead lastRow; ///< that there is
    ChainHead head;    ///< what the journal says was the last
};
[[nodiscard]] Result<RecordEnd> readEnd(Database& database, Mode mode);

/// What the end alone shows: rows that were cut off and are still counted.
[[nodiscard]] std::optional<ChainFault> faultOf(const RecordEnd& end);
/// The same, and what the anchor shows. Reads one row of `file`; its engine may be writing, and
/// what it has added after `end` counts for nothing. Errors: of the database.
[[nodiscard]] Result<std::optional<ChainFault>>
faultOf(const JournalFile& file, const RecordEnd& end, const AuditAnchor& anchor);

} // namespace tapedeck::store
