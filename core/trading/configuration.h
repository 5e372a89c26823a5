#pragma once

#include "base/canonical.h"

#include <cstdint>
#include <string>

namespace tapedeck {

/// What a person has set for the account (alpaca.md, section 4.9).
struct AccountConfiguration
{
    bool suspendTrade = false; ///< new orders are refused
    bool noShorting = false;   ///< nobody shorts here anyway
    bool fractionalTrading = true;
    bool disableOvernightTrading = false;
    std::int32_t maxMarginMultiplier = 4; ///< 1, 2 or 4; buying power uses no more
    std::int32_t maxOptionsTradingLevel = 0;
    bool ptpNoExceptionEntry = false;
    std::string tradeConfirmEmail = "all"; ///< "all" or "none"
    TAPEDECK_FIELDS(self.suspendTrade,
                    self.noShorting,
                    self.fractionalTrading,
                    self.disableOvernightTrading,
                    self.maxMarginMultiplier,
                    self.maxOptionsTradingLevel,
                    self.ptpNoExceptionEntry,
                    self.tradeConfirmEmail)
    friend bool operator==(const AccountConfiguration&, const AccountConfiguration&) = default;
};

} // namespace tapedeck
