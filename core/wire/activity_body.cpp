#include "wire/activity_body.h"

#include "wire/json_writer.h"

#include <algorithm>
#include <array>

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

/// Source: Alpaca's "Account Activities". TRANS stands for the first two.
constexpr std::array<std::string_view, 6> kTransfers{"CSD", "CSW", "TRANS", "JNLC", "JNL", "ACATC"};

} // namespace

bool isCashTransfer(std::string_view activityType) noexcept
{
    return std::find(kTransfers.begin(), kTransfers.end(), activityType) != kTransfers.end();
}

std::optional<CashTransfer> cashTransferIn(const NonTradeActivity& entry)
{
    if (!isCashTransfer(entry.type) || entry.status == "canceled" || !entry.date ||
        !entry.netAmount)
        return std::nullopt;
    return CashTransfer{entry.id, *entry.date, entry.createdAt, *entry.netAmount};
}

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
    // One that cannot be read is as none: the date is enough.
    if (const auto made = parseTimestamp(fields.text("created_at")))
        entry.createdAt = *made;
    if (isCashTransfer(type) && !entry.date)
        fields.refuse(ErrorCode::Malformed, "date", "missing");
    if (isCashTransfer(type) && !entry.netAmount)
        fields.refuse(ErrorCode::Malformed, "net_amount", "missing");
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

std::string encodeTransferActivity(const CashTransfer& transfer)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("id").string(transfer.id);
    json.key("activity_type").string(transfer.amount.isNegative() ? "CSW" : "CSD");
    json.key("date").string(toString(transfer.date));
    if (transfer.madeAt)
        json.key("created_at").time(*transfer.madeAt);
    json.key("net_amount").quoted(transfer.amount).key("description").string("");
    json.key("status").string("executed").key("currency").string("USD").endObject();
    return out;
}

} // namespace tapedeck
