#pragma once

#include "app/store/database.h"

namespace tapedeck::store {

/// The journal's tables, step by step. What decides is in canonical bytes (`record`, `bytes`,
/// `entry`); the columns beside them are for finding and for people.
[[nodiscard]] const Schema& journalSchema();

} // namespace tapedeck::store
