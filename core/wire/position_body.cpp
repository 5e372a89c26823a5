#include "wire/position_body.h"

#include "wire/json_writer.h"

namespace tapedeck {

namespace {

template <class T>
void quotedOrNull(JsonWriter& json, std::string_view key, const std::optional<T>& value)
{
    json.key(key);
    if (value)
        json.quoted(*value);
    else
        json.null();
}

/// What the market says of a position; nothing while it is unpriced.
struct Figures
{
    std::optional<Money> marketValue;
    std::optional<Money> profit;
    std::optional<Ratio> profitRatio;
    std::optional<Money> profitToday;
    std::optional<Ratio> profitTodayRatio;
    std::optional<Ratio> changeToday;
};

Figures figuresOf(const BrokerPosition& position, const PositionExtras& extras)
{
    Figures figures;
    if (!position.currentPrice)
        return figures;
    const Quantity quantity = position.quantity;
    figures.marketValue = saturatedNotional(*position.currentPrice, quantity);
    const auto profit = checkedAdd(*figures.marketValue, -position.costBasis);
    if (!profit)
        return figures;
    figures.profit = *profit;
    figures.profitRatio = ratioOf(*figures.profit, position.costBasis.abs());
    if (!extras.lastDayPrice)
        return figures;
    const Price change = *position.currentPrice - *extras.lastDayPrice;
    figures.profitToday = saturatedNotional(change, quantity);
    figures.profitTodayRatio =
        ratioOf(*figures.profitToday, saturatedNotional(*extras.lastDayPrice, quantity).abs());
    figures.changeToday = ratioOf(change, *extras.lastDayPrice);
    return figures;
}

} // namespace

Result<BrokerPosition> readPosition(JsonValue object, BodyCounts& counts)
{
    constexpr auto kRound = ExtraDecimals::RoundHalfEven;
    BodyFields fields{object, "position", counts};
    BrokerPosition position;
    position.symbol = fields.requiredText("symbol");
    position.quantity = fields.requiredDecimal<Quantity>("qty");
    position.availableQuantity =
        fields.decimal<Quantity>("qty_available").value_or(position.quantity);
    position.averageEntryPrice = fields.requiredDecimal<Price>("avg_entry_price", kRound);
    position.costBasis = fields.requiredDecimal<Money>("cost_basis", kRound);
    position.currentPrice = fields.decimal<Price>("current_price", kRound);
    // A short that came with a positive quantity would be taken for a long.
    if (fields.text("side") == "short" && position.quantity.isPositive())
        position.quantity = -position.quantity;
    if (fields.error())
        return fail(fields.error()->code, fields.error()->what + " (" + position.symbol + ")");
    return position;
}

std::string encodePosition(const BrokerPosition& position, const PositionExtras& extras)
{
    const Figures figures = figuresOf(position, extras);
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("asset_id").string(extras.assetId);
    json.key("symbol").string(position.symbol).key("exchange").string(extras.exchange);
    json.key("asset_class").string(extras.assetClass);
    json.key("asset_marginable").boolean(extras.marginable);
    json.key("qty").quoted(position.quantity);
    json.key("qty_available").quoted(position.availableQuantity);
    json.key("avg_entry_price").quoted(position.averageEntryPrice);
    json.key("side").string(position.quantity.isNegative() ? "short" : "long");
    quotedOrNull(json, "market_value", figures.marketValue);
    json.key("cost_basis").quoted(position.costBasis);
    quotedOrNull(json, "unrealized_pl", figures.profit);
    quotedOrNull(json, "unrealized_plpc", figures.profitRatio);
    quotedOrNull(json, "unrealized_intraday_pl", figures.profitToday);
    quotedOrNull(json, "unrealized_intraday_plpc", figures.profitTodayRatio);
    quotedOrNull(json, "current_price", position.currentPrice);
    quotedOrNull(json, "lastday_price", extras.lastDayPrice);
    quotedOrNull(json, "change_today", figures.changeToday);
    json.endObject();
    return out;
}

} // namespace tapedeck
