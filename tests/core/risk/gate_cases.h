#pragma once

#include "risk/gate.h"

#include <chrono>
#include <string>
#include <string_view>

/// An order that every limit lets pass, and the world around it: cases spoil one thing.
namespace tapedeck::test {

inline Price px(std::string_view text)
{
    return Price::parse(text).value();
}
inline Quantity shares(std::string_view text)
{
    return Quantity::parse(text).value();
}
inline Money usd(std::string_view text)
{
    return Money::parse(text).value();
}
inline Ratio ratio(std::string_view text)
{
    return Ratio::parse(text).value();
}

struct GateCase
{
    Proposal proposal;
    RiskView view;
    LimitTable limits;

    [[nodiscard]] Verdict verdict() const { return RiskGate::check(proposal, view, limits); }
    [[nodiscard]] LimitCheck check(Limit limit) const
    {
        return verdict().checks.at(static_cast<std::size_t>(limit));
    }
};

/// A buy of 10 shares at 100.10 under the limits of live, all of which it keeps.
inline GateCase goodEntry()
{
    using namespace std::chrono_literals;
    GateCase good;
    good.limits = LimitTable::defaults(Rules::Approval);
    good.limits.positionPerSymbol = usd("2000");

    RiskView& view = good.view;
    view.now = parseTimestamp("2013-10-10T14:00:00Z").value();
    view.mode = Mode::Live;
    view.rules = Rules::Approval;
    view.armed = true;
    view.clockSkew = 10ms;
    Account account;
    account.status = "ACTIVE";
    account.cash = account.equity = account.lastEquity = usd("20000");
    account.buyingPower = account.nonMarginableBuyingPower = usd("20000");
    view.account = account;
    view.equityNow = usd("20000");
    view.transfersToday = Money{};
    view.settledCash = usd("20000");
    view.watched = true;
    Asset asset;
    asset.symbol = "ABC";
    asset.active = asset.tradable = asset.fractionable = true;
    view.asset = asset;
    view.halt = HaltState::Trading;
    view.regularHours = true;
    Quote quote;
    quote.at = view.now - 1s;
    quote.bid = px("99.99");
    quote.ask = px("100.01");
    quote.bidSize = quote.askSize = shares("100");
    view.quote = quote;
    view.last = px("100");
    view.lastAt = view.now - 1s;
    view.instanceCash = usd("5000");

    Proposal& proposal = good.proposal;
    proposal.id = "p1";
    proposal.origin = {OriginKind::Strategy, "momentum"};
    proposal.order.symbol = "ABC";
    proposal.order.side = Side::Buy;
    proposal.order.type = OrderType::Limit;
    proposal.order.timeInForce = TimeInForce::Day;
    proposal.order.quantity = shares("10");
    proposal.order.limitPrice = px("100.10");
    proposal.reference = px("100");
    proposal.referenceAt = view.now - 1s;
    return good;
}

/// A sale of all of the 10 shares that are held, at 99.90.
inline GateCase goodExit()
{
    GateCase good = goodEntry();
    good.view.held = shares("10");
    good.view.sameOriginHolds = good.view.anyoneHolds = true;
    good.view.exposure = usd("1000");
    good.view.instanceCommitted = usd("1000");
    good.proposal.isExit = true;
    good.proposal.order.side = Side::Sell;
    good.proposal.order.limitPrice = px("99.90");
    return good;
}

} // namespace tapedeck::test
