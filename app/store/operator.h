#pragma once

#include "audit/chain.h"

namespace tapedeck::store {

/// Who runs this process.
[[nodiscard]] Operator currentOperator();

} // namespace tapedeck::store
