#include "wire/trading_stream.h"

#include "wire/json_writer.h"
#include "wire/msgpack_json.h"
#include "wire/msgpack_reader.h"

namespace tapedeck {

namespace {

bool hasExecution(OrderEvent event) noexcept
{
    switch (event) {
    case OrderEvent::Fill:
    case OrderEvent::PartialFill:
    case OrderEvent::TradeBust:
    case OrderEvent::TradeCorrect:
        return true;
    case OrderEvent::PendingNew:
    case OrderEvent::Accepted:
    case OrderEvent::New:
    case OrderEvent::Canceled:
    case OrderEvent::Expired:
    case OrderEvent::DoneForDay:
    case OrderEvent::Replaced:
    case OrderEvent::Rejected:
    case OrderEvent::Stopped:
    case OrderEvent::Suspended:
    case OrderEvent::Calculated:
    case OrderEvent::Held:
    case OrderEvent::PendingCancel:
    case OrderEvent::PendingReplace:
    case OrderEvent::CancelRejected:
    case OrderEvent::ReplaceRejected:
    case OrderEvent::Restated:
    case OrderEvent::Unrecognised:
        return false;
    }
    CHECK(false);
}

std::vector<std::string> textsOf(const JsonValue& list)
{
    std::vector<std::string> texts;
    if (list.isArray()) {
        for (const JsonValue element : list)
            texts.push_back(element.text());
    }
    return texts;
}

/// Data's price and qty are this execution's; the order's are cumulative.
Execution readExecution(BodyFields& fields, const OrderUpdate& update)
{
    Execution execution;
    execution.id = fields.requiredText("execution_id");
    execution.orderId = update.order.id;
    execution.symbol = update.order.spec.symbol;
    execution.side = update.order.spec.side;
    execution.price = fields.requiredDecimal<Price>("price");
    execution.quantity = fields.requiredDecimal<Quantity>("qty");
    execution.cumulativeQuantity = update.order.filledQuantity;
    execution.at = update.at;
    return execution;
}

Result<OrderUpdate> readUpdate(JsonValue data, BodyCounts& counts)
{
    BodyFields fields{data, "trade update", counts};
    auto order = readOrder(data["order"], counts);
    if (!order)
        return tl::unexpected<Error>{order.error()};
    OrderUpdate update;
    update.event = parseOrderEvent(fields.requiredText("event"));
    counts.unknownWords += update.event == OrderEvent::Unrecognised ? 1U : 0U;
    update.order = std::move(*order);
    // Absent in old samples; the publication's time is the next best, then the order's.
    update.at =
        fields.time("timestamp").value_or(fields.time("at").value_or(update.order.updatedAt));
    if (hasExecution(update.event)) {
        update.execution = readExecution(fields, update);
        update.positionQuantity = fields.decimal<Quantity>("position_qty");
        update.previousExecutionId = fields.text("previous_execution_id");
    }
    if (fields.error())
        return fail(fields.error()->code,
                    fields.error()->what + " (order " + update.order.id + ")");
    return update;
}

} // namespace

Result<TradingFrame> parseTradingFrame(std::string_view frame, BodyCounts* counts)
{
    if (isMsgPack(frame)) {
        const auto json = jsonOfMsgPack(frame);
        return json ? parseTradingFrame(*json, counts) : tl::unexpected<Error>{json.error()};
    }
    const auto document = JsonDocument::parse(frame);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    if (!root.isObject())
        return fail(ErrorCode::Malformed, "trading frame is not an object");
    const std::string stream = root["stream"].text();
    const JsonValue data = root["data"];
    if (stream == kTradeUpdates) {
        BodyCounts own;
        auto update = readUpdate(data, counts != nullptr ? *counts : own);
        if (!update)
            return tl::unexpected<Error>{update.error()};
        return TradingFrame{std::move(*update)};
    }
    if (stream == "authorization")
        return TradingFrame{TradingAuthorization{
            data["status"].text() == "authorized", data["action"].text(), data["message"].text()}};
    if (stream == "listening")
        return TradingFrame{TradingListening{textsOf(data["streams"])}};
    if (stream.empty() && root["action"].text() == "error")
        return TradingFrame{TradingStreamError{data["error_message"].text()}};
    return TradingFrame{OtherTradingFrame{stream}};
}

std::string encodeTradeUpdate(const OrderUpdate& update, const TradeUpdateExtras& extras)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("stream").string(kTradeUpdates).key("data").beginObject();
    json.key("at").time(std::chrono::floor<std::chrono::microseconds>(extras.publishedAt));
    json.key("event_id").string(extras.eventId);
    json.key("event").string(toString(update.event)).key("timestamp").time(update.at);
    json.key("order").raw(encodeOrder(update.order, extras.order, OrderForm::Stream));
    if (update.execution) {
        json.key("price").quoted(update.execution->price);
        json.key("qty").quoted(update.execution->quantity);
        if (update.positionQuantity)
            json.key("position_qty").quoted(*update.positionQuantity);
        json.key("execution_id").string(update.execution->id);
        if (!update.previousExecutionId.empty())
            json.key("previous_execution_id").string(update.previousExecutionId);
        if (extras.settlement)
            json.key("settle_date").string(toString(*extras.settlement));
    } else if (!extras.executionId.empty()) {
        json.key("execution_id").string(extras.executionId);
    }
    json.endObject().endObject();
    return out;
}

std::string encodeAuthorization(const TradingAuthorization& authorization)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("stream").string("authorization").key("data").beginObject();
    json.key("status").string(authorization.authorized ? "authorized" : "unauthorized");
    if (!authorization.action.empty())
        json.key("action").string(authorization.action);
    if (!authorization.message.empty())
        json.key("message").string(authorization.message);
    json.endObject().endObject();
    return out;
}

std::string encodeListening(const std::vector<std::string>& streams)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("stream").string("listening").key("data").beginObject();
    json.key("streams").beginArray();
    for (const std::string& stream : streams)
        json.string(stream);
    json.endArray().endObject().endObject();
    return out;
}

std::string encodeTradingError(std::string_view message)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("action").string("error").key("data").beginObject();
    json.key("error_message").string(message).endObject().endObject();
    return out;
}

Result<TradingRequest> parseTradingRequest(std::string_view message)
{
    const auto document = JsonDocument::parse(message);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    const JsonValue data = root["data"];
    const std::string action = root["action"].text();
    const auto auth = [](const JsonValue& key, const JsonValue& secret, bool deprecated) {
        std::string bytes = secret.text();
        return TradingRequest{TradingAuth{key.text(), Secret::takeFrom(bytes), deprecated}};
    };
    if (action == "auth" && root["key"].isString() && root["secret"].isString())
        return auth(root["key"], root["secret"], false);
    if (action == "authenticate" && data["key_id"].isString() && data["secret_key"].isString())
        return auth(data["key_id"], data["secret_key"], true);
    if (action == "listen" && data["streams"].isArray())
        return TradingRequest{TradingListen{textsOf(data["streams"])}};
    return fail(ErrorCode::Malformed, "neither auth nor listen: '" + action.substr(0, 40) + "'");
}

std::string encodeListen(const std::vector<std::string>& streams)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("action").string("listen").key("data").beginObject();
    json.key("streams").beginArray();
    for (const std::string& stream : streams)
        json.string(stream);
    json.endArray().endObject().endObject();
    return out;
}

} // namespace tapedeck
