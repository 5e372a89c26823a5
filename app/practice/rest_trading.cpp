#include "app/practice/http_connection.h"
#include "app/practice/rest_answers.h"
#include "app/practice/rest_api.h"
#include "app/practice/rest_parameters.h"
#include "exchange/order_rules.h"
#include "market/new_york.h"
#include "market/session.h"
#include "wire/body_fields.h"
#include "wire/configuration_body.h"
#include "wire/json_writer.h"
#include "wire/rest_bodies.h"

#include <algorithm>

// Account and its configuration, clock, calendar, assets, activities.
namespace tapedeck::practice {

namespace {

Result<FillQuery> fillQueryOf(const HttpRequest& request)
{
    FillQuery query;
    const auto page = pageParameters(request, "page_size", 100, 100);
    if (!page)
        return tl::unexpected<Error>{page.error()};
    query.pageSize = page->count;
    query.ascending = page->ascending;
    query.after = page->after;
    query.until = page->until;
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

struct ActivityRow
{
    Timestamp at;
    std::string id;
    std::string body;
};

/// The bodies behind the token, as many as are asked for.
std::vector<std::string>
pageOf(std::vector<ActivityRow> rows, const FillQuery& query, const std::string& token)
{
    std::stable_sort(rows.begin(), rows.end(), [&](const ActivityRow& a, const ActivityRow& b) {
        return query.ascending ? a.at < b.at : a.at > b.at;
    });
    std::vector<std::string> bodies;
    bool pastToken = token.empty();
    for (ActivityRow& row : rows) {
        if (bodies.size() == query.pageSize)
            break;
        if (pastToken)
            bodies.push_back(std::move(row.body));
        pastToken = pastToken || row.id == token;
    }
    return bodies;
}

} // namespace

HttpAnswer RestApi::broken(const Error& error)
{
    m_failed(error);
    return errorAnswer(500, 50010000, "internal server error occurred");
}

HttpAnswer RestApi::getAccount() const
{
    Account account = m_venue.exchange().account();
    const MarketCalendar calendar;
    AccountExtras extras;
    extras.accountNumber = "PX" + account.id.substr(0, 8);
    account.createdAt = m_venue.createdAt();
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

HttpAnswer RestApi::configurations(const HttpRequest& request)
{
    const AccountConfiguration& stands = m_venue.exchange().configuration();
    if (request.method == "GET")
        return ok(encodeConfiguration(stands));
    if (request.method != "PATCH")
        return errorAnswer(405, 0, "method not allowed");
    const auto wanted = parseConfiguration(request.body, stands);
    if (!wanted)
        return badParameter(wanted.error());
    if (auto done = m_venue.configure(*wanted); !done)
        return broken(done.error());
    return ok(encodeConfiguration(*wanted));
}

HttpAnswer RestApi::getClock() const
{
    auto clock = m_venue.exchange().clock();
    clock.at += m_clockSkew;
    HttpAnswer answer = ok(encodeClock(clock));
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

HttpAnswer RestApi::getActivities(const HttpRequest& request) const
{
    const auto query = fillQueryOf(request);
    if (!query)
        return badParameter(query.error());
    auto types = commaList(request.parameter("activity_types").value_or(""));
    if (request.path.size() == 4)
        types = {request.path[3]};
    const std::string category{request.parameter("category").value_or("")};
    const auto isAsked = [&](std::string_view type) {
        return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
    };
    const bool transfersToo =
        category != "trade_activity" && types != std::vector<std::string>{"FILL"};
    FillQuery wanted = *query;
    if (transfersToo) { // the token may be of either kind: pageOf() skips to it
        wanted.pageToken.clear();
        wanted.pageSize = SIZE_MAX;
    }
    std::vector<ActivityRow> rows;
    if (isAsked("FILL") && category != "non_trade_activity") {
        for (const FillActivity& fill : m_venue.exchange().fills(wanted)) {
            Execution execution = fill.execution;
            execution.id = fill.id;
            rows.push_back({execution.at,
                            fill.id,
                            encodeFillActivity(execution, {fill.leaves, fill.orderStatus})});
        }
    }
    if (!transfersToo)
        return ok(encodeList(pageOf(std::move(rows), wanted, "")));
    for (const CashTransfer& transfer : m_venue.exchange().transfers(wanted)) {
        if (isAsked(transfer.amount.isNegative() ? "CSW" : "CSD") || isAsked("TRANS"))
            rows.push_back({*transfer.madeAt, transfer.id, encodeTransferActivity(transfer)});
    }
    return ok(encodeList(pageOf(std::move(rows), *query, query->pageToken)));
}

} // namespace tapedeck::practice
