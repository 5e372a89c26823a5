#pragma once

#include "trading/account.h"
#include "wire/body_fields.h"

namespace tapedeck {

/// An element of GET /v2/assets (alpaca.md, section 4.10). Errors: Malformed, naming the field.
[[nodiscard]] Result<Asset> readAsset(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<Asset> parseAsset(std::string_view body)
{
    return parseBody(body, &readAsset, nullptr);
}
[[nodiscard]] inline Result<BodyList<Asset>> parseAssets(std::string_view body)
{
    return parseBodyList(body, &readAsset);
}
[[nodiscard]] std::string encodeAsset(const Asset& asset);

} // namespace tapedeck
