#include "app/practice/rest_answers.h"
#include "app/practice/rest_api.h"
#include "app/practice/rest_parameters.h"
#include "exchange/order_rules.h"

#include <algorithm>

// Orders: create, list, look up, replace, cancel.
namespace tapedeck::practice {

namespace {

bool isUuid(std::string_view text) noexcept
{
    constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() == kShape.size() &&
           std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
               const bool digit =
                   (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
               return shape == '-' ? c == '-' : digit;
           });
}

bool isNested(const HttpRequest& request)
{
    return request.parameter("nested").value_or("false") == "true";
}

Result<OrderQuery> orderQueryOf(const HttpRequest& request)
{
    OrderQuery query;
    const std::string_view status = request.parameter("status").value_or("open");
    if (status != "open" && status != "closed" && status != "all")
        return fail(ErrorCode::Malformed, "status must be open, closed or all");
    query.status = status == "open"     ? StatusFilter::Open
                   : status == "closed" ? StatusFilter::Closed
                                        : StatusFilter::All;
    const auto page = pageParameters(request, "limit", 50, 500);
    if (!page)
        return tl::unexpected<Error>{page.error()};
    query.limit = page->count;
    query.ascending = page->ascending;
    query.after = page->after;
    query.until = page->until;
    query.nested = isNested(request);
    query.symbols = commaList(request.parameter("symbols").value_or(""));
    if (const auto side = request.parameter("side")) {
        query.side = parseSide(*side);
        if (!query.side)
            return fail(ErrorCode::Malformed, "side must be buy or sell");
    }
    return query;
}

} // namespace

std::string RestApi::encoded(const BrokerOrder& order, bool nested) const
{
    OrderExtras extras;
    if (const Asset* asset = m_venue.exchange().asset(order.spec.symbol))
        extras.assetId = asset->id;
    if (nested) {
        for (const BrokerOrder& leg : m_venue.exchange().legsOf(order.id))
            extras.legs.push_back(encoded(leg, false));
    }
    return encodeOrder(order, extras);
}

HttpAnswer RestApi::orders(const HttpRequest& request)
{
    if (request.method == "GET")
        return listOrders(request);
    if (request.method == "POST")
        return postOrder(request);
    if (request.method == "DELETE")
        return cancelAll();
    return errorAnswer(405, 0, "method not allowed");
}

HttpAnswer RestApi::postOrder(const HttpRequest& request)
{
    auto body = parseOrderRequest(request.body);
    if (!body)
        return {body.error().httpStatus, encodeBrokerError(body.error()), {}};
    OrderRequest order{std::move(body->spec),
                       std::move(body->clientOrderId),
                       body->orderClass,
                       body->takeProfitLimit,
                       body->stopLossStop,
                       body->stopLossLimit};
    const auto answer = m_venue.submit(order);
    if (!answer)
        return broken(answer.error());
    return *answer ? ok(encoded(**answer, true)) : refused(answer->error());
}

HttpAnswer RestApi::listOrders(const HttpRequest& request) const
{
    const auto query = orderQueryOf(request);
    if (!query)
        return badParameter(query.error());
    std::vector<std::string> bodies;
    for (const BrokerOrder& order : m_venue.exchange().orders(*query))
        bodies.push_back(encoded(order, query->nested));
    return ok(encodeList(bodies));
}

HttpAnswer RestApi::order(const HttpRequest& request, const std::string& id)
{
    if (request.method != "GET" && request.method != "DELETE" && request.method != "PATCH")
        return errorAnswer(405, 0, "method not allowed");
    if (!isUuid(id))
        return errorAnswer(422, kBadParameter, "invalid order id");
    if (request.method == "PATCH")
        return replaceOrder(request, id);
    if (request.method == "DELETE") {
        const auto answer = m_venue.cancel(id);
        if (!answer)
            return broken(answer.error());
        return *answer ? HttpAnswer{204, {}, {}} : refused(answer->error());
    }
    const BrokerOrder* order = m_venue.exchange().orderById(id);
    return order == nullptr ? refused(notFound("order not found for " + id))
                            : ok(encoded(*order, isNested(request)));
}

HttpAnswer RestApi::replaceOrder(const HttpRequest& request, const std::string& id)
{
    auto body = parseReplaceRequest(request.body);
    if (!body)
        return {body.error().httpStatus, encodeBrokerError(body.error()), {}};
    const auto answer = m_venue.replace(id,
                                        {body->quantity,
                                         body->timeInForce,
                                         body->limitPrice,
                                         body->stopPrice,
                                         body->trail,
                                         body->clientOrderId});
    if (!answer)
        return broken(answer.error());
    return *answer ? ok(encoded(**answer, true)) : refused(answer->error());
}

HttpAnswer RestApi::getByClientId(const HttpRequest& request) const
{
    const std::string_view id = request.parameter("client_order_id").value_or("");
    const BrokerOrder* order = m_venue.exchange().orderByClientId(id);
    return order == nullptr
               ? refused(notFound("order not found for " + std::string{id.substr(0, 128)}))
               : ok(encoded(*order, isNested(request)));
}

HttpAnswer RestApi::cancelAll()
{
    const auto results = m_venue.cancelAll();
    if (!results)
        return broken(results.error());
    std::vector<CancelOutcome> outcomes;
    for (const CancelResult& result : *results)
        outcomes.push_back({result.id, result.httpStatus, std::nullopt});
    return {207, encodeCancelOutcomes(outcomes), {}};
}

} // namespace tapedeck::practice
