#include "simulation/venue.h"

#include "exchange/session_clock.h"
#include "market/new_york.h"
#include "market/session.h"
#include "wire/json_writer.h"
#include "wire/rest_bodies.h"

#include <algorithm>
#include <charconv>

namespace tapedeck {

namespace {

constexpr int kOk = 200;
constexpr int kNoContent = 204;
constexpr int kMultiStatus = 207;
constexpr int kNotFound = 404;
constexpr std::int32_t kCodeNotFound = 40'410'000;

ExchangeConfig exchangeConfig(std::uint64_t seed, Money cash)
{
    ExchangeConfig config;
    config.seed = "storm" + std::to_string(seed);
    config.marginMultiplier = 1;
    config.initialCash = cash;
    const auto list = [&config](const std::string& symbol, int close) {
        ListedAsset listed;
        listed.asset.id = "asset-" + symbol;
        listed.asset.symbol = symbol;
        listed.asset.name = symbol;
        listed.asset.exchange = "NASDAQ";
        listed.asset.assetClass = "us_equity";
        listed.asset.active = listed.asset.tradable = listed.asset.fractionable = true;
        listed.previousClose = Price::fromWhole(close);
        config.assets.push_back(listed);
    };
    for (const std::string& symbol : Venue::symbols())
        list(symbol, 100);
    list(Venue::kElsewhere, 1);
    config.calendar = calendarDays(
        MarketCalendar{}, parseDate("2013-10-01").value(), parseDate("2014-12-31").value());
    return config;
}

RestAnswer answered(int status, std::string body = {})
{
    RestAnswer answer;
    answer.kind = RestAnswer::Kind::Answered;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

RestAnswer refused(const BrokerError& error)
{
    return answered(error.httpStatus, encodeBrokerError(error));
}

RestAnswer notFound(const std::string& what)
{
    return refused({kNotFound, kCodeNotFound, what + " not found"});
}

template <class T, class Encode>
RestAnswer listed(const std::vector<T>& items, const Encode& encode)
{
    std::string body = "[";
    for (const T& item : items) {
        if (body.size() > 1)
            body += ',';
        body += encode(item);
    }
    return answered(kOk, body + "]");
}

std::string parameter(const RestCall& call, std::string_view name)
{
    for (const auto& [key, value] : call.query) {
        if (key == name)
            return value;
    }
    return {};
}

std::size_t countOf(const RestCall& call, std::string_view name)
{
    const std::string text = parameter(call, name);
    std::size_t count = 0;
    (void)std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

/// What follows `prefix` in the path; empty where it does not begin so.
std::string rest(const RestCall& call, std::string_view prefix)
{
    return call.path.starts_with(prefix) ? call.path.substr(prefix.size()) : std::string{};
}

} // namespace

const std::vector<std::string>& Venue::symbols()
{
    static const std::vector<std::string> kSymbols{"AAA", "BBB", "CCC"};
    return kSymbols;
}

Venue::Venue(std::uint64_t seed, Money cash, Timestamp now)
{
    m_exchange.emplace(Exchange::create(exchangeConfig(seed, cash), m_symbols).value());
    advance(now);
}

RestAnswer Venue::answer(const RestCall& call, Timestamp now)
{
    if (call.path == "/v2/orders")
        return onOrders(call, now);
    if (call.path == "/v2/orders:by_client_order_id")
        return lookUp(parameter(call, "client_order_id"));
    if (const std::string id = rest(call, "/v2/orders/"); !id.empty())
        return cancel(id, now);
    if (call.path == "/v2/positions")
        return listPositions();
    if (call.path == "/v2/account")
        return account();
    if (call.path == "/v2/account/configurations")
        return configure(call);
    if (call.path == "/v2/account/activities/FILL")
        return listFills(call);
    if (call.path == "/v2/account/activities")
        return answered(kOk, "[]"); // no cash is moved
    if (call.path == "/v2/calendar")
        return listCalendar();
    if (const std::string symbol = rest(call, "/v2/assets/"); !symbol.empty())
        return asset(symbol);
    if (call.path == "/v2/clock") {
        BrokerClock clock = m_exchange->clock();
        clock.at = now + word.clockOff;
        return answered(kOk, encodeClock(clock));
    }
    if (call.path == "/v1/corporate-actions")
        return answered(kOk, R"({"corporate_actions":{},"next_page_token":null})");
    return answered(kNotFound, "<html>there is nothing here</html>");
}

RestAnswer Venue::onOrders(const RestCall& call, Timestamp now)
{
    std::vector<OrderUpdate> updates;
    if (call.method == RestMethod::Post) {
        const auto body = parseOrderRequest(call.body);
        if (!body)
            return refused(body.error());
        OrderRequest request;
        request.spec = body->spec;
        request.clientOrderId = body->clientOrderId;
        const auto done = m_exchange->submit(request, now, updates);
        tell(updates);
        return done ? answered(kOk, encoded(*done)) : refused(done.error().error);
    }
    if (call.method == RestMethod::Delete) {
        std::vector<CancelOutcome> outcomes;
        for (const CancelResult& result : m_exchange->cancelAll(now, updates))
            outcomes.push_back({result.id, result.httpStatus, std::nullopt});
        tell(updates);
        return answered(kMultiStatus, encodeCancelOutcomes(outcomes));
    }
    OrderQuery open;
    open.limit = countOf(call, "limit");
    return listed(m_exchange->orders(open),
                  [this](const BrokerOrder& order) { return encoded(order); });
}

RestAnswer Venue::cancel(const std::string& id, Timestamp now)
{
    std::vector<OrderUpdate> updates;
    const auto done = m_exchange->cancel(id, now, updates);
    tell(updates);
    return done ? answered(kNoContent) : refused(done.error().error);
}

RestAnswer Venue::lookUp(const std::string& clientOrderId) const
{
    const BrokerOrder* order = m_exchange->orderByClientId(clientOrderId);
    return order == nullptr ? notFound("order") : answered(kOk, encoded(*order));
}

RestAnswer Venue::account() const
{
    Account told = m_exchange->account();
    told.tradingBlocked = told.tradingBlocked || word.isBlocked;
    told.buyingPower = std::min(told.buyingPower, word.buyingPower.value_or(told.buyingPower));
    told.nonMarginableBuyingPower = std::min(
        told.nonMarginableBuyingPower, word.nonMarginable.value_or(told.nonMarginableBuyingPower));
    return answered(kOk, encodeAccount(told));
}

RestAnswer Venue::listPositions() const
{
    return listed(m_exchange->positions(), [this](const BrokerPosition& position) {
        PositionExtras extras;
        extras.lastDayPrice = m_exchange->previousClose(position.symbol);
        return encodePosition(position, extras);
    });
}

RestAnswer Venue::listFills(const RestCall& call) const
{
    FillQuery query;
    if (const auto after = parseTimestamp(parameter(call, "after")))
        query.after = *after;
    query.ascending = parameter(call, "direction") == "asc";
    query.pageSize = countOf(call, "page_size");
    query.pageToken = parameter(call, "page_token");
    return listed(m_exchange->fills(query), [](const FillActivity& fill) {
        Execution execution = fill.execution;
        execution.id = fill.id; // they have ids of their own
        return encodeFillActivity(execution, {fill.leaves, fill.orderStatus});
    });
}

RestAnswer Venue::configure(const RestCall& call)
{
    const auto wanted = parseConfiguration(call.body, m_exchange->configuration());
    if (!wanted)
        return refused({422, 0, wanted.error().what});
    m_exchange->configure(*wanted);
    return answered(kOk, encodeConfiguration(*wanted));
}

RestAnswer Venue::listCalendar() const
{
    const MarketCalendar calendar;
    const auto days = m_exchange->calendar();
    return listed(std::vector<CalendarDay>(days.begin(), days.end()),
                  [&calendar](const CalendarDay& day) {
                      return encodeCalendarDay(day, calendar.nextTradingDay(day.date));
                  });
}

RestAnswer Venue::asset(const std::string& symbol) const
{
    const Asset* known = m_exchange->asset(symbol);
    if (known == nullptr)
        return notFound("asset");
    Asset told = *known;
    told.tradable = told.tradable && symbol != word.untradable;
    told.fractionable = told.fractionable && symbol != word.wholeShares;
    return answered(kOk, encodeAsset(told));
}

std::string Venue::encoded(const BrokerOrder& order) const
{
    OrderExtras extras;
    if (const Asset* known = m_exchange->asset(order.spec.symbol))
        extras.assetId = known->id;
    return encodeOrder(order, extras);
}

void Venue::feed(const std::string& symbol, MarketEvent event, Timestamp now)
{
    const SymbolId id = m_symbols.intern(symbol).value();
    if (auto* quote = std::get_if<Quote>(&event))
        quote->symbol = id;
    else if (auto* trade = std::get_if<Trade>(&event))
        trade->symbol = id;
    else if (auto* status = std::get_if<TradingStatus>(&event))
        status->symbol = id;
    std::vector<OrderUpdate> updates;
    m_exchange->onMarket(event, now, updates);
    tell(updates);
}

void Venue::tradeElsewhere(int orders, bool fills, Timestamp now)
{
    // So cheap that it leaves the program its limits.
    const Price price = Price::fromWhole(1);
    for (int i = 0; i < orders; ++i) {
        OrderRequest order;
        order.spec.symbol = kElsewhere;
        order.spec.type = OrderType::Limit;
        order.spec.timeInForce = TimeInForce::Day;
        order.spec.quantity = Quantity::fromWhole(1);
        order.spec.limitPrice = price;
        std::vector<OrderUpdate> updates;
        (void)m_exchange->submit(order, now, updates);
        tell(updates);
    }
    if (!fills)
        return;
    Quote quote;
    quote.at = now;
    quote.bid = scaled(price, Ratio::fromNanos(kNanosPerUnit * 99 / 100)).value_or(price);
    quote.ask = price;
    quote.bidSize = quote.askSize = Quantity::fromWhole(orders);
    feed(kElsewhere, quote, now);
}

void Venue::advance(Timestamp now)
{
    std::vector<OrderUpdate> updates;
    m_exchange->advance(now, updates);
    tell(updates);
}

void Venue::tell(std::vector<OrderUpdate>& updates)
{
    if (onUpdates && !updates.empty())
        onUpdates(updates);
}

} // namespace tapedeck
