#pragma once

#include "app/store/audit_chain.h"

#include <string>

namespace tapedeck::store {

/// A row as one line of JSON, without the line's end. Decimals are texts, exact to the last place;
/// what is empty is left out. `entry` holds the bytes that the hash was taken over, so that the
/// chain can be checked from the export alone.
[[nodiscard]] std::string auditJson(const ChainedRow& row, const AuditEntry& entry);

} // namespace tapedeck::store
