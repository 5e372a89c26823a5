#include "app/practice/rest_api.h"

#include "app/practice/http_connection.h"

#include <QByteArray>
#include <QUuid>

namespace tapedeck::practice {

namespace {

constexpr int kNotAuthorized = 40110000;
constexpr int kRouteNotFound = 40410000;
constexpr int kTooManyRequests = 42910000;

} // namespace

RestApi::RestApi(Venue& venue,
                 const Credentials& credentials,
                 const PracticeOptions& options,
                 std::function<void(Error)> failed)
    : m_venue{venue}, m_data{venue, options.plan},
      m_credentials{credentials}, m_failed{std::move(failed)}, m_speed{options.speed},
      m_tradingWindow{options.rateLimit}, m_dataWindow{options.rateLimit}
{}

HttpAnswer RestApi::handle(const HttpRequest& request, std::int64_t epochSeconds)
{
    RateWindow& window = DataApi::isData(request) ? m_dataWindow : m_tradingWindow;
    window.roll(epochSeconds);
    HttpAnswer answer;
    if (!isAuthorized(request))
        answer = DataApi::isData(request)
                     ? errorAnswer(403, 0, "forbidden.")
                     : errorAnswer(401, kNotAuthorized, "request is not authorized");
    else if (!window.take(epochSeconds))
        answer = errorAnswer(429, kTooManyRequests, "rate limit exceeded");
    else
        answer = route(request);
    answer.headers.emplace_back("X-Request-ID",
                                QUuid::createUuid().toString(QUuid::Id128).toStdString());
    if (window.limit() != 0) {
        answer.headers.emplace_back("X-RateLimit-Limit", std::to_string(window.limit()));
        answer.headers.emplace_back("X-RateLimit-Remaining", std::to_string(window.remaining()));
        answer.headers.emplace_back("X-RateLimit-Reset", std::to_string(window.reset()));
    }
    return answer;
}

/// The two headers, or HTTP Basic.
bool RestApi::isAuthorized(const HttpRequest& request) const
{
    const std::string_view basic = request.header("authorization");
    if (equalIgnoringCase(basic.substr(0, 6), "basic ")) {
        const std::string_view coded = basic.substr(6);
        const QByteArray both =
            QByteArray::fromBase64(QByteArray{coded.data(), static_cast<qsizetype>(coded.size())});
        const std::string plain = both.toStdString();
        const std::size_t colon = plain.find(':');
        return colon != std::string::npos &&
               m_credentials.match(plain.substr(0, colon), plain.substr(colon + 1));
    }
    return m_credentials.match(request.header("apca-api-key-id"),
                               request.header("apca-api-secret-key"));
}

HttpAnswer RestApi::route(const HttpRequest& request)
{
    if (DataApi::isData(request))
        return m_data.handle(request);
    if (request.path.size() < 2 || request.path.front() != "v2")
        return errorAnswer(404, kRouteNotFound, "endpoint not found");
    return trading(request);
}

HttpAnswer RestApi::trading(const HttpRequest& request)
{
    const std::string& what = request.path[1];
    const std::size_t depth = request.path.size();
    if (what == "orders" && depth == 2)
        return orders(request);
    if (what == "orders" && depth == 3)
        return order(request, request.path[2]);
    if (what == "positions" && depth == 2)
        return positions(request);
    if (what == "positions" && depth == 3)
        return position(request, request.path[2]);
    if (what == "account" && depth == 3 && request.path[2] == "configurations")
        return configurations(request);
    if (what == "account" && depth == 4 && request.path[2] == "portfolio" &&
        request.path[3] == "history")
        return request.method == "GET" ? getPortfolioHistory(request)
                                       : errorAnswer(405, 0, "method not allowed");
    if (what == "watchlists" && depth == 2)
        return watchlists(request);
    if (what == "watchlists:by_name" && depth == 2)
        return watchlistByName(request);
    if (what == "watchlists" && depth == 3)
        return watchlist(request, request.path[2]);
    if (what == "watchlists" && depth == 4)
        return watchedSymbol(request);
    if (what == "options" && depth > 2 && depth < 5 && request.path[2] == "contracts") {
        if (request.method != "GET")
            return errorAnswer(405, 0, "method not allowed");
        return depth == 3 ? m_data.contracts(request) : m_data.contract(request.path[3]);
    }
    const bool known =
        (depth == 2 && (what == "account" || what == "clock" || what == "calendar" ||
                        what == "assets" || what == "orders:by_client_order_id")) ||
        (depth == 3 && what == "assets") ||
        ((depth == 3 || depth == 4) && what == "account" && request.path[2] == "activities");
    if (!known)
        return errorAnswer(404, kRouteNotFound, "endpoint not found");
    if (request.method != "GET")
        return errorAnswer(405, 0, "method not allowed");
    if (what == "account")
        return depth == 2 ? getAccount() : getActivities(request);
    if (what == "clock")
        return getClock();
    if (what == "calendar")
        return getCalendar(request);
    if (what == "assets")
        return depth == 2 ? getAssets(request) : getAsset(request.path[2]);
    return getByClientId(request);
}

} // namespace tapedeck::practice
