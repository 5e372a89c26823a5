#include "app/practice/data_api.h"

#include "app/practice/http_connection.h"

#include <algorithm>
#include <array>

namespace tapedeck::practice {

namespace {

constexpr int kPlanRefused = 42210000;
constexpr int kRouteNotFound = 40410000;
constexpr std::array<std::string_view, 4> kHistoryFeeds{"sip", "iex", "boats", "otc"};
constexpr std::array<std::string_view, 6> kLatestFeeds{
    "sip", "iex", "boats", "otc", "delayed_sip", "overnight"};

bool isKind(std::string_view word) noexcept
{
    return word == "bars" || word == "trades" || word == "quotes";
}

} // namespace

bool DataApi::isData(const HttpRequest& request) noexcept
{
    const auto& path = request.path;
    return path.size() > 1 && ((path[0] == "v2" && path[1] == "stocks") ||
                               (path[0] == "v1" && path[1] == "corporate-actions") ||
                               path[0] == "v1beta1" || path[0] == "v1beta3");
}

HttpAnswer DataApi::handle(const HttpRequest& request) const
{
    const Path path = Path{request.path}.subspan(1);
    if (request.method != "GET")
        return errorAnswer(405, 0, "method not allowed");
    if (request.path[0] == "v2")
        return stocks(request, path);
    if (request.path[0] == "v1" && path.size() == 1)
        return corporateActions(request);
    if (request.path[0] == "v1beta1" && path[0] == "options")
        return options(request, path);
    if (request.path[0] == "v1beta1" && path[0] == "news" && path.size() == 1)
        return news(request);
    return errorAnswer(404, kRouteNotFound, "endpoint not found");
}

HttpAnswer DataApi::stocks(const HttpRequest& request, Path path) const
{
    const std::string none;
    const std::size_t depth = path.size();
    const auto is = [&](std::size_t i, std::string_view word) {
        return i < depth && path[i] == word;
    };
    if (is(1, "meta") && depth == 3 && is(2, "exchanges"))
        return exchanges();
    if (is(1, "meta") && depth == 4 && is(2, "conditions"))
        return conditions(request, path[3]);
    if (depth == 2 && isKind(path[1]))
        return history(request, path[1], none);
    if (depth == 3 && isKind(path[1]) && is(2, "latest"))
        return latest(request, path[1], none);
    if (depth == 2 && is(1, "snapshots"))
        return snapshots(request, none);
    if (depth == 3 && isKind(path[2]))
        return history(request, path[2], path[1]);
    if (depth == 4 && isKind(path[2]) && is(3, "latest"))
        return latest(request, path[2], path[1]);
    if (depth == 3 && is(2, "snapshot"))
        return snapshots(request, path[1]);
    return errorAnswer(404, kRouteNotFound, "endpoint not found");
}

std::optional<HttpAnswer>
DataApi::refusedFeed(const HttpRequest& request, bool latest, Timestamp to) const
{
    const std::string_view feed = request.parameter("feed").value_or("");
    const auto isOneOf = [&](const auto& feeds) {
        return std::find(feeds.begin(), feeds.end(), feed) != feeds.end();
    };
    if (!feed.empty() && !(latest ? isOneOf(kLatestFeeds) : isOneOf(kHistoryFeeds)))
        return errorAnswer(400, 0, "invalid feed: " + std::string{feed.substr(0, 40)});
    const bool recent = latest || m_venue.now() - to < kDelay;
    if (feed == "sip" && m_plan == DataPlan::Basic && recent)
        return errorAnswer(
            403, kPlanRefused, "subscription does not permit querying recent SIP data");
    return std::nullopt;
}

} // namespace tapedeck::practice
