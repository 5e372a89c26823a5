#include "exchange/order_rules.h"

#include "base/limits.h"

#include <utility>

namespace tapedeck {

namespace {

using Verdict = std::optional<Refusal>;

constexpr Money kNotionalMin = Money::fromWhole(1);
constexpr std::int64_t kCentNanos = kNanosPerUnit / 100;
constexpr std::int64_t kSubPennyNanos = kNanosPerUnit / 10'000;

std::int64_t tickNanos(Price price) noexcept
{
    return price >= Price::fromWhole(1) ? kCentNanos : kSubPennyNanos;
}

Verdict checkPrice(std::string_view name, Price price)
{
    if (!price.isPositive())
        return unprocessable(std::string{name} + " must be > 0");
    if (price > kMarketPriceMax)
        return unprocessable(std::string{name} + " must be <= " + kMarketPriceMax.toString());
    if (price.nanos() % tickNanos(price) != 0)
        return unprocessable("invalid " + std::string{name} + " " + price.toString() +
                             ". sub-penny increment does not fulfill minimum pricing criteria");
    return std::nullopt;
}

Verdict checkTrail(const OrderSpec& spec)
{
    const bool trails = spec.type == OrderType::TrailingStop;
    if (!trails && (spec.trailPrice || spec.trailPercent))
        return badRequest(std::string{toString(spec.type)} + " orders require no trail");
    if (!trails)
        return std::nullopt;
    if (spec.trailPrice.has_value() == spec.trailPercent.has_value())
        return badRequest("trailing_stop orders require one of trail_price or trail_percent");
    if (spec.trailPrice)
        return checkPrice("trail_price", *spec.trailPrice);
    if (!spec.trailPercent->isPositive() || *spec.trailPercent >= Ratio::fromWhole(100))
        return unprocessable("trail_percent must be > 0 and < 100");
    return std::nullopt;
}

Verdict checkPrices(const OrderSpec& spec)
{
    const bool limited = spec.type == OrderType::Limit || spec.type == OrderType::StopLimit;
    const std::string type{toString(spec.type)};
    if (limited && !spec.limitPrice)
        return badRequest(type + " orders require limit price");
    if (!limited && spec.limitPrice)
        return badRequest(type + " orders require no limit price");
    if (isStop(spec.type) && !spec.stopPrice)
        return badRequest(type + " orders require stop price");
    if (!isStop(spec.type) && spec.stopPrice)
        return badRequest(type + " orders require no stop price");
    if (auto refusal = checkTrail(spec))
        return refusal;
    if (spec.limitPrice) {
        if (auto refusal = checkPrice("limit_price", *spec.limitPrice))
            return refusal;
    }
    return spec.stopPrice ? checkPrice("stop_price", *spec.stopPrice) : std::nullopt;
}

Verdict checkAmount(const OrderSpec& spec)
{
    if (spec.quantity && spec.notional)
        return badRequest("only one of qty or notional is accepted");
    if (!spec.quantity && !spec.notional)
        return badRequest("qty or notional is required");
    if (spec.quantity && !spec.quantity->isPositive())
        return unprocessable("qty must be > 0");
    if (spec.quantity && *spec.quantity > kMarketSizeMax)
        return unprocessable("qty must be <= " + kMarketSizeMax.toString());
    if (spec.notional && *spec.notional < kNotionalMin)
        return unprocessable("notional must be >= 1.00");
    return std::nullopt;
}

/// Fractions of a share: by quantity, or by dollars whatever they come to.
Verdict checkFraction(const OrderSpec& spec, const Asset& asset)
{
    const bool whole = spec.quantity && spec.quantity->nanos() % kNanosPerUnit == 0;
    if (whole)
        return std::nullopt;
    if (!asset.fractionable)
        return unprocessable(spec.quantity ? "qty must be integer"
                                           : "asset " + asset.symbol + " is not fractionable");
    if (spec.timeInForce != TimeInForce::Day)
        return unprocessable("fractional orders must be DAY orders");
    if (spec.type == OrderType::TrailingStop)
        return unprocessable("trailing_stop orders must be for whole shares");
    if (spec.notional && isStop(spec.type))
        return unprocessable("notional orders must be market or limit orders");
    if (spec.extendedHours && !asset.fractionableExtendedHours)
        return unprocessable("asset " + asset.symbol + " is not fractionable in extended hours");
    return std::nullopt;
}

Verdict checkTimeInForce(const OrderSpec& spec)
{
    switch (spec.timeInForce) {
    case TimeInForce::Day:
    case TimeInForce::Gtc:
        break;
    case TimeInForce::Ioc:
    case TimeInForce::Fok:
    case TimeInForce::Opg:
    case TimeInForce::Cls:
        if (waitsForPrint(spec.type))
            return unprocessable(std::string{toString(spec.timeInForce)} +
                                 " orders must be market or limit orders");
        break;
    }
    if (!spec.extendedHours)
        return std::nullopt;
    if (spec.type != OrderType::Limit)
        return unprocessable("extended hours order must be a limit order");
    if (spec.timeInForce != TimeInForce::Day && spec.timeInForce != TimeInForce::Gtc)
        return unprocessable("extended hours order must be DAY or GTC limit orders");
    return std::nullopt;
}

Verdict checkClass(const OrderRequest& request)
{
    const OrderSpec& spec = request.spec;
    const bool hasTarget = request.takeProfitLimit.has_value();
    const bool hasStop = request.stopLossStop.has_value();
    const std::string word{toString(request.orderClass)};
    if (request.stopLossLimit && !hasStop)
        return badRequest("stop_loss.stop_price is required");
    switch (request.orderClass) {
    case OrderClass::Simple:
        if (hasTarget || hasStop)
            return badRequest("simple orders require no take_profit and no stop_loss");
        return std::nullopt;
    case OrderClass::Bracket:
        if (!hasTarget || !hasStop)
            return badRequest("bracket orders require take_profit and stop_loss");
        break;
    case OrderClass::Oto:
        if (hasTarget == hasStop)
            return badRequest("oto orders require one of take_profit or stop_loss");
        break;
    case OrderClass::Oco:
        if (!hasTarget || !hasStop)
            return badRequest("oco orders require take_profit and stop_loss");
        if (spec.type != OrderType::Limit)
            return unprocessable("oco orders must be limit orders");
        if (spec.side != Side::Sell)
            return unprocessable("oco orders of this exchange sell what is held");
        break;
    }
    if (request.orderClass != OrderClass::Oco &&
        (spec.side != Side::Buy ||
         (spec.type != OrderType::Market && spec.type != OrderType::Limit)))
        return unprocessable(word + " orders of this exchange buy, at the market or a limit");
    if (spec.timeInForce != TimeInForce::Day && spec.timeInForce != TimeInForce::Gtc)
        return unprocessable(word + " orders must be DAY or GTC orders");
    if (spec.extendedHours)
        return unprocessable("extended hours order must be simple orders");
    if (spec.notional || (spec.quantity && spec.quantity->nanos() % kNanosPerUnit != 0))
        return unprocessable("fractional orders must be simple orders");
    return std::nullopt;
}

Verdict checkAsset(const Asset& asset)
{
    if (!asset.active)
        return unprocessable("asset " + asset.symbol + " is not active");
    if (!asset.tradable)
        return unprocessable("asset " + asset.symbol + " is not tradable");
    return std::nullopt;
}

} // namespace

Refusal unprocessable(std::string message, std::vector<ErrorField> fields)
{
    return {{422, kCodeUnprocessable, std::move(message)}, std::move(fields)};
}

Refusal badRequest(std::string message)
{
    return {{422, kCodeBadRequest, std::move(message)}, {}};
}

Refusal forbidden(std::string message, std::vector<ErrorField> fields)
{
    return {{403, kCodeForbidden, std::move(message)}, std::move(fields)};
}

Refusal notFound(std::string message)
{
    return {{404, kCodeNotFound, std::move(message)}, {}};
}

std::optional<Refusal> checkShape(const OrderRequest& request, const Asset& asset)
{
    const OrderSpec& spec = request.spec;
    if (auto refusal = checkAsset(asset))
        return refusal;
    if (auto refusal = checkClass(request))
        return refusal;
    if (auto refusal = checkAmount(spec))
        return refusal;
    if (auto refusal = checkPrices(spec))
        return refusal;
    if (auto refusal = checkTimeInForce(spec))
        return refusal;
    return checkFraction(spec, asset);
}

std::optional<Refusal> checkLegs(const OrderRequest& request, std::optional<Price> market)
{
    const auto named = [](std::optional<Price> price, const char* name) {
        return price ? checkPrice(name, *price) : Verdict{};
    };
    if (auto refusal = named(request.takeProfitLimit, "take_profit.limit_price"))
        return refusal;
    if (auto refusal = named(request.stopLossStop, "stop_loss.stop_price"))
        return refusal;
    if (auto refusal = named(request.stopLossLimit, "stop_loss.limit_price"))
        return refusal;
    const Price cent = Price::fromNanos(kCentNanos);
    if (request.takeProfitLimit && request.stopLossStop &&
        *request.takeProfitLimit < *request.stopLossStop + cent)
        return unprocessable("take_profit.limit_price must be >= stop_loss.stop_price + 0.01");
    if (request.stopLossLimit && *request.stopLossLimit > *request.stopLossStop)
        return unprocessable("stop_loss.limit_price must be <= stop_loss.stop_price");
    const bool leaves = request.orderClass != OrderClass::Oco;
    const auto base = leaves && request.spec.limitPrice ? request.spec.limitPrice : market;
    if (!base)
        return std::nullopt;
    const std::vector<ErrorField> fields{{"base_price", base->toString()}};
    if (leaves && request.takeProfitLimit && *request.takeProfitLimit < *base + cent)
        return unprocessable("take_profit.limit_price must be >= base_price + 0.01", fields);
    if (request.stopLossStop && *request.stopLossStop > *base - cent)
        return unprocessable("stop_loss.stop_price must be <= base_price - 0.01", fields);
    return std::nullopt;
}

std::optional<Price> trailingStop(const OrderSpec& spec, Price mark)
{
    const bool sells = spec.side == Side::Sell;
    Int128 trail = 0;
    if (spec.trailPrice)
        trail = spec.trailPrice->nanos();
    else
        trail = Int128{mark.nanos()} * spec.trailPercent->nanos() / (Int128{100} * kNanosPerUnit);
    const Int128 stop = sells ? Int128{mark.nanos()} - trail : Int128{mark.nanos()} + trail;
    if (stop <= 0 || stop > kMarketPriceMax.nanos())
        return std::nullopt;
    const Price exact = Price::fromNanos(static_cast<std::int64_t>(stop));
    const std::int64_t tick = tickNanos(exact);
    const std::int64_t down = exact.nanos() - exact.nanos() % tick;
    const std::int64_t placed = sells || down == exact.nanos() ? down : down + tick;
    return placed > 0 ? std::optional{Price::fromNanos(placed)} : std::nullopt;
}

bool couldMeet(const OrderSpec& one, const OrderSpec& other) noexcept
{
    if (one.side == other.side)
        return false;
    if (one.type != OrderType::Limit || other.type != OrderType::Limit)
        return true;
    const OrderSpec& buy = one.side == Side::Buy ? one : other;
    const OrderSpec& sell = one.side == Side::Buy ? other : one;
    return *buy.limitPrice >= *sell.limitPrice;
}

Price buyStopCollar(Price stop)
{
    const std::int64_t perMille = stop < Price::fromWhole(50) ? 1'040 : 1'025;
    const Int128 nanos = Int128{stop.nanos()} * perMille / 1'000;
    const Price limit = Price::fromNanos(static_cast<std::int64_t>(nanos));
    return Price::fromNanos(limit.nanos() - limit.nanos() % tickNanos(limit));
}

} // namespace tapedeck
