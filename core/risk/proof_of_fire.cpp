#include "risk/proof_of_fire.h"

#include <algorithm>
#include <chrono>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

constexpr Price kPrice = Price::fromWhole(100);

/// An order and the world around it.
struct Shot
{
    Proposal proposal;
    RiskView view;
};

/// A buy for a quarter of what the tightest bound allows, in an account that is rich enough.
Shot goodShot(const LimitTable& limits)
{
    Money most = std::min(limits.positionPerSymbol, limits.totalExposure);
    most = std::min(most, limits.notionalPer4h.value_or(most));
    Shot shot;
    RiskView& view = shot.view;
    view.now = Timestamp{std::chrono::hours{400'000}};
    view.mode = Mode::Live;
    view.rules = Rules::Approval;
    view.armed = true;
    view.clockSkew = 0ns;
    Account account;
    account.status = "ACTIVE";
    account.cash = account.equity = account.lastEquity = Money::fromWhole(9'000'000'000);
    account.buyingPower = account.nonMarginableBuyingPower = account.cash;
    view.account = account;
    view.equityNow = account.equity;
    view.transfersToday = Money{};
    view.settledCash = account.cash;
    view.watched = true;
    Asset asset;
    asset.active = asset.tradable = asset.fractionable = true;
    view.asset = asset;
    view.halt = HaltState::Trading;
    view.regularHours = true;
    Quote quote;
    quote.at = view.now;
    quote.bid = quote.ask = kPrice;
    quote.bidSize = quote.askSize = Quantity::fromWhole(100);
    view.quote = quote;
    view.last = kPrice;
    view.lastAt = view.now;
    view.instanceCash = most;

    Proposal& proposal = shot.proposal;
    proposal.origin = {OriginKind::Strategy, "proof"};
    proposal.order.symbol = "PROOF";
    proposal.order.side = Side::Buy;
    proposal.order.type = OrderType::Limit;
    proposal.order.timeInForce = TimeInForce::Day;
    proposal.order.limitPrice = kPrice;
    proposal.order.quantity =
        quantityFor(Money::fromNanos(most.nanos() / 4), kPrice).value_or(Quantity{});
    proposal.reference = kPrice;
    proposal.referenceAt = view.now;
    return shot;
}

Price beyond(Price price, Ratio by)
{
    return scaled(price, Ratio::fromNanos(kNanosPerUnit + by.nanos())).value_or(price);
}

/// Spoils what the run and the symbol must be. False: there is nothing to break.
bool spoilState(Limit limit, const LimitTable& limits, Shot& shot)
{
    RiskView& view = shot.view;
    switch (limit) {
    case Limit::KillSwitch:
        view.killed = true;
        return true;
    case Limit::Armed:
        view.armed = false;
        return true;
    case Limit::Account:
        view.account->tradingBlocked = true;
        return true;
    case Limit::BrokerRules:
        shot.proposal.order.limitPrice = kPrice + Price::fromNanos(1);
        return true;
    case Limit::Agreement:
        view.agreed = false;
        return true;
    case Limit::UnknownOrder:
        view.unknownOrder = true;
        return true;
    case Limit::Clock:
        view.clockSkew = limits.clockSkew + 1ns;
        return true;
    case Limit::Watchlist:
        view.watched = false;
        return true;
    case Limit::Blocklist:
        view.blocked = true;
        return true;
    case Limit::Tradable:
        view.asset->tradable = false;
        return true;
    case Limit::Halt:
        view.halt = HaltState::Halted;
        return true;
    case Limit::Session:
        view.regularHours = false;
        return true;
    default:
        return false;
    }
}

/// Spoils prices and holdings.
bool spoilPrices(Limit limit, const LimitTable& limits, Shot& shot)
{
    RiskView& view = shot.view;
    switch (limit) {
    case Limit::QuoteUsable:
        // Wider than allowed; a bound of all of the price is broken by a side that is missing.
        view.quote->ask = beyond(kPrice, limits.spread + limits.spread);
        if (limits.spread >= Ratio::fromNanos(kNanosPerUnit / 2))
            view.quote->bid = Price{};
        return true;
    case Limit::PriceAge:
        shot.proposal.referenceAt = view.now - limits.priceAge - 1ns;
        return true;
    case Limit::PriceDistance:
        shot.proposal.order.limitPrice = beyond(kPrice, limits.priceDistance) + Price::fromWhole(1);
        return true;
    case Limit::HeldQuantity:
        shot.proposal.order.side = Side::Sell;
        return true;
    case Limit::NoDoubling:
        view.sameOriginHolds = view.anyoneHolds = true;
        return true;
    case Limit::PositionLoss:
        view.positionReturn = -limits.positionLoss;
        return true;
    default:
        return false;
    }
}

/// Spoils sums and counts.
bool spoilSums(Limit limit, const LimitTable& limits, Shot& shot)
{
    RiskView& view = shot.view;
    switch (limit) {
    case Limit::InstanceCash:
        view.instanceCommitted = *view.instanceCash;
        return true;
    case Limit::PositionNotional:
        view.workingBuyNotional = limits.positionPerSymbol;
        return true;
    case Limit::TotalExposure:
        view.exposure = limits.totalExposure;
        return true;
    case Limit::EquityShare:
        view.equityNow = Money::fromNanos(1);
        return true;
    case Limit::OrdersPerDay:
        view.ordersToday = limits.ordersPerDay.value_or(0);
        return limits.ordersPerDay.has_value();
    case Limit::OrdersPerMinute:
        view.ordersLastMinute = limits.ordersPerMinute;
        return true;
    case Limit::NotionalPer4h:
        view.notionalLast4h = limits.notionalPer4h.value_or(Money{});
        return limits.notionalPer4h.has_value();
    case Limit::SymbolSpacing:
        view.lastOrderOnSymbol = view.now;
        return limits.symbolSpacing > 0ns;
    case Limit::DayLoss:
        view.equityNow -= scaled(view.account->lastEquity, limits.dayLoss).value_or(Money{});
        return true;
    case Limit::BorrowedMoney:
        view.account->nonMarginableBuyingPower = Money{}; // margin lends nothing to a cash account
        return true;
    case Limit::BuyingPower:
        view.account->buyingPower = Money{};
        return true;
    default:
        return false;
    }
}

std::string namesOf(const std::vector<Limit>& limits)
{
    std::string names;
    for (const Limit limit : limits)
        names += (names.empty() ? "" : ", ") + std::string{toString(limit)};
    return names;
}

} // namespace

std::string ProofOfFire::describe() const
{
    std::string text = std::to_string(fired) + " limits fire";
    if (!unset.empty())
        text += ", not set: " + namesOf(unset);
    if (!inert.empty())
        text += ", INERT: " + namesOf(inert);
    if (!passesGood)
        text += ", and no order at all would pass";
    return text;
}

ProofOfFire proveFire(const LimitTable& limits,
                      Verdict (*check)(const Proposal&, const RiskView&, const LimitTable&))
{
    ProofOfFire proof;
    const Shot good = goodShot(limits);
    proof.passesGood = check(good.proposal, good.view, limits).approved.has_value();
    for (std::size_t i = 0; i < kLimitCount; ++i) {
        const auto limit = static_cast<Limit>(i);
        Shot shot = good;
        if (!spoilState(limit, limits, shot) && !spoilPrices(limit, limits, shot) &&
            !spoilSums(limit, limits, shot)) {
            proof.unset.push_back(limit);
            continue;
        }
        const Verdict verdict = check(shot.proposal, shot.view, limits);
        if (verdict.denies(limit) && !verdict.approved)
            ++proof.fired;
        else
            proof.inert.push_back(limit);
    }
    return proof;
}

} // namespace tapedeck
