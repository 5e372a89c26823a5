#include "audit/chain.h"

#include "base/canonical.h"

#include <string_view>

namespace tapedeck {

Digest chainStart(Mode mode)
{
    return sha256("tapedeck audit chain 1, " + std::string{toString(mode)});
}

Digest chainHash(const ChainedRow& row)
{
    // Canonical bytes carry their sizes, so that nothing can move from one field to the next.
    std::string bytes{reinterpret_cast<const char*>(row.previous.data()), row.previous.size()};
    CanonicalWriter{bytes}(row.sequence, row.entry, row.by.user, row.by.seat);
    return sha256(bytes);
}

ChainedRow chainedAfter(const ChainHead& head, const AuditEntry& entry, Operator by)
{
    ChainedRow row{head.sequence + 1, canonicalBytes(entry), std::move(by), head.hash, {}};
    row.hash = chainHash(row);
    return row;
}

} // namespace tapedeck
