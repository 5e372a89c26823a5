#include "wire/activity_body.h"

#include "wire/json_writer.h"

namespace tapedeck {

namespace {

Result<Activity> readFill(BodyFields& fields)
{
    Execution fill;
    fill.id = fields.requiredText("id");
    fill.orderId = fields.requiredText("order_id");
    fill.symbol = fields.requiredText("symbol");
    // A short sale's activity says sell_short.
    fill.side = fields.text("side") == "sell_short" ? Side::Sell
                                                    : fields.requiredWord<Side>("side", &parseSide);
    fill.price = fields.requiredDecimal<Price>("price");
    fill.quantity = fields.requiredDecimal<Quantity>("qty");
    fill.cumulativeQuantity = fields.decimal<Quantity>("cum_qty");
    fill.at = fields.requiredTime("transaction_time");
    if (fields.error())
        return fail(fields.error()->code, fields.error()->what + " (" + fill.id + ")");
    return Activity{std::move(fill)};
}

} // namespace

Result<Activity> readActivity(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "activity", counts};
    const std::string type = fields.requiredText("activity_type");
    if (type == "FILL")
        return readFill(fields);
    NonTradeActivity entry;
    entry.type = type;
    entry.id = fields.requiredText("id");
    entry.subType = fields.text("activity_sub_type");
    entry.symbol = fields.text("symbol");
    entry.description = fields.text("description");
    entry.status = fields.text("status");
    if (const auto date = parseDate(fields.text("date")))
        entry.date = *date;
    entry.quantity = fields.decimal<Quantity>("qty", ExtraDecimals::RoundHalfEven);
    entry.netAmount = fields.decimal<Money>("net_amount", ExtraDecimals::RoundHalfEven);
    if (fields.error())
        return fail(fields.error()->code, fields.error()->what + " (" + entry.id + ")");
    return Activity{std::move(entry)};
}

std::string lastActivityId(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    std::string id;
    if (document && document->root().isArray()) {
        for (const JsonValue element : document->root())
            id = element["id"].text();
    }
    return id;
}

std::string encodeFillActivity(const Execution& execution, const FillExtras& extras)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("activity_type").string("FILL");
    json.key("cum_qty").quoted(execution.cumulativeQuantity.value_or(execution.quantity));
    json.key("id").string(execution.id);
    json.key("leaves_qty").quoted(extras.leavesQuantity);
    json.key("order_id").string(execution.orderId);
    json.key("order_status").string(toString(extras.orderStatus));
    json.key("price").quoted(execution.price).key("qty").quoted(execution.quantity);
    json.key("side").string(toString(execution.side)).key("symbol").string(execution.symbol);
    json.key("transaction_time").time(execution.at);
    const bool whole = extras.orderStatus == OrderStatus::Filled;
    json.key("type").string(whole ? "fill" : "partial_fill").endObject();
    return out;
}

} // namespace tapedeck
