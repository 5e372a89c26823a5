#pragma once

#include "base/fixed.h"
#include "base/result.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// What the account was worth at one moment.
struct PortfolioPoint
{
    Timestamp at; ///< whole seconds
    Money equity;
    Money profit;                ///< since the point that it is counted from
    std::optional<Ratio> change; ///< the same as a fraction; nothing where there was nothing before
    friend bool operator==(const PortfolioPoint&, const PortfolioPoint&) = default;
};

/// GET /v2/account/portfolio/history: lists of one length each, in numbers.
struct PortfolioPast
{
    Money baseValue;
    std::string timeframe; ///< "1D"
    std::vector<PortfolioPoint> points;
    friend bool operator==(const PortfolioPast&, const PortfolioPast&) = default;
};

/// Errors: Malformed (lists of several lengths, too).
[[nodiscard]] Result<PortfolioPast> parsePortfolioPast(std::string_view body);
[[nodiscard]] std::string encodePortfolioPast(const PortfolioPast& past);

} // namespace tapedeck
