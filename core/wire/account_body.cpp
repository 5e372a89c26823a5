#include "wire/account_body.h"

#include "wire/json_writer.h"

#include <algorithm>

namespace tapedeck {

Result<Account> readAccount(JsonValue object, BodyCounts& counts)
{
    constexpr auto kRound = ExtraDecimals::RoundHalfEven;
    BodyFields fields{object, "account", counts};
    Account account;
    account.id = fields.requiredText("id");
    account.status = fields.requiredText("status");
    account.cash = fields.requiredDecimal<Money>("cash");
    account.equity = fields.requiredDecimal<Money>("equity", kRound);
    account.lastEquity = fields.requiredDecimal<Money>("last_equity", kRound);
    account.buyingPower = fields.requiredDecimal<Money>("buying_power");
    account.nonMarginableBuyingPower = fields.requiredDecimal<Money>("non_marginable_buying_power");
    account.longMarketValue = fields.decimal<Money>("long_market_value", kRound).value_or(Money{});
    account.shortMarketValue =
        fields.decimal<Money>("short_market_value", kRound).value_or(Money{});
    const auto multiplier = fields.integer("multiplier").value_or(1);
    if (multiplier < 1 || multiplier > 100)
        fields.refuse(ErrorCode::OutOfRange, "multiplier", "not a margin multiplier");
    account.multiplier = static_cast<std::int32_t>(multiplier);
    const auto level = fields.integer("options_trading_level").value_or(0);
    account.optionsLevel = static_cast<std::int32_t>(std::clamp<std::int64_t>(level, 0, 9));
    account.tradingBlocked = fields.requiredFlag("trading_blocked");
    account.accountBlocked = fields.requiredFlag("account_blocked");
    account.suspendedByUser = fields.requiredFlag("trade_suspended_by_user");
    account.createdAt = parseTimestamp(fields.text("created_at")).value_or(Timestamp{});
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return account;
}

namespace {

void writeMoney(JsonWriter& json, const Account& account, const AccountExtras& extras)
{
    json.key("buying_power").quoted(account.buyingPower);
    json.key("regt_buying_power").quoted(extras.regulationTBuyingPower);
    json.key("effective_buying_power").quoted(account.buyingPower);
    json.key("non_marginable_buying_power").quoted(account.nonMarginableBuyingPower);
    json.key("options_buying_power").quoted(account.nonMarginableBuyingPower);
    json.key("cash").quoted(account.cash);
    json.key("accrued_fees").quoted(extras.accruedFees);
    json.key("portfolio_value").quoted(account.equity); // the older twin of equity
    json.key("equity").quoted(account.equity);
    json.key("last_equity").quoted(account.lastEquity);
    json.key("long_market_value").quoted(account.longMarketValue);
    json.key("short_market_value").quoted(account.shortMarketValue);
    json.key("position_market_value")
        .quoted(checkedAdd(account.longMarketValue, account.shortMarketValue.abs())
                    .value_or(account.longMarketValue));
    json.key("initial_margin").quoted(extras.initialMargin);
    json.key("maintenance_margin").quoted(extras.maintenanceMargin);
    json.key("last_maintenance_margin").quoted(extras.lastMaintenanceMargin);
    json.key("sma").quoted(account.equity);
    json.key("intraday_adjustments").quoted(Money{});
    json.key("pending_reg_taf_fees").quoted(Money{});
}

} // namespace

std::string encodeAccount(const Account& account, const AccountExtras& extras)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("id").string(account.id);
    json.key("admin_configurations").beginObject().endObject();
    json.key("user_configurations").null();
    json.key("account_number").string(extras.accountNumber);
    json.key("status").string(account.status).key("crypto_status").string("INACTIVE");
    json.key("options_approved_level").integer(account.optionsLevel);
    json.key("options_trading_level").integer(account.optionsLevel);
    json.key("currency").string("USD");
    writeMoney(json, account, extras);
    json.key("trading_blocked").boolean(account.tradingBlocked);
    json.key("transfers_blocked").boolean(false);
    json.key("account_blocked").boolean(account.accountBlocked);
    json.key("created_at").time(account.createdAt);
    json.key("trade_suspended_by_user").boolean(account.suspendedByUser);
    json.key("multiplier").string(std::to_string(account.multiplier));
    json.key("shorting_enabled").boolean(extras.shortingEnabled);
    json.key("balance_asof").string(toString(extras.balanceAsOf));
    json.key("crypto_tier").integer(0);
    json.endObject();
    return out;
}

} // namespace tapedeck
