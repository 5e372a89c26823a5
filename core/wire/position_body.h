#pragma once

#include "trading/account.h"
#include "wire/body_fields.h"

namespace tapedeck {

/// An element of GET /v2/positions (alpaca.md, section 4.8). Errors: as readOrder().
[[nodiscard]] Result<BrokerPosition> readPosition(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<BrokerPosition> parsePosition(std::string_view body,
                                                          BodyCounts* counts = nullptr)
{
    return parseBody(body, &readPosition, counts);
}
[[nodiscard]] inline Result<BodyList<BrokerPosition>> parsePositions(std::string_view body)
{
    return parseBodyList(body, &readPosition);
}

/// What the broker's position has and ours does not keep. The figures that follow from price and
/// quantity are computed: half-even, nine decimals.
struct PositionExtras
{
    std::string assetId;
    std::string exchange;
    std::string assetClass = "us_equity";
    bool marginable = true;
    std::optional<Price> lastDayPrice; ///< the previous close
};
[[nodiscard]] std::string encodePosition(const BrokerPosition& position,
                                         const PositionExtras& extras = {});

} // namespace tapedeck
