#include "session/broker_calls.h"

#include "base/limits.h"
#include "wire/configuration_body.h"
#include "wire/json_writer.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::int32_t kCodeNotFound = 40'410'000;

RestCall tradingGet(Urgency urgency, std::string path, CallPurpose purpose = CallPurpose::Truth)
{
    RestCall call;
    call.method = RestMethod::Get;
    call.host = RestHost::Trading;
    call.urgency = urgency;
    call.purpose = purpose;
    call.path = std::move(path);
    return call;
}

/// One segment of a path.
std::string escaped(std::string_view text)
{
    constexpr std::string_view kPlain = "-._~";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool alnum =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alnum || kPlain.find(c) != std::string_view::npos) {
            out.push_back(c);
        } else {
            out.push_back('%');
            out.push_back(kDigits[byte >> 4U]);
            out.push_back(kDigits[byte & 15U]);
        }
    }
    return out;
}

/// A list of which every element could be read.
template <class T>
Result<std::vector<T>> wholeList(const RestAnswer& answer,
                                 Result<BodyList<T>> (*parse)(std::string_view))
{
    if (!answer.isOk())
        return failureOf(answer);
    auto list = parse(answer.body);
    if (!list)
        return unreadableAnswer(list.error());
    if (!list->unreadable.empty())
        return unreadableAnswer(list->unreadable.front());
    return std::move(list->items);
}

template <class T, class Parse>
Result<T> whole(const RestAnswer& answer, Parse parse)
{
    if (!answer.isOk())
        return failureOf(answer);
    Result<T> value = parse(answer.body);
    if (!value)
        return unreadableAnswer(value.error());
    return value;
}

bool isUnknownOrder(const RestAnswer& answer)
{
    return answer.kind == RestAnswer::Kind::Answered && answer.status == 404 &&
           parseBrokerError(answer.status, answer.body).code == kCodeNotFound;
}

/// What a call came to that was not carried out: refused, or nobody knows.
template <class Reply, class Subject>
Reply notDone(const Subject& of, const RestAnswer& answer)
{
    if (answer.isRefusal())
        return {of, parseBrokerError(answer.status, answer.body)};
    return {of, input::NoAnswer{reasonOf(answer)}};
}

} // namespace

RestCall submitCall(const IntentRecord& intent)
{
    RestCall call;
    call.method = RestMethod::Post;
    call.host = RestHost::Trading;
    call.urgency = Urgency::Order;
    call.purpose = CallPurpose::Orders;
    call.path = "/v2/orders";
    call.body = encodeOrderRequest(intent.ticket.order, intent.clientOrderId);
    return call;
}

input::SubmitReply submitReply(const std::string& clientOrderId, const RestAnswer& answer)
{
    if (answer.kind == RestAnswer::Kind::NotSent)
        return {clientOrderId, input::NotSent{answer.reason}};
    if (answer.isOk()) {
        auto order = parseOrder(answer.body);
        if (order && order->clientOrderId == clientOrderId)
            return {clientOrderId, std::move(*order)};
        return {clientOrderId,
                input::NoAnswer{order
                                    ? "the broker answered for another order"
                                    : "the broker's answer cannot be read: " + order.error().what}};
    }
    return notDone<input::SubmitReply>(clientOrderId, answer);
}

RestCall cancelCall(const std::string& brokerOrderId)
{
    RestCall call;
    call.method = RestMethod::Delete;
    call.host = RestHost::Trading;
    call.urgency = Urgency::Safety;
    call.purpose = CallPurpose::Orders;
    call.path = "/v2/orders/" + escaped(brokerOrderId);
    return call;
}

input::CancelReply cancelReply(const std::string& clientOrderId, const RestAnswer& answer)
{
    if (answer.isOk())
        return {clientOrderId, input::Done{}};
    return notDone<input::CancelReply>(clientOrderId, answer);
}

RestCall suspendCall(bool suspended)
{
    RestCall call;
    call.method = RestMethod::Patch;
    call.host = RestHost::Trading;
    call.urgency = Urgency::Safety;
    call.purpose = CallPurpose::Orders;
    call.path = "/v2/account/configurations";
    JsonWriter{call.body}.beginObject().key("suspend_trade").boolean(suspended).endObject();
    return call;
}

input::SuspendReply suspendReply(bool suspended, const RestAnswer& answer)
{
    if (answer.isOk()) {
        // The broker says how it stands now: only that counts.
        const auto stands = parseConfiguration(answer.body);
        if (stands && stands->suspendTrade == suspended)
            return {suspended, input::Done{}};
        return {suspended, input::NoAnswer{"the broker's answer does not say so"}};
    }
    return notDone<input::SuspendReply>(suspended, answer);
}

RestCall cancelAllCall()
{
    RestCall call;
    call.method = RestMethod::Delete;
    call.host = RestHost::Trading;
    call.urgency = Urgency::Safety;
    call.purpose = CallPurpose::Orders;
    call.path = "/v2/orders";
    return call;
}

std::optional<std::string> cancelAllProblem(const RestAnswer& answer)
{
    if (!answer.isOk())
        return reasonOf(answer);
    if (answer.body.empty())
        return std::nullopt;
    const auto outcomes = parseCancelOutcomes(answer.body);
    if (!outcomes)
        return "the broker's answer cannot be read: " + outcomes.error().what;
    std::size_t failed = 0;
    for (const CancelOutcome& outcome : *outcomes)
        failed += outcome.httpStatus >= 500 || outcome.httpStatus == 429 ? 1U : 0U;
    if (failed == 0)
        return std::nullopt;
    return std::to_string(failed) + " of " + std::to_string(outcomes->size()) +
           " orders could not be canceled";
}

RestCall lookupCall(const std::string& clientOrderId)
{
    RestCall call =
        tradingGet(Urgency::Safety, "/v2/orders:by_client_order_id", CallPurpose::Orders);
    call.query = {{"client_order_id", clientOrderId}};
    return call;
}

input::LookupReply lookupReply(const std::string& clientOrderId, const RestAnswer& answer)
{
    if (isUnknownOrder(answer))
        return {clientOrderId, input::NotFound{}};
    if (!answer.isOk())
        return {clientOrderId, input::NoAnswer{reasonOf(answer)}};
    auto order = parseOrder(answer.body);
    if (!order)
        return {clientOrderId,
                input::NoAnswer{"the broker's answer cannot be read: " + order.error().what}};
    if (order->clientOrderId != clientOrderId)
        return {clientOrderId, input::NoAnswer{"the broker answered for another order"}};
    return {clientOrderId, std::move(*order)};
}

RestCall openOrdersCall()
{
    RestCall call = tradingGet(Urgency::Truth, "/v2/orders");
    call.query = {
        {"status", "open"}, {"limit", std::to_string(kOrdersPageMax)}, {"nested", "false"}};
    return call;
}

Result<std::vector<BrokerOrder>> readOpenOrders(const RestAnswer& answer)
{
    auto orders = wholeList<BrokerOrder>(answer, &parseOrders);
    if (orders && orders->size() >= kOrdersPageMax)
        return fail(ErrorCode::OutOfRange,
                    "the broker lists " + std::to_string(kOrdersPageMax) +
                        " open orders or more: cancel some of them");
    return orders;
}

RestCall accountCall()
{
    return tradingGet(Urgency::Truth, "/v2/account");
}

Result<Account> readAccount(const RestAnswer& answer)
{
    return whole<Account>(answer, [](std::string_view body) { return parseAccount(body); });
}

RestCall positionsCall()
{
    return tradingGet(Urgency::Truth, "/v2/positions");
}

Result<std::vector<BrokerPosition>> readPositions(const RestAnswer& answer)
{
    return wholeList<BrokerPosition>(answer, &parsePositions);
}

namespace {

RestCall activitiesCall(std::string path, Timestamp after, const std::string& pageToken)
{
    RestCall call = tradingGet(Urgency::Truth, std::move(path));
    call.query = {{"after", toRfc3339(after)},
                  {"direction", "asc"},
                  {"page_size", std::to_string(kFillsPageMax)}};
    if (!pageToken.empty())
        call.query.emplace_back("page_token", pageToken);
    return call;
}

} // namespace

RestCall fillsCall(Timestamp after, const std::string& pageToken)
{
    return activitiesCall("/v2/account/activities/FILL", after, pageToken);
}

Result<FillsPage> readFills(const RestAnswer& answer)
{
    const auto list = wholeList<Activity>(answer, &parseActivities);
    if (!list)
        return tl::unexpected<Error>{list.error()};
    FillsPage page;
    for (const Activity& activity : *list) {
        if (const auto* execution = std::get_if<Execution>(&activity))
            page.executions.push_back(*execution);
    }
    if (list->size() >= kFillsPageMax)
        page.nextToken = lastActivityId(answer.body);
    return page;
}

RestCall transfersCall(Timestamp after, const std::string& pageToken)
{
    RestCall call = activitiesCall("/v2/account/activities", after, pageToken);
    call.query.insert(call.query.begin(), {"category", "non_trade_activity"});
    return call;
}

Result<TransfersPage> readTransfers(const RestAnswer& answer)
{
    const auto list = wholeList<Activity>(answer, &parseActivities);
    if (!list)
        return tl::unexpected<Error>{list.error()};
    TransfersPage page;
    page.entries = list->size();
    for (const Activity& activity : *list) {
        const auto* entry = std::get_if<NonTradeActivity>(&activity);
        if (auto transfer = entry == nullptr ? std::nullopt : cashTransferIn(*entry))
            page.transfers.push_back(std::move(*transfer));
    }
    if (list->size() >= kFillsPageMax)
        page.nextToken = lastActivityId(answer.body);
    return page;
}

RestCall clockCall()
{
    return tradingGet(Urgency::Background, "/v2/clock", CallPurpose::Clock);
}

Result<BrokerClock> readClock(const RestAnswer& answer)
{
    return whole<BrokerClock>(answer, [](std::string_view body) { return parseClock(body); });
}

RestCall calendarCall(Date from, Date to)
{
    RestCall call = tradingGet(Urgency::Background, "/v2/calendar", CallPurpose::Clock);
    call.query = {{"start", toString(from)}, {"end", toString(to)}};
    return call;
}

Result<std::vector<CalendarDay>> readCalendar(const RestAnswer& answer)
{
    auto days = wholeList<CalendarDay>(answer, &parseCalendar);
    if (days)
        std::sort(days->begin(), days->end(), [](const CalendarDay& a, const CalendarDay& b) {
            return a.date < b.date;
        });
    return days;
}

RestCall assetCall(const std::string& symbol)
{
    return tradingGet(Urgency::Background, "/v2/assets/" + escaped(symbol), CallPurpose::History);
}

namespace {

template <class Parse>
Result<std::optional<Asset>> assetIfListed(const RestAnswer& answer, const Parse& parse)
{
    if (isUnknownOrder(answer))
        return std::optional<Asset>{};
    auto asset = whole<Asset>(answer, parse);
    if (!asset)
        return tl::unexpected<Error>{asset.error()};
    return std::optional{std::move(*asset)};
}

} // namespace

Result<std::optional<Asset>> readAsset(const RestAnswer& answer)
{
    return assetIfListed(answer, [](std::string_view body) { return parseAsset(body); });
}

RestCall contractCall(const std::string& symbol)
{
    return tradingGet(
        Urgency::Background, "/v2/options/contracts/" + escaped(symbol), CallPurpose::History);
}

Result<std::optional<Asset>> readContract(const RestAnswer& answer)
{
    return assetIfListed(answer, [](std::string_view body) { return parseContract(body); });
}

RestCall allAssetsCall()
{
    RestCall call = tradingGet(Urgency::Background, "/v2/assets", CallPurpose::History);
    call.query = {{"status", "active"}, {"asset_class", "us_equity"}};
    call.answerBytesMax = kFrameBytesMax;
    return call;
}

Result<std::vector<Asset>> readAssets(const RestAnswer& answer)
{
    if (!answer.isOk())
        return failureOf(answer);
    auto list = parseAssets(answer.body);
    if (!list)
        return unreadableAnswer(list.error());
    // One odd asset among ten thousand must not hide the others: what is missing is not tradable.
    return std::move(list->items);
}

} // namespace tapedeck
