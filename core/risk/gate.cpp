#include "risk/gate.h"

#include "base/check.h"
#include "base/limits.h"
#include "base/pinned.h"
#include "market/conditions.h"
#include "market/new_york.h"
#include "trading/tick_size.h"

#include <algorithm>
#include <array>

namespace tapedeck {

namespace {

/// Market orders have no price of their own; the design assumes one percent.
constexpr Ratio kMarketSlippage = Ratio::fromNanos(10'000'000);
/// A buy stop becomes a limit four percent beyond it at most (alpaca.md, section 4.3).
constexpr Ratio kStopSlippage = Ratio::fromNanos(40'000'000);

/// Why the broker would refuse the order's form; the value of the row BrokerRules.
enum class Form : std::uint8_t
{
    Fine,
    QuantityAndNotional, ///< exactly one of them is needed, and above zero
    MissingPrice,
    OffTick,
    FractionNotAllowed,
    NotionalTooSmall,
    ExtendedHoursForm, ///< only day limit orders
    OptionForm,        ///< whole contracts, limit, day
    MarketNotAllowed,  ///< approval rules want limits
    TooLarge,          ///< a price or a size beyond what any market has
    NotionalForm,      ///< dollars only at the market or a limit
    TimeInForceForm,   ///< ioc, fok, opg and cls only at the market or a limit
    AuctionOver,       ///< too late for the auction, and too early for the next day's
    StopBehindMarket,  ///< a stop that would fire at once
    OptionsLevel,      ///< the account may not buy options
};

/// The level of an account that may buy calls and puts (alpaca.md, section 4.11).
constexpr std::int32_t kBuysOptions = 2;
// When the broker takes no more orders for an auction, in New York (alpaca.md, section 4.5).
constexpr Nanoseconds kOpeningOver = std::chrono::hours{9} + std::chrono::minutes{28};
constexpr Nanoseconds kClosingOver = std::chrono::hours{15} + std::chrono::minutes{50};
constexpr Nanoseconds kAuctionsAgain = std::chrono::hours{19};

constexpr std::int64_t nanosOfCount(std::int64_t count) noexcept
{
    return count * kNanosPerUnit;
}

bool isWhole(Quantity quantity) noexcept
{
    return quantity.nanos() % kNanosPerUnit == 0;
}

/// One proposal on its way through the rows.
class Check
{
public:
    Check(const Proposal& proposal, const RiskView& view, const LimitTable& limits) noexcept
        : m_proposal{proposal}, m_order{proposal.order}, m_view{view}, m_limits{limits}
    {
        m_worstPrice = worstPrice();
        m_quantity = worstQuantity();
        m_worstNotional =
            m_order.notional.value_or(saturatedNotional(m_worstPrice, m_quantity, view.multiplier));
        m_isExit = isExit();
    }

    [[nodiscard]] Verdict run()
    {
        m_verdict.checks.reserve(kLimitCount);
        checkRun();
        checkSymbol();
        checkPrice();
        checkHoldings();
        checkSizes();
        checkCounts();
        checkMoney();
        CHECK(m_verdict.checks.size() == kLimitCount);
        m_verdict.worstPrice = m_worstPrice;
        m_verdict.worstNotional = m_worstNotional;
        return std::move(m_verdict);
    }

    [[nodiscard]] bool passed() const noexcept { return !m_denied; }
    [[nodiscard]] Ticket ticket() const
    {
        return {m_proposal.id, m_proposal.origin, m_order, m_isExit, m_worstPrice, m_worstNotional};
    }

private:
    enum class ForExits : std::uint8_t
    {
        Denies,
        Warns,
        Skips
    };

    void row(Limit limit,
             LimitUnit unit,
             std::int64_t value,
             std::int64_t bound,
             bool passes,
             ForExits exits)
    {
        LimitCheck check{limit, LimitResult::Passed, unit, value, bound};
        if (m_isExit && exits == ForExits::Skips)
            check.result = LimitResult::Skipped;
        else if (!passes && m_isExit && exits == ForExits::Warns)
            check.result = LimitResult::Warned;
        else if (!passes)
            check.result = LimitResult::Denied;
        m_denied = m_denied || check.result == LimitResult::Denied;
        CHECK(static_cast<std::size_t>(limit) == m_verdict.checks.size());
        m_verdict.checks.push_back(check);
    }
    void skip(Limit limit, LimitUnit unit, std::int64_t value)
    {
        m_verdict.checks.push_back({limit, LimitResult::Skipped, unit, value, 0});
    }
    void flag(Limit limit, bool passes, ForExits exits)
    {
        row(limit, LimitUnit::Flag, nanosOfCount(passes ? 1 : 0), nanosOfCount(1), passes, exits);
    }
    void dollars(Limit limit, Money value, Money bound, ForExits exits)
    {
        row(limit, LimitUnit::Dollars, value.nanos(), bound.nanos(), value <= bound, exits);
    }

    [[nodiscard]] Price worstPrice() const noexcept
    {
        if (m_order.limitPrice)
            return *m_order.limitPrice;
        const bool buys = m_order.side == Side::Buy;
        Price market = m_proposal.reference;
        if (m_view.quote && buys && m_view.quote->ask.isPositive())
            market = std::max(market, m_view.quote->ask);
        if (m_view.quote && !buys && m_view.quote->bid.isPositive())
            market = std::min(market, m_view.quote->bid);
        const Price slipped = moved(market, (buys ? 1 : -1) * kMarketSlippage.nanos());
        if (!m_order.stopPrice)
            return slipped;
        const Price stop = moved(*m_order.stopPrice, (buys ? 1 : -1) * kStopSlippage.nanos());
        return buys ? std::max(slipped, stop) : std::min(slipped, stop);
    }
    /// Pinned: a price that does not fit exceeds every bound.
    [[nodiscard]] static Price moved(Price price, std::int64_t by) noexcept
    {
        return scaled(price, Ratio::fromNanos(kNanosPerUnit + by))
            .value_or(Price::fromNanos(INT64_MAX));
    }
    [[nodiscard]] Quantity worstQuantity() const noexcept
    {
        if (m_order.quantity)
            return *m_order.quantity;
        // Fewest dollars a share buy most shares: the position that a notional order can become.
        const Price cheapest = m_proposal.reference.isPositive()
                                   ? std::min(m_proposal.reference, m_worstPrice)
                                   : m_worstPrice;
        if (!m_order.notional || !cheapest.isPositive())
            return Quantity{};
        return quantityFor(*m_order.notional, cheapest).value_or(Quantity{});
    }
    /// Compares sizes, not sides: a sell larger than what is held and free is no exit.
    [[nodiscard]] bool isExit() const noexcept
    {
        if (!m_quantity.isPositive() || !m_order.quantity)
            return false;
        if (m_order.side == Side::Sell)
            return m_view.held.isPositive() && m_quantity <= freeToSell();
        return m_view.held.isNegative() &&
               Int128{m_quantity.nanos()} + m_view.workingBuy.nanos() <= -Int128{held()};
    }
    [[nodiscard]] std::int64_t held() const noexcept { return m_view.held.nanos(); }
    [[nodiscard]] Quantity freeToSell() const noexcept
    {
        return Quantity::fromNanos(pinned(Int128{held()} - m_view.workingSell.nanos()));
    }

    void checkRun()
    {
        const bool personCloses = m_proposal.byPerson && m_isExit;
        flag(Limit::KillSwitch, !m_view.killed || personCloses, ForExits::Denies);
        flag(Limit::Armed, m_view.mode != Mode::Live || m_view.armed, ForExits::Skips);
        const auto& account = m_view.account;
        const bool usable = account && account->status == "ACTIVE" && !account->tradingBlocked &&
                            !account->accountBlocked && !account->suspendedByUser;
        flag(Limit::Account, usable, account ? ForExits::Denies : ForExits::Warns);
        const Form form = orderForm();
        row(Limit::BrokerRules,
            LimitUnit::Count,
            nanosOfCount(static_cast<std::int64_t>(form)),
            0,
            form == Form::Fine,
            ForExits::Denies);
        flag(Limit::Agreement, m_view.agreed, ForExits::Warns);
        flag(Limit::UnknownOrder, !m_view.unknownOrder, ForExits::Warns);
        row(Limit::Clock,
            LimitUnit::Seconds,
            m_view.clockSkew.value_or(Nanoseconds{INT64_MAX}).count(),
            m_limits.clockSkew.count(),
            m_view.clockSkew && *m_view.clockSkew <= m_limits.clockSkew,
            ForExits::Warns);
    }

    void checkSymbol()
    {
        flag(Limit::Watchlist, m_view.watched, ForExits::Skips);
        flag(Limit::Blocklist, !m_view.blocked, ForExits::Skips);
        const auto& asset = m_view.asset;
        flag(Limit::Tradable, asset && asset->active && asset->tradable, ForExits::Denies);
        flag(Limit::Halt,
             m_view.halt == HaltState::Trading,
             m_view.halt == HaltState::Halted ? ForExits::Denies : ForExits::Warns);
        const bool extended = m_view.extendedHours && m_limits.allowExtendedHours &&
                              m_order.extendedHours && m_order.type == OrderType::Limit;
        flag(Limit::Session, m_view.regularHours || extended, ForExits::Denies);
    }

    void checkPrice()
    {
        const auto& quote = m_view.quote;
        const bool twoSided = quote && quote->bid.isPositive() && quoteIsUsable(*quote);
        const Ratio bound = m_view.isOption ? m_limits.optionSpread : m_limits.spread;
        Ratio spread = Ratio::fromNanos(INT64_MAX);
        if (twoSided) {
            const Price mid =
                Price::fromNanos(quote->bid.nanos() + (quote->ask - quote->bid).nanos() / 2);
            spread = ratioOf(quote->ask - quote->bid, mid);
        }
        row(Limit::QuoteUsable,
            LimitUnit::Fraction,
            spread.nanos(),
            bound.nanos(),
            twoSided && spread <= bound && !(m_view.derivedQuotes && m_view.mode == Mode::Live),
            ForExits::Warns);

        const Nanoseconds age = m_view.now - m_proposal.referenceAt;
        row(Limit::PriceAge,
            LimitUnit::Seconds,
            age.count(),
            m_limits.priceAge.count(),
            // A time in the future is no fresher than one that is as far in the past.
            age <= m_limits.priceAge && -age <= m_limits.priceAge,
            ForExits::Warns);

        if (!m_order.limitPrice) {
            skip(Limit::PriceDistance, LimitUnit::Fraction, 0);
            return;
        }
        const Price reference = m_proposal.reference;
        const Ratio distance = reference.isPositive() && m_order.limitPrice->isPositive()
                                   ? ratioOf((*m_order.limitPrice - reference).abs(), reference)
                                   : Ratio::fromNanos(INT64_MAX);
        row(Limit::PriceDistance,
            LimitUnit::Fraction,
            distance.nanos(),
            m_limits.priceDistance.nanos(),
            distance <= m_limits.priceDistance,
            ForExits::Warns);
    }

    void checkHoldings()
    {
        const Quantity free = freeToSell();
        if (m_order.side == Side::Sell)
            row(Limit::HeldQuantity,
                LimitUnit::Shares,
                m_quantity.nanos(),
                free.nanos(),
                m_order.quantity && m_quantity <= free,
                ForExits::Denies);
        else
            skip(Limit::HeldQuantity, LimitUnit::Shares, m_quantity.nanos());

        const bool doubles =
            m_view.sameOriginHolds || (m_limits.onePositionPerSymbol && m_view.anyoneHolds);
        flag(Limit::NoDoubling, !doubles || m_view.allowAdd, ForExits::Skips);
        if (m_view.instanceCash)
            dollars(Limit::InstanceCash,
                    plus(m_view.instanceCommitted, m_worstNotional),
                    *m_view.instanceCash,
                    ForExits::Skips);
        else
            skip(Limit::InstanceCash, LimitUnit::Dollars, m_worstNotional.nanos());
    }

    void checkSizes()
    {
        const Price mark = std::max(m_worstPrice, m_view.last.value_or(m_worstPrice));
        const Money held = saturatedNotional(mark, m_view.held.abs(), m_view.multiplier);
        const Money position = plus(plus(held, m_view.workingBuyNotional), m_worstNotional);
        dollars(Limit::PositionNotional, position, m_limits.positionPerSymbol, ForExits::Skips);
        dollars(Limit::TotalExposure,
                plus(m_view.exposure, m_worstNotional),
                m_limits.totalExposure,
                ForExits::Skips);
        const Ratio share = m_view.equityNow.isPositive() ? ratioOf(position, m_view.equityNow)
                                                          : Ratio::fromNanos(INT64_MAX);
        row(Limit::EquityShare,
            LimitUnit::Fraction,
            share.nanos(),
            m_limits.equityShare.nanos(),
            share <= m_limits.equityShare,
            ForExits::Skips);
    }

    void checkCounts()
    {
        count(Limit::OrdersPerDay, m_view.ordersToday, m_limits.ordersPerDay);
        count(Limit::OrdersPerMinute, m_view.ordersLastMinute, m_limits.ordersPerMinute);
        const Money recent = plus(m_view.notionalLast4h, m_worstNotional);
        if (m_limits.notionalPer4h)
            dollars(Limit::NotionalPer4h, recent, *m_limits.notionalPer4h, ForExits::Skips);
        else
            skip(Limit::NotionalPer4h, LimitUnit::Dollars, recent.nanos());
        const Nanoseconds since = m_view.lastOrderOnSymbol
                                      ? Nanoseconds{m_view.now - *m_view.lastOrderOnSymbol}
                                      : Nanoseconds{INT64_MAX};
        row(Limit::SymbolSpacing,
            LimitUnit::Seconds,
            since.count(),
            m_limits.symbolSpacing.count(),
            since >= m_limits.symbolSpacing,
            ForExits::Skips);
    }

    void checkMoney()
    {
        const Ratio positionLoss =
            Ratio{} - std::min(m_view.positionReturn.value_or(Ratio{}), Ratio{});
        const Ratio lossBound = m_view.isOption ? m_limits.optionLoss : m_limits.positionLoss;
        row(Limit::PositionLoss,
            LimitUnit::Fraction,
            positionLoss.nanos(),
            lossBound.nanos(),
            positionLoss < lossBound,
            ForExits::Skips);

        const Account account = m_view.account.value_or(Account{});
        const Money loss = Money::fromNanos(pinned(Int128{account.lastEquity.nanos()} +
                                                   m_view.transfersToday.value_or(Money{}).nanos() -
                                                   m_view.equityNow.nanos()));
        const bool known = account.lastEquity.isPositive() && m_view.transfersToday;
        const Ratio dayLoss =
            known ? ratioOf(loss, account.lastEquity) : Ratio::fromNanos(INT64_MAX);
        row(Limit::DayLoss,
            LimitUnit::Fraction,
            dayLoss.nanos(),
            m_limits.dayLoss.nanos(),
            dayLoss < m_limits.dayLoss,
            ForExits::Skips);

        const Money spent = plus(m_view.committedSinceAccount, m_worstNotional);
        // An account that lends nothing. What it buys with settled money alone may be sold at any
        // time, so that exits stay free (SEC Regulation T, 12 CFR 220.8).
        const bool cashAccount = account.multiplier <= 1;
        if (m_limits.allowMargin && !cashAccount) {
            skip(Limit::BorrowedMoney, LimitUnit::Dollars, spent.nanos());
        } else {
            const Money exposure = plus(m_view.exposure, m_worstNotional);
            Int128 room =
                std::min(Int128{m_view.equityNow.nanos()} - exposure.nanos(),
                         Int128{account.nonMarginableBuyingPower.nanos()} - spent.nanos());
            if (cashAccount)
                room = std::min(room, Int128{m_view.settledCash.nanos()} - m_worstNotional.nanos());
            row(Limit::BorrowedMoney,
                LimitUnit::Dollars,
                pinned(room < 0 ? -room : Int128{0}),
                0,
                room >= 0,
                ForExits::Skips);
        }
        if (m_order.side == Side::Sell)
            skip(Limit::BuyingPower, LimitUnit::Dollars, 0);
        else
            dollars(Limit::BuyingPower, spent, account.buyingPower, ForExits::Skips);
    }

    void count(Limit limit, std::int32_t used, std::optional<std::int32_t> bound)
    {
        const std::int64_t withThis = std::int64_t{used} + 1;
        if (!bound)
            skip(limit, LimitUnit::Count, nanosOfCount(withThis));
        else
            row(limit,
                LimitUnit::Count,
                nanosOfCount(withThis),
                nanosOfCount(*bound),
                withThis <= *bound,
                ForExits::Skips);
    }

    [[nodiscard]] TickRule tickRule() const noexcept
    {
        if (!m_view.isOption)
            return TickRule::Share;
        const bool penny = m_view.asset && m_view.asset->pennyTicks;
        return penny ? TickRule::PennyOption : TickRule::Option;
    }
    [[nodiscard]] Form orderForm() const noexcept
    {
        const bool byQuantity = m_order.quantity && m_order.quantity->isPositive();
        const bool byNotional = m_order.notional && m_order.notional->isPositive();
        if (m_order.quantity.has_value() == m_order.notional.has_value() ||
            byQuantity == byNotional)
            return Form::QuantityAndNotional;
        const bool wantsLimit =
            m_order.type == OrderType::Limit || m_order.type == OrderType::StopLimit;
        const bool wantsStop =
            m_order.type == OrderType::Stop || m_order.type == OrderType::StopLimit;
        if (wantsLimit != m_order.limitPrice.has_value() ||
            wantsStop != m_order.stopPrice.has_value() || m_order.type == OrderType::TrailingStop)
            return Form::MissingPrice;
        for (const auto& price : {m_order.limitPrice, m_order.stopPrice}) {
            if (price &&
                (!price->isPositive() || onTick(*price, Rounding::Down, tickRule()) != *price))
                return Form::OffTick;
        }
        if (isTooLarge())
            return Form::TooLarge;
        if (const Form form = waitingForm(); form != Form::Fine)
            return form;
        if (m_view.isOption &&
            (!byQuantity || !isWhole(*m_order.quantity) || m_order.type != OrderType::Limit ||
             m_order.timeInForce != TimeInForce::Day))
            return Form::OptionForm;
        if (m_view.isOption && m_order.side == Side::Buy && m_view.account &&
            m_view.account->optionsLevel < kBuysOptions)
            return Form::OptionsLevel;
        if (byNotional && *m_order.notional < Money::fromWhole(1))
            return Form::NotionalTooSmall;
        const bool fractional = byNotional || !isWhole(*m_order.quantity);
        if (fractional && (!m_view.asset || !m_view.asset->fractionable ||
                           m_order.timeInForce != TimeInForce::Day))
            return Form::FractionNotAllowed;
        if (m_order.extendedHours &&
            (m_order.type != OrderType::Limit || m_order.timeInForce != TimeInForce::Day ||
             (fractional && !m_view.asset->fractionableExtendedHours)))
            return Form::ExtendedHoursForm;
        if (m_view.rules == Rules::Approval && m_order.type == OrderType::Market &&
            !m_limits.liveAllowMarket)
            return Form::MarketNotAllowed;
        return Form::Fine;
    }

    [[nodiscard]] bool isTooLarge() const noexcept
    {
        return m_order.limitPrice.value_or(Price{}) > kMarketPriceMax ||
               m_order.stopPrice.value_or(Price{}) > kMarketPriceMax ||
               m_order.quantity.value_or(Quantity{}) > kMarketSizeMax;
    }
    /// Stops, and orders that do not wait as others do.
    [[nodiscard]] Form waitingForm() const noexcept
    {
        const bool waitsForPrint = m_order.stopPrice.has_value();
        if (m_order.notional && waitsForPrint)
            return Form::NotionalForm;
        const TimeInForce tif = m_order.timeInForce;
        const bool waits = tif == TimeInForce::Day || tif == TimeInForce::Gtc;
        if (waitsForPrint && !waits)
            return Form::TimeInForceForm;
        if (tif == TimeInForce::Opg || tif == TimeInForce::Cls) {
            const Nanoseconds now = toNewYork(m_view.now).timeOfDay;
            const Nanoseconds over = tif == TimeInForce::Opg ? kOpeningOver : kClosingOver;
            if (now >= over && now < kAuctionsAgain)
                return Form::AuctionOver;
        }
        if (!waitsForPrint || !m_view.last)
            return Form::Fine;
        const bool behind = m_order.side == Side::Buy ? *m_order.stopPrice <= *m_view.last
                                                      : *m_order.stopPrice >= *m_view.last;
        return behind ? Form::StopBehindMarket : Form::Fine;
    }

    /// Sums of worst cases are pinned: what Money cannot hold exceeds every bound anyway.
    [[nodiscard]] static Money plus(Money a, Money b) noexcept
    {
        return checkedAdd(a, b).value_or(Money::fromNanos(INT64_MAX));
    }

    const Proposal& m_proposal;
    const OrderSpec& m_order;
    const RiskView& m_view;
    const LimitTable& m_limits;
    Price m_worstPrice;
    Quantity m_quantity;
    Money m_worstNotional;
    bool m_isExit = false;
    bool m_denied = false;
    Verdict m_verdict;
};

} // namespace

bool Verdict::denies(Limit limit) const noexcept
{
    return checks.at(static_cast<std::size_t>(limit)).result == LimitResult::Denied;
}

Verdict RiskGate::check(const Proposal& proposal, const RiskView& view, const LimitTable& limits)
{
    Check check{proposal, view, limits};
    Verdict verdict = check.run();
    if (check.passed())
        verdict.approved = Approved{check.ticket()};
    return verdict;
}

Digest digestOf(const OrderSpec& order)
{
    return sha256(canonicalBytes(order));
}

} // namespace tapedeck
