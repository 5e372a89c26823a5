#pragma once

#include "audit/entry.h"
#include "base/hash.h"
#include "trading/mode.h"

#include <cstdint>
#include <string>

/// How the rows of the record are chained: each carries the hash of the one before. Pure, so that
/// the journal on disk and the one of the simulation chain alike.
namespace tapedeck {

/// Who sat at the desk: named in every audit row.
struct Operator
{
    std::string user; ///< of the operating system: "anna (1000)"
    std::string seat; ///< "seat0 on :0", "/dev/pts/3", or "no seat" for a service
    friend bool operator==(const Operator&, const Operator&) = default;
};

/// The last row: its sequence (from 1; 0 = none yet) and its hash.
struct ChainHead
{
    std::int64_t sequence = 0;
    Digest hash{};
    friend bool operator==(const ChainHead&, const ChainHead&) = default;
};

/// One row as it is stored.
struct ChainedRow
{
    std::int64_t sequence = 0;
    std::string entry; ///< canonical bytes of the AuditEntry
    Operator by;
    Digest previous{};
    Digest hash{};
};

/// The hash before the first row: a row of one mode's record fits into no other's.
[[nodiscard]] Digest chainStart(Mode mode);
/// SHA-256 over the previous hash, the sequence, the entry and the operator.
[[nodiscard]] Digest chainHash(const ChainedRow& row);
/// The row that holds `entry` after `head`.
[[nodiscard]] ChainedRow chainedAfter(const ChainHead& head, const AuditEntry& entry, Operator by);

} // namespace tapedeck
