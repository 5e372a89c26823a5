#pragma once

#include "trading/account.h"
#include "trading/order.h"
#include "wire/body_fields.h"

#include <variant>

namespace tapedeck {

/// An entry of the account that is no fill: dividend, fee, journal, split, option event.
struct NonTradeActivity
{
    std::string id;
    std::string type; ///< "DIV", "JNLC", "FEE", ...: shown as it is when unknown
    std::string subType;
    std::string symbol;
    std::string description;
    std::string status;
    std::optional<Date> date;
    std::optional<Quantity> quantity;
    std::optional<Money> netAmount;
    std::optional<Timestamp> createdAt;
    friend bool operator==(const NonTradeActivity&, const NonTradeActivity&) = default;
};
/// A fill's Execution carries the activity's id, and the order's cumulative quantity.
using Activity = std::variant<Execution, NonTradeActivity>;

/// Cash that was moved into the account or out of it: deposits, withdrawals, journals of cash and
/// what comes with a transfer of an account. Fees, interest and dividends are gains and losses.
[[nodiscard]] bool isCashTransfer(std::string_view activityType) noexcept;
/// The entry as one; nothing when it is something else, or was canceled.
[[nodiscard]] std::optional<CashTransfer> cashTransferIn(const NonTradeActivity& entry);

/// An element of GET /v2/account/activities (alpaca.md, section 4.10). The time of a fill is
/// transaction_time; the id's prefix is New York wall time and never read. A transfer of cash
/// without an amount or a date cannot be read. Errors: as readOrder().
[[nodiscard]] Result<Activity> readActivity(JsonValue object, BodyCounts& counts);
/// A page: shorter than the page size asked for means the last. The token of the next page is
/// lastActivityId() of this one.
[[nodiscard]] inline Result<BodyList<Activity>> parseActivities(std::string_view body)
{
    return parseBodyList(body, &readActivity);
}
/// The id of the page's last element, readable or not; empty on an empty page.
[[nodiscard]] std::string lastActivityId(std::string_view body);

/// What a fill's activity has and Execution does not keep.
struct FillExtras
{
    Quantity leavesQuantity;
    OrderStatus orderStatus = OrderStatus::Filled; ///< of the order after it
};
/// A fill as the server lists it; `execution.id` is the activity's id.
[[nodiscard]] std::string encodeFillActivity(const Execution& execution, const FillExtras& extras);
/// A transfer as the server lists it; its type follows from the sign.
[[nodiscard]] std::string encodeTransferActivity(const CashTransfer& transfer);

} // namespace tapedeck
