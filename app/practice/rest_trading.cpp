#include "app/practice/http_connection.h"
#include "app/practice/rest_api.h"
#include "app/practice/rest_parameters.h"
#include "exchange/order_rules.h"
#include "market/new_york.h"
#include "market/session.h"
#include "wire/rest_bodies.h"

#include <algorithm>

// Account, clock, calendar, assets, orders, positions, activities.
namespace tapedeck::practice {

namespace {

constexpr int kBadParameter = 40010001;

HttpAnswer ok(std::string body)
{
    return {200, std::move(body), {}};
}

HttpAnswer badParameter(const Error& error)
{
    return errorAnswer(422, kBadParameter, error.what);
}

HttpAnswer refused(const Refusal& refusal)
{
    std::vector<ErrorDetail> details;
    for (const ErrorField& field : refusal.fields)
        details.push_back({field.name, field.value});
    return {refusal.error.httpStatus, encodeBrokerError(refusal.error, details), {}};
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
    const auto limit = countParameter(request, "limit", 50, 500);
    const auto ascending = ascendingParameter(request, "direction", false);
    const auto after = timeParameter(request, "after");
    const auto until = timeParameter(request, "until");
    if (!limit)
        return tl::unexpected<Error>{limit.error()};
    if (!ascending)
        return tl::unexpected<Error>{ascending.error()};
    for (const auto* time : {&after, &until}) {
        if (!*time)
            return tl::unexpected<Error>{time->error()};
    }
    query.limit = *limit;
    query.ascending = *ascending;
    query.after = *after;
    query.until = *until;
    query.symbols = commaList(request.parameter("symbols").value_or(""));
    if (const auto side = request.parameter("side")) {
        query.side = parseSide(*side);
        if (!query.side)
            return fail(ErrorCode::Malformed, "side must be buy or sell");
    }
    return query;
}

Result<FillQuery> fillQueryOf(const HttpRequest& request)
{
    FillQuery query;
    const auto size = countParameter(request, "page_size", 100, 100);
    const auto ascending = ascendingParameter(request, "direction", false);
    const auto after = timeParameter(request, "after");
    const auto until = timeParameter(request, "until");
    if (!size)
        return tl::unexpected<Error>{size.error()};
    if (!ascending)
        return tl::unexpected<Error>{ascending.error()};
    for (const auto* time : {&after, &until}) {
        if (!*time)
            return tl::unexpected<Error>{time->error()};
    }
    query.pageSize = *size;
    query.ascending = *ascending;
    query.after = *after;
    query.until = *until;
    query.orderId = request.parameter("order_id").value_or("");
    query.pageToken = request.parameter("page_token").value_or("");
    if (const auto day = request.parameter("date"); day && !day->empty()) {
        const auto date = parseDate(*day);
        if (!date)
            return tl::unexpected<Error>{date.error()};
        query.after = fromNewYork(*date, {}) - Nanoseconds{1};
        query.until = fromNewYork(Date{std::chrono::sys_days{*date} + std::chrono::days{1}}, {});
    }
    return query;
}

} // namespace

HttpAnswer RestApi::broken(const Error& error)
{
    m_failed(error);
    return errorAnswer(500, 50010000, "internal server error occurred");
}

std::string RestApi::encoded(const BrokerOrder& order) const
{
    OrderExtras extras;
    if (const Asset* asset = m_venue.exchange().asset(order.spec.symbol))
        extras.assetId = asset->id;
    return encodeOrder(order, extras);
}

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

HttpAnswer RestApi::getAccount() const
{
    const Account account = m_venue.exchange().account();
    const MarketCalendar calendar;
    AccountExtras extras;
    extras.accountNumber = "PX" + account.id.substr(0, 8);
    extras.createdAt = m_venue.createdAt();
    extras.balanceAsOf = calendar.previousTradingDay(toNewYork(m_venue.now()).date);
    // Regulation T: half of a long position is borrowed at most.
    const Ratio half = Ratio::fromNanos(kNanosPerUnit / 2);
    const Ratio maintenance = Ratio::fromNanos(kNanosPerUnit * 3 / 10);
    const auto doubled = checkedAdd(account.equity, account.equity);
    const auto free = doubled ? checkedAdd(*doubled, -account.longMarketValue) : doubled;
    extras.regulationTBuyingPower = free ? std::max(*free, Money{}) : account.buyingPower;
    extras.initialMargin = scaled(account.longMarketValue, half).value_or(Money{});
    extras.maintenanceMargin = scaled(account.longMarketValue, maintenance).value_or(Money{});
    return ok(encodeAccount(account, extras));
}

HttpAnswer RestApi::getClock() const
{
    HttpAnswer answer = ok(encodeClock(m_venue.exchange().clock()));
    answer.headers.emplace_back("X-Practice-Speed", m_speed.toString());
    return answer;
}

HttpAnswer RestApi::getCalendar(const HttpRequest& request) const
{
    const auto from = request.parameter("start");
    const auto to = request.parameter("end");
    const auto first =
        from && !from->empty() ? parseDate(from->substr(0, 10)) : parseDate("1970-01-01");
    const auto last = to && !to->empty() ? parseDate(to->substr(0, 10)) : parseDate("2029-12-31");
    if (!first || !last)
        return badParameter({ErrorCode::Malformed, "start and end must be dates"});
    const MarketCalendar calendar;
    std::vector<std::string> days;
    // Alpaca's own range: 1970 to 2029.
    const Date lowest{std::chrono::year{1998}, std::chrono::January, std::chrono::day{1}};
    const Date highest{std::chrono::year{2029}, std::chrono::December, std::chrono::day{31}};
    for (const CalendarDay& day :
         calendarDays(calendar, std::max(*first, lowest), std::min(*last, highest)))
        days.push_back(encodeCalendarDay(day, calendar.nextTradingDay(day.date)));
    return ok(encodeList(days));
}

HttpAnswer RestApi::getAssets(const HttpRequest& request) const
{
    const auto isAsked = [&](std::string_view name, std::string_view value) {
        const auto wanted = request.parameter(name);
        return !wanted || wanted->empty() || *wanted == value;
    };
    std::vector<std::string> bodies;
    for (const Asset& asset : m_venue.exchange().assets()) {
        if (isAsked("status", asset.active ? "active" : "inactive") &&
            isAsked("asset_class", asset.assetClass) && isAsked("exchange", asset.exchange))
            bodies.push_back(encodeAsset(asset));
    }
    return ok(encodeList(bodies));
}

HttpAnswer RestApi::getAsset(const std::string& symbolOrId) const
{
    const Asset* asset = m_venue.exchange().asset(symbolOrId);
    if (asset == nullptr)
        return errorAnswer(404, kCodeNotFound, "asset not found for " + symbolOrId.substr(0, 60));
    return ok(encodeAsset(*asset));
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
    const auto answer = m_venue.submit(
        {std::move(body->spec), std::move(body->clientOrderId), std::move(body->orderClass)});
    if (!answer)
        return broken(answer.error());
    return *answer ? ok(encoded(**answer)) : refused(answer->error());
}

HttpAnswer RestApi::listOrders(const HttpRequest& request) const
{
    const auto query = orderQueryOf(request);
    if (!query)
        return badParameter(query.error());
    std::vector<std::string> bodies;
    for (const BrokerOrder& order : m_venue.exchange().orders(*query))
        bodies.push_back(encoded(order));
    return ok(encodeList(bodies));
}

HttpAnswer RestApi::order(const HttpRequest& request, const std::string& id)
{
    if (request.method == "DELETE") {
        const auto answer = m_venue.cancel(id);
        if (!answer)
            return broken(answer.error());
        return *answer ? HttpAnswer{204, {}, {}} : refused(answer->error());
    }
    if (request.method != "GET")
        return errorAnswer(405, 0, "method not allowed");
    const BrokerOrder* order = m_venue.exchange().orderById(id);
    return order == nullptr ? refused(notFound("order not found for " + id.substr(0, 60)))
                            : ok(encoded(*order));
}

HttpAnswer RestApi::getByClientId(const HttpRequest& request) const
{
    const std::string_view id = request.parameter("client_order_id").value_or("");
    const BrokerOrder* order = m_venue.exchange().orderByClientId(id);
    return order == nullptr
               ? refused(notFound("order not found for " + std::string{id.substr(0, 128)}))
               : ok(encoded(*order));
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

/// Fills are the only activities here; a filter that asks for others finds nothing.
HttpAnswer RestApi::getActivities(const HttpRequest& request) const
{
    const auto query = fillQueryOf(request);
    if (!query)
        return badParameter(query.error());
    auto types = commaList(request.parameter("activity_types").value_or(""));
    if (request.path.size() == 4)
        types = {request.path[3]};
    const bool wanted =
        (types.empty() || std::find(types.begin(), types.end(), "FILL") != types.end()) &&
        request.parameter("category").value_or("trade_activity") == "trade_activity";
    std::vector<std::string> bodies;
    if (!wanted)
        return ok(encodeList(bodies));
    for (const FillActivity& fill : m_venue.exchange().fills(*query)) {
        Execution execution = fill.execution;
        execution.id = fill.id;
        bodies.push_back(encodeFillActivity(execution, {fill.leaves, fill.orderStatus}));
    }
    return ok(encodeList(bodies));
}

} // namespace tapedeck::practice
