#pragma once

#include "desk/snapshot.h"

class QWidget;

namespace tapedeck {

/// A page with the full context of one row: order, evidence, every limit with value and bound, ids.
[[nodiscard]] QWidget* makeAuditDetails(const AuditRow& row);

} // namespace tapedeck
