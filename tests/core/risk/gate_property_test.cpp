#include "gate_cases.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// The sizes that the table speaks of, worked out afresh.
struct Sizes
{
    bool exits = false;
    Int128 wanted = 0;
    Int128 freeLong = 0;
    Int128 cost = 0;
    Int128 position = 0;
    Int128 exposure = 0;
    Int128 spent = 0;
};

Int128 worstPrice(const GateCase& c)
{
    const RiskView& v = c.view;
    const Int128 reference = c.proposal.reference.nanos();
    if (c.proposal.order.limitPrice)
        return c.proposal.order.limitPrice->nanos();
    if (c.proposal.order.side == Side::Buy)
        return divideHalfEven(std::max(reference, Int128{v.quote ? v.quote->ask.nanos() : 0}) * 101,
                              100);
    const bool bid = v.quote && v.quote->bid.isPositive();
    return divideHalfEven(
        (bid ? std::min(reference, Int128{v.quote->bid.nanos()}) : reference) * 99, 100);
}

Sizes sizesOf(const GateCase& c)
{
    const RiskView& v = c.view;
    const OrderSpec& order = c.proposal.order;
    const auto up = [](Int128 price, Int128 quantity) {
        return (price * quantity + kNanosPerUnit - 1) / kNanosPerUnit;
    };
    Sizes s;
    s.wanted = order.quantity ? order.quantity->nanos() : 0;
    s.freeLong = Int128{v.held.nanos()} - v.workingSell.nanos();
    const Int128 freeShort = -Int128{v.held.nanos()} - v.workingBuy.nanos();
    s.exits =
        s.wanted > 0 && (order.side == Side::Buy ? v.held.isNegative() && s.wanted <= freeShort
                                                 : v.held.isPositive() && s.wanted <= s.freeLong);
    const Int128 worst = worstPrice(c);
    s.cost = order.notional ? order.notional->nanos() : up(worst, s.wanted);
    const Int128 mark = std::max(worst, Int128{v.last ? v.last->nanos() : 0});
    s.position = up(mark, v.held.abs().nanos()) + v.workingBuyNotional.nanos() + s.cost;
    s.exposure = v.exposure.nanos() + s.cost;
    s.spent = v.committedSinceAccount.nanos() + s.cost;
    return s;
}

/// The rows that hold for exits too.
std::set<Limit> naiveForAll(const GateCase& c, const Sizes& s)
{
    const RiskView& v = c.view;
    std::set<Limit> denies;
    const auto deny = [&](Limit limit, bool when) {
        if (when)
            denies.insert(limit);
    };
    const OrderSpec& order = c.proposal.order;
    deny(Limit::KillSwitch, v.killed && !(c.proposal.byPerson && s.exits));
    deny(Limit::Account, v.account->tradingBlocked);
    deny(Limit::BrokerRules, v.rules == Rules::Approval && !order.limitPrice);
    deny(Limit::Tradable, !v.asset->tradable);
    deny(Limit::Halt, v.halt == HaltState::Halted || (v.halt == HaltState::Unknown && !s.exits));
    deny(Limit::Session, !v.regularHours);
    deny(Limit::HeldQuantity,
         order.side == Side::Sell && (!order.quantity || s.wanted > s.freeLong));
    return denies;
}

/// The rows of money and counts, for entries alone.
std::set<Limit> naiveSizes(const GateCase& c, const Sizes& s)
{
    const RiskView& v = c.view;
    const LimitTable& l = c.limits;
    std::set<Limit> denies;
    const auto deny = [&](Limit limit, bool when) {
        if (when)
            denies.insert(limit);
    };
    deny(Limit::InstanceCash,
         v.instanceCash && v.instanceCommitted.nanos() + s.cost > v.instanceCash->nanos());
    deny(Limit::PositionNotional, s.position > l.positionPerSymbol.nanos());
    deny(Limit::TotalExposure, s.exposure > l.totalExposure.nanos());
    deny(Limit::EquityShare, s.position * 4 > Int128{v.equityNow.nanos()} + 3);
    deny(Limit::OrdersPerDay, l.ordersPerDay && v.ordersToday + 1 > *l.ordersPerDay);
    deny(Limit::OrdersPerMinute, v.ordersLastMinute + 1 > l.ordersPerMinute);
    deny(Limit::NotionalPer4h,
         l.notionalPer4h && v.notionalLast4h.nanos() + s.cost > l.notionalPer4h->nanos());
    const Int128 lastEquity = v.account->lastEquity.nanos();
    const Int128 loss = lastEquity + v.transfersToday->nanos() - v.equityNow.nanos();
    deny(Limit::DayLoss, loss * kNanosPerUnit >= lastEquity * l.dayLoss.nanos());
    const bool cashAccount = v.account->multiplier == 1;
    deny(Limit::BorrowedMoney,
         (cashAccount || !l.allowMargin) &&
             (s.exposure > v.equityNow.nanos() ||
              s.spent > v.account->nonMarginableBuyingPower.nanos() ||
              (cashAccount && s.cost > v.settledCash.nanos())));
    deny(Limit::BuyingPower,
         c.proposal.order.side == Side::Buy && s.spent > v.account->buyingPower.nanos());
    return denies;
}

/// The rows of the run, the symbol and the price, for entries alone.
std::set<Limit> naiveEntry(const GateCase& c)
{
    const RiskView& v = c.view;
    const LimitTable& l = c.limits;
    const OrderSpec& order = c.proposal.order;
    std::set<Limit> denies;
    const auto deny = [&](Limit limit, bool when) {
        if (when)
            denies.insert(limit);
    };
    deny(Limit::Armed, v.mode == Mode::Live && !v.armed);
    deny(Limit::Agreement, !v.agreed);
    deny(Limit::UnknownOrder, v.unknownOrder);
    deny(Limit::Clock, !v.clockSkew || *v.clockSkew > l.clockSkew);
    deny(Limit::Watchlist, !v.watched);
    deny(Limit::Blocklist, v.blocked);
    const bool twoSided = v.quote && v.quote->bid.isPositive() && v.quote->bid <= v.quote->ask;
    deny(Limit::QuoteUsable,
         !twoSided || Int128{(v.quote->ask - v.quote->bid).nanos()} * 2 * 100 >
                          Int128{(v.quote->ask + v.quote->bid).nanos()});
    deny(Limit::PriceAge, v.now - c.proposal.referenceAt > 5s);
    const Int128 reference = c.proposal.reference.nanos();
    deny(Limit::PriceDistance,
         order.limitPrice &&
             Int128{(*order.limitPrice - c.proposal.reference).abs().nanos()} * 20 > reference);
    deny(Limit::NoDoubling,
         !v.allowAdd && (v.sameOriginHolds || (l.onePositionPerSymbol && v.anyoneHolds)));
    deny(Limit::SymbolSpacing,
         v.lastOrderOnSymbol && v.now - *v.lastOrderOnSymbol < l.symbolSpacing);
    deny(Limit::PositionLoss, v.positionReturn && *v.positionReturn <= -l.positionLoss);
    return denies;
}

/// DESIGN's table of limits once more, in the plainest words: which rows deny.
std::set<Limit> naive(const GateCase& c)
{
    const Sizes s = sizesOf(c);
    std::set<Limit> denies = naiveForAll(c, s);
    if (!s.exits) {
        denies.merge(naiveSizes(c, s));
        denies.merge(naiveEntry(c));
    }
    return denies;
}

class RandomCases
{
public:
    explicit RandomCases(std::uint64_t seed) : m_random{seed} {}

    GateCase next()
    {
        GateCase c = chance(2) ? goodEntry() : goodExit();
        RiskView& v = c.view;
        v.rules = chance(2) ? Rules::Approval : Rules::Automatic;
        c.limits = LimitTable::defaults(v.rules);
        c.limits.liveAllowMarket = false;
        v.mode = chance(2) ? Mode::Live : Mode::Practice;
        // One thing in ten is wrong, so that about every second case passes all the rest.
        v.armed = !chance(30);
        v.killed = chance(30);
        c.proposal.byPerson = chance(3);
        v.agreed = !chance(40);
        v.unknownOrder = chance(40);
        v.watched = !chance(40);
        v.blocked = chance(40);
        v.asset->tradable = !chance(40);
        v.account->tradingBlocked = chance(40);
        v.regularHours = !chance(40);
        v.halt = chance(40) ? HaltState::Halted : (chance(40) ? HaltState::Unknown : v.halt);
        if (chance(40))
            v.clockSkew = chance(2) ? std::optional<Nanoseconds>{} : std::optional{Nanoseconds{2s}};
        if (chance(40))
            v.quote.reset();
        else if (chance(20))
            v.quote->bid = Price::fromNanos(below(101) * kNanosPerUnit);
        c.proposal.referenceAt = v.now - Nanoseconds{below(5'500'000'000)};
        c.proposal.reference = cents(9'700, 10'300);
        if (c.proposal.order.limitPrice)
            c.proposal.order.limitPrice = cents(9'600, 10'400);
        if (chance(4)) {
            c.proposal.order.type = OrderType::Market;
            c.proposal.order.limitPrice.reset();
        }
        v.last = cents(9'700, 10'300);
        c.proposal.order.side = chance(2) ? Side::Buy : Side::Sell;
        c.proposal.order.quantity = Quantity::fromNanos(1 + below(60 * kNanosPerUnit));
        if (chance(3)) {
            c.proposal.order.notional =
                Money::fromNanos(kNanosPerUnit + below(5'000 * kNanosPerUnit));
            c.proposal.order.quantity.reset();
        }
        v.held = chance(2) ? Quantity::fromNanos(below(80 * kNanosPerUnit) - 20 * kNanosPerUnit)
                           : Quantity{};
        v.workingBuy = chance(3) ? Quantity::fromNanos(below(10 * kNanosPerUnit)) : Quantity{};
        v.workingSell = chance(3) ? Quantity::fromNanos(below(10 * kNanosPerUnit)) : Quantity{};
        v.workingBuyNotional = saturatedNotional(px("100"), v.workingBuy);
        v.sameOriginHolds = chance(20);
        v.anyoneHolds = v.sameOriginHolds || chance(10);
        v.allowAdd = chance(4);
        v.exposure = dollars(60'000, 6);
        v.instanceCommitted = dollars(6'000, 3);
        v.committedSinceAccount = dollars(30'000, 6);
        v.notionalLast4h = dollars(6'000, 6);
        v.ordersToday = static_cast<std::int32_t>(chance(6) ? below(12) : 0);
        v.ordersLastMinute = static_cast<std::int32_t>(chance(6) ? below(12) : 0);
        v.equityNow = usd("20000") - dollars(1'500, 3) + dollars(30'000, 4);
        v.transfersToday = dollars(300, 6) - dollars(300, 6);
        v.account->multiplier = chance(2) ? 1 : 4;
        c.limits.allowMargin = chance(8);
        v.settledCash = usd("30000") - dollars(30'000, 3);
        v.account->nonMarginableBuyingPower = usd("30000") - dollars(29'000, 3);
        v.account->buyingPower = v.account->nonMarginableBuyingPower + dollars(9'000, 3);
        if (chance(5))
            v.lastOrderOnSymbol = v.now - Nanoseconds{below(1'000'000'000'000)};
        if (chance(5))
            v.positionReturn = Ratio::fromNanos(below(120'000'000) - 60'000'000);
        return c;
    }

private:
    bool chance(std::uint64_t oneIn) { return m_random() % oneIn == 0; }
    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(bound));
    }
    Price cents(std::int64_t from, std::int64_t to)
    {
        return Price::fromNanos((from + below(to - from)) * 10'000'000);
    }
    Money dollars(std::int64_t most, std::uint64_t oneIn)
    {
        return chance(oneIn) ? Money::fromNanos(below(most * kNanosPerUnit)) : Money{};
    }

    std::mt19937_64 m_random;
};

TEST(GateProperty, DeniesExactlyTheLimitsThatAPlainRecomputationFindsBroken)
{
    int approvals = 0;
    int denials = 0;
    std::set<Limit> seen;
    for (std::uint64_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
        RandomCases random{seed};
        for (int i = 0; i < 400 && !HasFailure(); ++i) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", case " + std::to_string(i));
            const GateCase c = random.next();
            const Verdict verdict = c.verdict();
            std::set<Limit> denied;
            for (const LimitCheck& check : verdict.checks) {
                if (check.result == LimitResult::Denied)
                    denied.insert(check.limit);
            }
            const std::set<Limit> expected = naive(c);
            for (std::size_t at = 0; at < kLimitCount; ++at) {
                const auto limit = static_cast<Limit>(at);
                EXPECT_EQ(denied.count(limit), expected.count(limit)) << toString(limit);
            }
            EXPECT_EQ(verdict.approved.has_value(), expected.empty());
            approvals += verdict.approved ? 1 : 0;
            denials += verdict.approved ? 0 : 1;
            seen.insert(denied.begin(), denied.end());
        }
    }
    EXPECT_GT(approvals, 500);
    EXPECT_GT(denials, 500);
    EXPECT_EQ(seen.size(), kLimitCount);
}

} // namespace
} // namespace tapedeck
