#include "app/practice/rest_answers.h"
#include "app/practice/rest_api.h"
#include "exchange/order_rules.h"
#include "wire/json_writer.h"

// Positions: list, look up, close.
namespace tapedeck::practice {

namespace {

/// "qty" or "percentage", or neither. Errors: Malformed.
Result<CloseRequest> closeRequestOf(const HttpRequest& request)
{
    CloseRequest close;
    const auto quantity = request.parameter("qty");
    const auto percentage = request.parameter("percentage");
    if (quantity && percentage)
        return fail(ErrorCode::Malformed, "only one of qty or percentage is accepted");
    if (quantity) {
        const auto read = Quantity::parse(*quantity);
        if (!read || !read->isPositive())
            return fail(ErrorCode::Malformed, "qty must be > 0");
        close.quantity = *read;
    }
    if (percentage) {
        const auto read = Ratio::parse(*percentage);
        if (!read || !read->isPositive() || *read > Ratio::fromWhole(100))
            return fail(ErrorCode::Malformed, "percentage must be > 0 and <= 100");
        close.percentage = *read;
    }
    return close;
}

} // namespace

std::string RestApi::encoded(const BrokerPosition& position) const
{
    PositionExtras extras;
    if (const Asset* asset = m_venue.exchange().asset(position.symbol)) {
        extras.assetId = asset->id;
        extras.exchange = asset->exchange;
        extras.marginable = asset->marginable;
    }
    extras.lastDayPrice = m_venue.exchange().previousClose(position.symbol);
    return encodePosition(position, extras);
}

HttpAnswer RestApi::positions(const HttpRequest& request)
{
    if (request.method == "GET")
        return getPositions();
    return request.method == "DELETE" ? closePositions(request)
                                      : errorAnswer(405, 0, "method not allowed");
}

HttpAnswer RestApi::position(const HttpRequest& request, const std::string& symbolOrId)
{
    if (request.method == "GET")
        return getPosition(symbolOrId);
    return request.method == "DELETE" ? closePosition(request, symbolOrId)
                                      : errorAnswer(405, 0, "method not allowed");
}

HttpAnswer RestApi::getPositions() const
{
    std::vector<std::string> bodies;
    for (const BrokerPosition& position : m_venue.exchange().positions())
        bodies.push_back(encoded(position));
    return ok(encodeList(bodies));
}

HttpAnswer RestApi::getPosition(const std::string& symbolOrId) const
{
    const Asset* asset = m_venue.exchange().asset(symbolOrId);
    const auto position =
        m_venue.exchange().position(asset != nullptr ? asset->symbol : symbolOrId);
    return position ? ok(encoded(*position)) : refused(position.error());
}

HttpAnswer RestApi::closePosition(const HttpRequest& request, const std::string& symbolOrId)
{
    const auto close = closeRequestOf(request);
    if (!close)
        return badParameter(close.error());
    const Asset* asset = m_venue.exchange().asset(symbolOrId);
    const auto answer =
        m_venue.closePosition(asset != nullptr ? asset->symbol : symbolOrId, *close);
    if (!answer)
        return broken(answer.error());
    return *answer ? ok(encoded(**answer, false)) : refused(answer->error());
}

HttpAnswer RestApi::closePositions(const HttpRequest& request)
{
    const bool cancel = request.parameter("cancel_orders").value_or("false") == "true";
    const auto results = m_venue.closeAll(cancel);
    if (!results)
        return broken(results.error());
    std::string out;
    JsonWriter json{out};
    json.beginArray();
    for (const CloseResult& result : *results) {
        const int status = result.answer ? 200 : result.answer.error().error.httpStatus;
        json.beginObject().key("symbol").string(result.symbol).key("status").integer(status);
        json.key("body").raw(result.answer ? encoded(*result.answer, false)
                                           : bodyOf(result.answer.error()));
        json.endObject();
    }
    json.endArray();
    return {207, std::move(out), {}};
}

} // namespace tapedeck::practice
