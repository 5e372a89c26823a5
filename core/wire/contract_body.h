#pragma once

#include "trading/account.h"
#include "wire/body_fields.h"

namespace tapedeck {

/// GET /v2/options/contracts/{symbol}, or an element of the list (alpaca.md, section 4.11): an
/// asset of class us_option. Premium = price x multiplier; where the body has none it is a standard
/// contract's. Errors: Malformed, OutOfRange, naming the field.
[[nodiscard]] Result<Asset> readContract(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<Asset> parseContract(std::string_view body)
{
    return parseBody(body, &readContract, nullptr);
}

} // namespace tapedeck
