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
        if (isStop(spec.type))
            return unprocessable(std::string{toString(spec.timeInForce)} +
                                 " orders must be market or limit orders");
        break;
    case TimeInForce::Opg:
    case TimeInForce::Cls:
        return unprocessable("time_in_force " + std::string{toString(spec.timeInForce)} +
                             " is not supported by this exchange");
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
    if (!request.orderClass.empty() && request.orderClass != "simple")
        return unprocessable("order_class " + request.orderClass +
                             " is not supported by this exchange");
    if (request.spec.type == OrderType::TrailingStop)
        return unprocessable("order type trailing_stop is not supported by this exchange");
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
