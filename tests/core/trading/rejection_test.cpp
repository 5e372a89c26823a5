#include "trading/rejection.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tapedeck {
namespace {

struct Case
{
    const char* name;
    std::int32_t httpStatus;
    std::int32_t code;
    const char* message;
    Rejection rejection;
};
void PrintTo(const Case& c, std::ostream* out)
{
    *out << c.name << ": " << c.message;
}

class RejectionTest : public testing::TestWithParam<Case>
{};

TEST_P(RejectionTest, IsToldByStatusCodeAndWords)
{
    const Case& c = GetParam();
    EXPECT_EQ(rejectionOf({c.httpStatus, c.code, c.message}), c.rejection);
}

using R = Rejection;
INSTANTIATE_TEST_SUITE_P(
    Seen,
    RejectionTest,
    testing::Values(
        Case{"Unauthorized", 401, 0, "unauthorized.", R::Keys},
        Case{"NotAuthorized", 401, 40110000, "request is not authorized", R::Keys},
        Case{"Nginx", 401, 0, "the server answered 401 without saying why", R::Keys},
        Case{"Forbidden", 403, 0, "forbidden.", R::Forbidden},
        Case{"BuyingPower", 403, 40310000, "insufficient buying power", R::BuyingPower},
        Case{"OptionsBuyingPower",
             403,
             40310000,
             "insufficient options buying power",
             R::BuyingPower},
        Case{"HeldForOrders",
             403,
             40310000,
             "insufficient qty available for order (requested: 1, available: 0)",
             R::HeldForOrders},
        Case{"WashTrade",
             403,
             40310000,
             "potential wash trade detected. use complex orders",
             R::WashTrade},
        Case{"Suspended",
             403,
             40310000,
             "new orders are rejected by user request",
             R::SuspendedByUser},
        Case{"Short", 403, 40310000, "account is not allowed to short", R::NoShortSales},
        Case{"FractionShort",
             422,
             42210000,
             "fractional orders cannot be sold short",
             R::NoShortSales},
        Case{"Uncovered",
             403,
             40310000,
             "account not eligible to trade uncovered option contracts",
             R::OptionsLevel},
        Case{"DayTrading",
             403,
             40310100,
             "trade denied due to pattern day trading protection",
             R::DayTrading},
        Case{"Liquidation",
             403,
             40310000,
             "your account is set to liquidation only",
             R::ClosingOnly},
        Case{"Duplicate", 422, 40010001, "client_order_id must be unique", R::DuplicateId},
        Case{"DuplicateByStatus", 409, 0, "conflict", R::DuplicateId},
        Case{"Tick",
             422,
             42210000,
             "invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing "
             "criteria",
             R::Tick},
        Case{"NeitherAmount", 422, 40010001, "qty or notional is required", R::Amount},
        Case{"BothAmounts", 422, 40010001, "only one of qty or notional is accepted", R::Amount},
        Case{"Integer", 422, 42210000, "qty must be integer", R::NotFractionable},
        Case{"NoQuantity", 422, 42210000, "qty must be > 0", R::Amount},
        Case{"SmallNotional", 422, 42210000, "notional must be >= 1.00", R::NotionalTooSmall},
        Case{"FractionDay", 422, 42210000, "fractional orders must be DAY orders", R::FractionForm},
        Case{"FractionSimple",
             422,
             42210000,
             "fractional orders must be simple orders",
             R::FractionForm},
        Case{"StopSide", 422, 42210000, "stop price must be less than current price", R::StopSide},
        Case{"StopMissing", 422, 40010001, "stop orders require stop price", R::PriceForm},
        Case{"ExtendedHours",
             422,
             42210000,
             "extended hours order must be DAY or GTC limit orders",
             R::ExtendedHours},
        Case{"UnknownAsset", 422, 42210000, "asset \"NOPE\" not found", R::UnknownAsset},
        Case{"InactiveAsset", 422, 42210000, "asset NOPE is not active", R::AssetInactive},
        Case{"Ended", 422, 42210000, "order is already in \"filled\" state", R::OrderEnded},
        Case{"NotReplaceable",
             422,
             42210000,
             "cannot replace order in accepted status",
             R::NotReplaceable},
        Case{"ChainUnsettled", 422, 42210000, "order chain not fully replaced", R::NotReplaceable},
        Case{"NoPosition", 404, 40410000, "position does not exist", R::PositionNotFound},
        Case{"NoOrder", 404, 40410000, "order not found", R::OrderNotFound},
        Case{"SipPlan",
             403,
             42210000,
             "subscription does not permit querying recent SIP data",
             R::DataPlan},
        Case{"EquityOrders",
             422,
             40010001,
             "us_equity orders not allowed for account",
             R::AccountInactive},
        Case{"NotAuthorizedToTrade",
             403,
             40310000,
             "account is not authorized to trade",
             R::AccountInactive},
        Case{"TooMany", 429, 0, "too many requests.", R::RateLimit},
        Case{"Gateway", 502, 0, "insufficient buying power", R::BrokerTrouble},
        Case{"Upper", 403, 40310000, "Insufficient Buying Power", R::BuyingPower},
        Case{"Nothing", 422, 42210000, "something that nobody has seen yet", R::Unrecognised},
        Case{"Empty", 0, 0, "", R::Unrecognised}),
    [](const auto& made) { return std::string{made.param.name}; });

} // namespace
} // namespace tapedeck
