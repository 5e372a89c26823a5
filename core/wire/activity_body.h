#pragma once

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
    friend bool operator==(const NonTradeActivity&, const NonTradeActivity&) = default;
};
/// A fill's Execution carries the activity's id, and the order's cumulative quantity.
using Activity = std::variant<Execution, NonTradeActivity>;

/// An element of GET /v2/account/activities (alpaca.md, section 4.10). The time of a fill is
/// transaction_time; the id's prefix is New York wall time and never read. Errors: as readOrder().
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

} // namespace tapedeck
