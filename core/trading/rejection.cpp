#include "trading/rejection.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tapedeck {

namespace {

/// One documented no. Zero and an empty text fit everything.
struct Row
{
    std::int32_t httpStatus;
    std::int32_t code;
    std::string_view words; ///< part of the message, in lower case
    Rejection rejection;
};

// From the particular to the general: codes are coarse (40310000 says buying power, wash trade and
// a suspended account alike), so words come first and status and code catch what is left.
constexpr std::array kTable{
    Row{0, 0, "rejected by user request", Rejection::SuspendedByUser},
    Row{0, 0, "liquidation only", Rejection::ClosingOnly},
    Row{0, 0, "position closing only", Rejection::ClosingOnly},
    Row{0, 0, "closing transactions only", Rejection::ClosingOnly},
    Row{0, 0, "wash trade", Rejection::WashTrade},
    Row{0, 0, "uncovered option", Rejection::OptionsLevel},
    Row{0, 0, "option level", Rejection::OptionsLevel},
    Row{0, 0, "options level", Rejection::OptionsLevel},
    Row{0, 0, "options trading level", Rejection::OptionsLevel},
    Row{0, 0, "not eligible to trade option", Rejection::OptionsLevel},
    Row{0, 0, "buying power", Rejection::BuyingPower},
    Row{0, 0, "insufficient balance", Rejection::BuyingPower},
    Row{0, 0, "insufficient funds", Rejection::BuyingPower},
    Row{0, 0, "insufficient qty", Rejection::HeldForOrders},
    Row{0, 0, "cannot be sold short", Rejection::NoShortSales},
    Row{0, 0, "not allowed to short", Rejection::NoShortSales},
    Row{0, 0, "cannot open a short", Rejection::NoShortSales},
    Row{0, 0, "pattern day trad", Rejection::DayTrading},
    Row{0, 40310100, "", Rejection::DayTrading},
    Row{0, 0, "client_order_id must be unique", Rejection::DuplicateId},
    Row{409, 0, "", Rejection::DuplicateId},
    Row{0, 0, "minimum pricing criteria", Rejection::Tick},
    Row{0, 0, "sub-penny", Rejection::Tick},
    Row{0, 0, "is not fractionable", Rejection::NotFractionable},
    Row{0, 0, "qty must be integer", Rejection::NotFractionable},
    Row{0, 0, "fractional orders", Rejection::FractionForm},
    Row{0, 0, "fractional order", Rejection::FractionForm},
    Row{0, 0, "extended hours", Rejection::ExtendedHours},
    Row{0, 0, "market hours", Rejection::MarketClosed},
    Row{0, 0, "market is closed", Rejection::MarketClosed},
    Row{0, 0, "cannot replace order", Rejection::NotReplaceable},
    Row{0, 0, "order chain not fully replaced", Rejection::NotReplaceable},
    Row{0, 0, "order is already in", Rejection::OrderEnded},
    Row{0, 0, "order is not cancelable", Rejection::OrderEnded},
    Row{0, 0, "notional must be >=", Rejection::NotionalTooSmall},
    Row{0, 0, "cost basis must be >=", Rejection::NotionalTooSmall},
    Row{0, 0, "qty or notional", Rejection::Amount},
    Row{0, 0, "qty must be", Rejection::Amount},
    Row{0, 0, "stop price must be", Rejection::StopSide},
    Row{0, 0, "stop_price must be", Rejection::StopSide},
    Row{0, 0, "stop price", Rejection::PriceForm},
    Row{0, 0, "limit price", Rejection::PriceForm},
    Row{0, 0, "limit_price", Rejection::PriceForm},
    Row{0, 0, "stop_price", Rejection::PriceForm},
    Row{0, 0, "trail_", Rejection::PriceForm},
    Row{0, 0, "time_in_force", Rejection::TimeInForce},
    Row{0, 0, "time in force", Rejection::TimeInForce},
    Row{0, 0, "order_class", Rejection::OrderClass},
    Row{0, 0, "bracket orders", Rejection::OrderClass},
    Row{0, 0, "oco orders", Rejection::OrderClass},
    Row{0, 0, "oto orders", Rejection::OrderClass},
    Row{0, 0, "is not active", Rejection::AssetInactive},
    Row{0, 0, "is not tradable", Rejection::AssetInactive},
    Row{0, 0, "not allowed for account", Rejection::AccountInactive},
    Row{0, 0, "not authorized to trade", Rejection::AccountInactive},
    Row{0, 0, "trading is blocked", Rejection::AccountInactive},
    Row{0, 0, "account is restricted", Rejection::AccountInactive},
    Row{0, 0, "account is blocked", Rejection::AccountInactive},
    Row{0, 0, "subscription does not permit", Rejection::DataPlan},
    Row{402, 0, "", Rejection::DataPlan},
    Row{0, 0, "position does not exist", Rejection::PositionNotFound},
    Row{0, 0, "position not found", Rejection::PositionNotFound},
    Row{0, 0, "order not found", Rejection::OrderNotFound},
    Row{422, 0, "asset \"", Rejection::UnknownAsset},
    Row{0, 0, "asset not found", Rejection::UnknownAsset},
    Row{0, 0, "could not find asset", Rejection::UnknownAsset},
    Row{401, 0, "", Rejection::Keys},
    Row{0, 40110000, "", Rejection::Keys},
    Row{403, 0, "forbidden", Rejection::Forbidden},
    Row{403, 0, "", Rejection::Forbidden},
    Row{404, 0, "", Rejection::NotFound},
    Row{429, 0, "", Rejection::RateLimit},
    Row{400, 0, "", Rejection::BadRequest},
};

constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool holds(std::string_view text, std::string_view words) noexcept
{
    return std::search(text.begin(), text.end(), words.begin(), words.end(), [](char a, char b) {
               return lower(a) == b;
           }) != text.end();
}

} // namespace

Rejection rejectionOf(const BrokerError& error) noexcept
{
    if (error.httpStatus >= 500)
        return Rejection::BrokerTrouble;
    for (const Row& row : kTable) {
        if ((row.httpStatus == 0 || row.httpStatus == error.httpStatus) &&
            (row.code == 0 || row.code == error.code) && holds(error.message, row.words))
            return row.rejection;
    }
    return Rejection::Unrecognised;
}

} // namespace tapedeck
