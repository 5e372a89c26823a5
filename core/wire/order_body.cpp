#include "wire/order_body.h"

#include "base/limits.h"
#include "wire/error_body.h"
#include "wire/json_writer.h"

namespace tapedeck {

namespace {

constexpr int kUnprocessable = 422;
constexpr int kBadRequestCode = 40010001; ///< what Alpaca sends with 422 for a wrong order

/// "type" is the word today, "order_type" its older twin; a nested leg may have either empty.
OrderType readType(BodyFields& fields)
{
    const bool twin = fields.text("type").empty();
    return fields.requiredWord<OrderType>(twin ? "order_type" : "type", &parseOrderType);
}

OrderSpec readSpec(BodyFields& fields)
{
    OrderSpec spec;
    spec.symbol = fields.requiredText("symbol");
    spec.side = fields.requiredWord<Side>("side", &parseSide);
    spec.type = readType(fields);
    spec.timeInForce = fields.requiredWord<TimeInForce>("time_in_force", &parseTimeInForce);
    spec.quantity = fields.decimal<Quantity>("qty");
    spec.notional = fields.decimal<Money>("notional");
    spec.limitPrice = fields.decimal<Price>("limit_price");
    spec.stopPrice = fields.decimal<Price>("stop_price");
    spec.extendedHours = fields.flag("extended_hours").value_or(false);
    spec.trailPrice = fields.decimal<Price>("trail_price");
    spec.trailPercent = fields.decimal<Ratio>("trail_percent");
    return spec;
}

template <class T>
void quotedOrNull(JsonWriter& json, std::string_view key, const std::optional<T>& value)
{
    json.key(key);
    if (value)
        json.quoted(*value);
    else
        json.null();
}

void timeOrNull(JsonWriter& json, std::string_view key, const std::optional<Timestamp>& value)
{
    json.key(key);
    if (value)
        json.time(*value);
    else
        json.null();
}

void textOrNull(JsonWriter& json, std::string_view key, std::string_view value)
{
    json.key(key);
    if (value.empty())
        json.null();
    else
        json.string(value);
}

void writeTimes(JsonWriter& json,
                const BrokerOrder& order,
                const OrderExtras& extras,
                OrderForm form)
{
    json.key("created_at").time(order.createdAt);
    json.key("updated_at").time(order.updatedAt);
    timeOrNull(json, "submitted_at", order.submittedAt);
    timeOrNull(json, "filled_at", order.filledAt);
    timeOrNull(json, "expired_at", order.expiredAt);
    if (form == OrderForm::Stream)
        timeOrNull(json, "cancel_requested_at", extras.cancelRequestedAt);
    timeOrNull(json, "canceled_at", order.canceledAt);
    timeOrNull(json, "failed_at", order.failedAt);
    const bool replaced = order.status == OrderStatus::Replaced;
    timeOrNull(json, "replaced_at", replaced ? std::optional{order.updatedAt} : std::nullopt);
    textOrNull(json, "replaced_by", order.replacedBy);
    textOrNull(json, "replaces", order.replaces);
}

void writeSpec(JsonWriter& json, const BrokerOrder& order, const OrderExtras& extras)
{
    const OrderSpec& spec = order.spec;
    json.key("asset_id").string(extras.assetId).key("symbol").string(spec.symbol);
    json.key("asset_class").string(extras.assetClass);
    quotedOrNull(json, "notional", spec.notional);
    quotedOrNull(json, "qty", spec.quantity);
    json.key("filled_qty").quoted(order.filledQuantity);
    quotedOrNull(json, "filled_avg_price", order.filledAveragePrice);
    const bool simple = order.orderClass == OrderClass::Simple;
    json.key("order_class").string(simple ? extras.simpleClass : toString(order.orderClass));
    json.key("order_type").string(toString(spec.type)).key("type").string(toString(spec.type));
    json.key("side").string(toString(spec.side));
    json.key("position_intent").string(spec.side == Side::Buy ? "buy_to_open" : "sell_to_close");
    json.key("time_in_force").string(toString(spec.timeInForce));
    quotedOrNull(json, "limit_price", spec.limitPrice);
    quotedOrNull(json, "stop_price", spec.stopPrice);
    json.key("status").string(toString(order.status));
    json.key("extended_hours").boolean(spec.extendedHours);
    json.key("legs");
    if (extras.legs.empty())
        json.null();
    else
        json.raw(encodeList(extras.legs));
    quotedOrNull(json, "trail_percent", spec.trailPercent);
    quotedOrNull(json, "trail_price", spec.trailPrice);
    quotedOrNull(json, "hwm", order.highWaterMark);
}

tl::unexpected<BrokerError> wrongOrder(std::string message)
{
    return tl::unexpected<BrokerError>{
        BrokerError{kUnprocessable, kBadRequestCode, std::move(message)}};
}

tl::unexpected<BrokerError> notAnObject()
{
    return tl::unexpected<BrokerError>{
        BrokerError{400, 40010000, "request body format is invalid"}};
}

/// Profit target and stop. An OCO's own limit is its target's. Says what is wrong.
std::optional<std::string> readLegs(BodyFields& order, OrderRequestBody& request)
{
    const auto read = [&](const char* part, const char* key, std::optional<Price>& into) {
        const JsonValue object = order.member(part);
        if (object.isNull())
            return std::optional<std::string>{};
        BodyCounts counts;
        BodyFields fields{object, part, counts};
        into = fields.decimal<Price>(key);
        return fields.error() ? std::optional{fields.error()->what} : std::nullopt;
    };
    for (auto wrong : {read("take_profit", "limit_price", request.takeProfitLimit),
                       read("stop_loss", "stop_price", request.stopLossStop),
                       read("stop_loss", "limit_price", request.stopLossLimit)}) {
        if (wrong)
            return wrong;
    }
    if (request.orderClass == OrderClass::Oco && !request.spec.limitPrice)
        request.spec.limitPrice = request.takeProfitLimit;
    if (request.orderClass == OrderClass::Oco && !request.takeProfitLimit)
        request.takeProfitLimit = request.spec.limitPrice;
    return std::nullopt;
}

template <class F>
void quotedIfSet(JsonWriter& json, std::string_view key, const std::optional<F>& value)
{
    if (value)
        json.key(key).quoted(*value);
}

} // namespace

std::string encodeOrderRequest(const OrderSpec& spec, std::string_view clientOrderId)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("symbol").string(spec.symbol);
    quotedIfSet(json, "qty", spec.quantity);
    quotedIfSet(json, "notional", spec.notional);
    json.key("side").string(toString(spec.side)).key("type").string(toString(spec.type));
    json.key("time_in_force").string(toString(spec.timeInForce));
    quotedIfSet(json, "limit_price", spec.limitPrice);
    quotedIfSet(json, "stop_price", spec.stopPrice);
    quotedIfSet(json, "trail_price", spec.trailPrice);
    quotedIfSet(json, "trail_percent", spec.trailPercent);
    if (spec.extendedHours)
        json.key("extended_hours").boolean(true);
    if (!clientOrderId.empty())
        json.key("client_order_id").string(clientOrderId);
    json.endObject();
    return out;
}

tl::expected<OrderRequestBody, BrokerError> parseOrderRequest(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document || !document->root().isObject())
        return notAnObject();
    BodyCounts counts;
    BodyFields fields{document->root(), "order", counts};
    OrderRequestBody request;
    const std::string orderClass = fields.text("order_class");
    const auto known = parseOrderClass(orderClass);
    if (!known)
        return tl::unexpected<BrokerError>{BrokerError{kUnprocessable,
                                                       42210000,
                                                       "order_class " + orderClass.substr(0, 40) +
                                                           " is not supported by this exchange"}};
    request.orderClass = *known;
    request.clientOrderId = fields.text("client_order_id");
    request.spec = readSpec(fields);
    if (auto wrong = readLegs(fields, request))
        return wrongOrder(std::move(*wrong));
    if (fields.error())
        return wrongOrder(fields.error()->what);
    if (!request.spec.quantity && !request.spec.notional)
        return wrongOrder("qty or notional is required");
    if (request.spec.quantity && request.spec.notional)
        return wrongOrder("only one of qty or notional is accepted");
    if (request.clientOrderId.size() > kClientOrderIdMax)
        return wrongOrder("client_order_id must be at most 128 characters");
    // What the order would also ask for, and would be silently dropped, is refused.
    if (!fields.member("legs").isNull())
        return wrongOrder("legs is not supported");
    return request;
}

std::string encodeReplaceRequest(const ReplaceRequestBody& request)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    quotedIfSet(json, "qty", request.quantity);
    if (request.timeInForce)
        json.key("time_in_force").string(toString(*request.timeInForce));
    quotedIfSet(json, "limit_price", request.limitPrice);
    quotedIfSet(json, "stop_price", request.stopPrice);
    quotedIfSet(json, "trail", request.trail);
    if (!request.clientOrderId.empty())
        json.key("client_order_id").string(request.clientOrderId);
    json.endObject();
    return out;
}

tl::expected<ReplaceRequestBody, BrokerError> parseReplaceRequest(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document || !document->root().isObject())
        return notAnObject();
    BodyCounts counts;
    BodyFields fields{document->root(), "order", counts};
    ReplaceRequestBody request;
    request.quantity = fields.decimal<Quantity>("qty");
    request.limitPrice = fields.decimal<Price>("limit_price");
    request.stopPrice = fields.decimal<Price>("stop_price");
    request.trail = fields.decimal<Ratio>("trail");
    request.clientOrderId = fields.text("client_order_id");
    if (!fields.text("time_in_force").empty())
        request.timeInForce = fields.requiredWord<TimeInForce>("time_in_force", &parseTimeInForce);
    if (fields.error())
        return wrongOrder(fields.error()->what);
    return request;
}

Result<BrokerOrder> readOrder(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "order", counts};
    BrokerOrder order;
    order.id = fields.requiredText("id");
    order.clientOrderId = fields.text("client_order_id");
    order.spec = readSpec(fields);
    const std::string status = fields.requiredText("status");
    order.status = parseOrderStatus(status);
    counts.unknownWords += order.status == OrderStatus::Unrecognised ? 1U : 0U;
    order.filledQuantity = fields.decimal<Quantity>("filled_qty").value_or(Quantity{});
    order.filledAveragePrice =
        fields.decimal<Price>("filled_avg_price", ExtraDecimals::RoundHalfEven);
    order.submittedAt = fields.time("submitted_at");
    order.createdAt = fields.requiredTime("created_at");
    order.updatedAt = fields.time("updated_at").value_or(order.createdAt);
    order.filledAt = fields.time("filled_at");
    order.canceledAt = fields.time("canceled_at");
    order.expiredAt = fields.time("expired_at");
    order.failedAt = fields.time("failed_at");
    order.expiresAt = fields.time("expires_at");
    order.replacedBy = fields.text("replaced_by");
    order.replaces = fields.text("replaces");
    order.orderClass = parseOrderClass(fields.text("order_class")).value_or(OrderClass::Simple);
    order.highWaterMark = fields.decimal<Price>("hwm", ExtraDecimals::RoundHalfEven);
    if (fields.error())
        return fail(fields.error()->code,
                    fields.error()->what + (order.id.empty() ? "" : " (order " + order.id + ")"));
    return order;
}

std::string encodeOrder(const BrokerOrder& order, const OrderExtras& extras, OrderForm form)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("id").string(order.id);
    json.key("client_order_id").string(order.clientOrderId);
    writeTimes(json, order, extras, form);
    writeSpec(json, order, extras);
    if (form == OrderForm::Rest)
        json.key("subtag").null().key("source").null();
    timeOrNull(json, "expires_at", order.expiresAt);
    json.endObject();
    return out;
}

namespace {

Result<int> statusOf(BodyFields& fields)
{
    const auto status = fields.integer("status");
    if (!status || *status < 100 || *status > 999)
        fields.refuse(ErrorCode::Malformed, "status", "not an HTTP status");
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return static_cast<int>(*status);
}

BrokerError refusalIn(const JsonValue& body, int status)
{
    BodyCounts counts;
    BodyFields fields{body, "refusal", counts};
    BrokerError error{status, 0, body["message"].text()};
    error.code = static_cast<std::int32_t>(fields.integer("code").value_or(0));
    return error;
}

} // namespace

Result<std::vector<CloseOutcome>> parseCloseOutcomes(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    if (!document->root().isArray())
        return fail(ErrorCode::Malformed, "body is not a list");
    std::vector<CloseOutcome> outcomes;
    for (const JsonValue element : document->root()) {
        BodyCounts counts;
        BodyFields fields{element, "closing", counts};
        CloseOutcome outcome;
        outcome.symbol = fields.requiredText("symbol");
        const auto status = statusOf(fields);
        if (!status)
            return tl::unexpected<Error>{status.error()};
        outcome.httpStatus = *status;
        if (*status / 100 == 2) {
            auto order = readOrder(element["body"], counts);
            if (!order)
                return tl::unexpected<Error>{order.error()};
            outcome.order = std::move(*order);
        } else {
            outcome.error = refusalIn(element["body"], *status);
        }
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

Result<std::vector<CancelOutcome>> parseCancelOutcomes(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    if (!document->root().isArray())
        return fail(ErrorCode::Malformed, "body is not a list");
    std::vector<CancelOutcome> outcomes;
    for (const JsonValue element : document->root()) {
        BodyCounts counts;
        BodyFields fields{element, "cancellation", counts};
        CancelOutcome outcome;
        outcome.orderId = fields.requiredText("id");
        const auto status = statusOf(fields);
        if (!status)
            return tl::unexpected<Error>{status.error()};
        outcome.httpStatus = *status;
        if (outcome.httpStatus / 100 != 2)
            outcome.error = refusalIn(element["body"], outcome.httpStatus);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

std::string encodeCancelOutcomes(const std::vector<CancelOutcome>& outcomes)
{
    std::string out;
    JsonWriter json{out};
    json.beginArray();
    for (const CancelOutcome& outcome : outcomes) {
        json.beginObject().key("id").string(outcome.orderId);
        json.key("status").integer(outcome.httpStatus);
        if (outcome.error)
            json.key("body").raw(encodeBrokerError(*outcome.error));
        json.endObject();
    }
    json.endArray();
    return out;
}

} // namespace tapedeck
