#pragma once

#include "trading/account.h"
#include "wire/body_fields.h"

namespace tapedeck {

/// GET /v2/account (alpaca.md, section 4.9). Errors: Malformed (also when a field that decides is
/// missing), TooPrecise, OutOfRange, naming the field.
[[nodiscard]] Result<Account> readAccount(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<Account> parseAccount(std::string_view body,
                                                  BodyCounts* counts = nullptr)
{
    return parseBody(body, &readAccount, counts);
}

/// What the broker's account has and ours does not keep.
struct AccountExtras
{
    std::string accountNumber;
    Date balanceAsOf{};
    Money regulationTBuyingPower;
    Money initialMargin;
    Money maintenanceMargin;
    Money lastMaintenanceMargin;
    Money accruedFees;
    bool shortingEnabled = false;
};
[[nodiscard]] std::string encodeAccount(const Account& account, const AccountExtras& extras = {});

} // namespace tapedeck
