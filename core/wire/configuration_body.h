#pragma once

#include "base/result.h"
#include "trading/configuration.h"

#include <string>
#include <string_view>

namespace tapedeck {

/// GET and PATCH /v2/account/configurations (alpaca.md, section 4.9): takes what the body sets and
/// leaves the rest. Errors: Malformed, OutOfRange; then nothing has changed.
[[nodiscard]] Result<AccountConfiguration>
parseConfiguration(std::string_view body, AccountConfiguration configuration = {});
[[nodiscard]] std::string encodeConfiguration(const AccountConfiguration& configuration);

} // namespace tapedeck
