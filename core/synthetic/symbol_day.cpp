#include "synthetic/symbol_day.h"

#include "base/check.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kDayStream = 4;
constexpr char kTape =
    'C'; // its codes: '@' regular, F sweep, I odd lot, T extended hours, O 5 6 Q M

/// Of the events while a quote stands a third are trades: as the two shares and the bursts make it.
constexpr double kLoneTradeShare = 0.2567;  ///< of events that do not stand in a run
constexpr double kRunTradeShare = 0.75;     ///< of those right behind a trade
constexpr double kBurstChance = 0.45;       ///< that the next event follows within milliseconds
constexpr double kOddLotChance = 0.2;       ///< of a trade
constexpr double kSweepChance = 0.18;       ///< of a trade
constexpr double kWalkShare = 0.8;          ///< of the day's deviation; moods and jumps do the rest
constexpr double kTrendSteepness = 0.38;    ///< deviations of a second, a second
constexpr double kReturnSeconds = 8;        ///< to go back most of the way
constexpr double kFastSeconds = 150;        ///< a wave of volatility
constexpr double kSlowSeconds = 1800;       ///< a longer one
constexpr double kExtendedDeviation = 0.35; ///< outside regular hours, relative to within
constexpr double kExtendedSpread = 3;
constexpr double kJumpsADay = 3;
constexpr double kSpreadMax = 0.004; ///< of the price
constexpr double kVolatilityMax = 6;

double seconds(Nanoseconds d) noexcept
{
    return static_cast<double>(d.count()) * 1e-9;
}

Nanoseconds nanoseconds(double s) noexcept
{
    return Nanoseconds{static_cast<std::int64_t>(s * 1e9)};
}

Price priceOf(std::int64_t cents) noexcept
{
    return Price::fromNanos(cents * (kNanosPerUnit / 100));
}

/// In dollars, for the walk.
double levelOf(std::int64_t cents) noexcept
{
    return static_cast<double>(cents) / 100;
}

double fourth(double x) noexcept
{
    return x * x * x * x;
}

Quantity sharesOf(std::int64_t shares) noexcept
{
    return Quantity::fromWhole(shares);
}

} // namespace

SymbolDay::SymbolDay(std::uint64_t seed, std::size_t asset, SymbolId symbol, const DayPlan& plan)
    : m_asset{syntheticAssets()[asset]}, m_symbol{symbol}, m_hours{plan.hours},
      m_plan{plan.symbols[asset]},
      m_random{seed,
               kDayStream,
               asset,
               static_cast<std::uint64_t>(
                   std::chrono::sys_days{plan.hours.date}.time_since_epoch().count())}
{
    const double length = seconds(m_hours.close - m_hours.open);
    m_walk = levelOf(m_plan.sessionOpen);
    m_deviation = kWalkShare * m_plan.deviation * levelOf(m_plan.open) / std::sqrt(length);
    m_fast = m_random.normal();
    m_slow = m_random.normal();
    m_now = m_moved = m_moodEnd = m_hours.extendedOpen;
    planSteps(plan);
    if (plan.halt.asset == asset) {
        m_reopenMove = plan.halt.move;
        m_steps.push_back({plan.halt.from, Step::Halt});
        m_steps.push_back({plan.halt.to, Step::Resume});
    }
    std::stable_sort(m_steps.begin(), m_steps.end(), [](const Planned& a, const Planned& b) {
        return a.at < b.at;
    });
    enter(Phase::PreMarket);
    scheduleNext();
}

void SymbolDay::planSteps(const DayPlan& plan)
{
    const auto later = [this](Timestamp from, double least, double most) {
        return from + nanoseconds(m_random.uniform(least, most));
    };
    m_steps.push_back({m_hours.open, Step::Open});
    m_steps.push_back({later(m_hours.open, 0.15, 2.5), Step::OpeningAuction});
    m_steps.push_back({m_hours.close, Step::Close});
    m_steps.push_back({later(m_hours.close, 0.1, 3), Step::ClosingAuction});
    m_steps.push_back({m_hours.extendedClose, Step::SessionClose});

    // Jumps: a Poisson stream over regular hours, clear of both auctions.
    const double length = seconds(plan.hours.close - plan.hours.open);
    double at = 30;
    while (true) {
        at += m_random.exponential() * length / kJumpsADay;
        if (at > length - 120)
            break;
        const double size = m_random.uniform(0.15, 0.45) * m_plan.deviation;
        m_steps.push_back(
            {m_hours.open + nanoseconds(at), Step::Jump, m_random.chance(0.5) ? size : -size});
    }
}

const MarketEvent* SymbolDay::peek()
{
    while (m_nextPending == m_pending.size()) {
        m_pending.clear();
        m_nextPending = 0;
        if (m_phase == Phase::Ended)
            return nullptr;
        if (m_steps[m_nextStep].at <= m_nextEvent)
            takeStep();
        else
            takeEvent();
    }
    return &m_pending[m_nextPending];
}

void SymbolDay::takeStep()
{
    const Planned planned = m_steps[m_nextStep++];
    m_now = std::max(m_now, planned.at);
    switch (planned.step) {
    case Step::Open:
        enter(Phase::AwaitingOpen);
        quote();
        break;
    case Step::OpeningAuction:
        m_walk = levelOf(m_plan.open);
        enter(Phase::Regular);
        auction(m_plan.open, m_asset.auctionShares, 'O', 'Q');
        break;
    case Step::Jump:
        if (m_phase == Phase::Regular) {
            movePrice();
            m_walk *= 1 + planned.size;
            m_fast = 2.5; // and the minutes after it are lively
            keepInRange();
        }
        break;
    case Step::Halt:
        halt();
        break;
    case Step::Resume:
        resume();
        break;
    case Step::Close:
        enter(Phase::AwaitingClose);
        break;
    case Step::ClosingAuction:
        m_walk = levelOf(m_plan.close);
        auction(m_plan.close, 2 * m_asset.auctionShares, '6', 'M');
        enter(Phase::AfterHours);
        break;
    case Step::SessionClose:
        m_phase = Phase::Ended;
        break;
    }
    if (m_nextEvent <= m_now)
        m_nextEvent = m_now + 1us;
}

void SymbolDay::enter(Phase phase) noexcept
{
    m_phase = phase;
    m_phaseFrom = m_moved = m_now;
    switch (phase) {
    case Phase::PreMarket:
        m_phaseTo = m_hours.open;
        m_target = levelOf(m_plan.open);
        break;
    case Phase::AwaitingOpen:
    case Phase::Regular:
    case Phase::Halted:
    case Phase::AwaitingClose:
        m_phaseFrom = m_hours.open;
        m_phaseTo = m_hours.close;
        m_target = levelOf(m_plan.close);
        break;
    case Phase::AfterHours:
    case Phase::Ended:
        m_phaseTo = m_hours.extendedClose;
        m_target = levelOf(m_plan.sessionClose);
        break;
    }
}

/// The cross itself, and the listing exchange's official print, which counts for nothing.
void SymbolDay::auction(std::int64_t cents, std::int64_t shares, char code, char officialCode)
{
    const auto size =
        static_cast<std::int64_t>(static_cast<double>(shares) * m_random.uniform(0.6, 1.4));
    print(cents, size, std::string_view{&code, 1});
    if (officialCode != ' ') {
        m_now += 2ms;
        print(cents, size, std::string_view{&officialCode, 1});
    }
    m_now += 3ms;
    quote();
}

void SymbolDay::halt()
{
    CHECK(m_phase == Phase::Regular);
    status("H", "T1"); // news pending
    m_phase = Phase::Halted;
    for (std::size_t i = m_nextStep; i < m_steps.size(); ++i) {
        if (m_steps[i].step == Step::Resume)
            m_nextEvent = m_steps[i].at + 1us;
    }
}

void SymbolDay::resume()
{
    status("T", "T3"); // news and resumption times
    enter(Phase::Regular);
    m_walk *= 1 + m_reopenMove;
    m_fast = 2.5;
    keepInRange();
    m_now += 1ms;
    quote();
    m_now += 4ms;
    auction(m_bid, m_asset.auctionShares / 2, '5', ' ');
}

void SymbolDay::takeEvent()
{
    m_now = m_nextEvent;
    movePrice();
    const bool mayTrade = m_bid != 0 && m_phase != Phase::AwaitingOpen &&
                          m_phase != Phase::AwaitingClose && m_phase != Phase::Halted;
    const bool trades =
        mayTrade && m_random.chance(m_behindTrade ? kRunTradeShare : kLoneTradeShare);
    if (trades)
        trade();
    else if (m_phase != Phase::AwaitingClose && m_phase != Phase::Halted)
        quote();
    scheduleNext();
    m_behindTrade = trades && m_inBurst;
}

void SymbolDay::scheduleNext()
{
    m_inBurst = m_random.chance(kBurstChance);
    if (m_inBurst) {
        m_nextEvent = m_now + nanoseconds(m_random.uniform(0.0003, 0.02));
        return;
    }
    const double liveliness = 0.5 + 0.5 * std::min(m_volatility, 4.0);
    const double rate = m_asset.eventsPerSecond * (1 - kBurstChance) * activity() * liveliness;
    m_nextEvent = m_now + nanoseconds(m_random.exponential() / rate) + 1us;
}

/// How far through its phase the day is, 0 to 1.
double SymbolDay::share() const noexcept
{
    const double part = seconds(m_now - m_phaseFrom) / seconds(m_phaseTo - m_phaseFrom);
    return std::clamp(part, 0.0, 1.0);
}

/// Events relative to the mean of regular hours: a U over the day, thin before and after.
double SymbolDay::activity() const noexcept
{
    const double u = share();
    switch (m_phase) {
    case Phase::PreMarket:
        return 0.01 + 0.09 * fourth(u) * fourth(u);
    case Phase::AwaitingOpen:
    case Phase::Regular:
    case Phase::Halted:
    case Phase::AwaitingClose:
        return 0.62 + 1.90 * fourth(2 * u - 1);
    case Phase::AfterHours:
    case Phase::Ended:
        return 0.01 + 0.1 * fourth(1 - u) * fourth(1 - u);
    }
    CHECK(false);
}

/// Variance relative to the mean of regular hours: a U that leans to the open.
double SymbolDay::varianceShape() const noexcept
{
    const double u = share();
    switch (m_phase) {
    case Phase::AwaitingOpen:
    case Phase::Regular:
    case Phase::Halted:
    case Phase::AwaitingClose:
        return 0.7 + 0.9 * fourth(2 * u - 1) + 1.1 * fourth(1 - u) * fourth(1 - u);
    case Phase::PreMarket:
    case Phase::AfterHours:
    case Phase::Ended:
        return kExtendedDeviation * kExtendedDeviation;
    }
    CHECK(false);
}

/// Brings the walk from m_moved to m_now: a Brownian bridge to the phase's target, with a variance
/// that comes in waves, and a drift that the mood of the minute gives.
void SymbolDay::movePrice()
{
    const double dt = seconds(m_now - m_moved);
    if (dt <= 0)
        return;
    m_moved = m_now;
    moveVolatility(dt);
    moveMood(dt);
    const double left = seconds(m_phaseTo - m_now);
    m_walk += (m_target - m_walk) * std::min(1.0, dt / (left + dt));
    const double deviation = m_deviation * std::sqrt(varianceShape() * m_volatility * dt);
    m_walk += deviation * m_random.normal();
    keepInRange();
}

/// Two Ornstein-Uhlenbeck waves; their squares make the variance, so that it is positive and calm
/// more often than wild.
void SymbolDay::moveVolatility(double dt)
{
    const auto move = [&](double& wave, double length) {
        const double kept = 1 / (1 + dt / length);
        wave = kept * wave + std::sqrt(1 - kept * kept) * m_random.normal();
    };
    move(m_fast, kFastSeconds);
    move(m_slow, kSlowSeconds);
    m_volatility = std::min(0.15 + 0.5 * m_fast * m_fast + 0.35 * m_slow * m_slow, kVolatilityMax);
}

void SymbolDay::moveMood(double dt)
{
    if (m_now >= m_moodEnd) {
        constexpr std::array kMoods{
            Mood::Wandering, Mood::Wandering, Mood::Rising, Mood::Falling, Mood::Returning};
        m_mood = kMoods[m_random.below(kMoods.size())];
        m_moodEnd = m_now + nanoseconds(10 + 25 * m_random.exponential());
        m_moodAnchor = m_walk;
    }
    const double stride =
        kTrendSteepness * m_deviation * std::sqrt(varianceShape()) * std::min(dt, 10.0);
    switch (m_mood) {
    case Mood::Wandering:
        break;
    case Mood::Rising:
        m_walk += stride;
        break;
    case Mood::Falling:
        m_walk -= stride;
        break;
    case Mood::Returning:
        m_walk += (m_moodAnchor - m_walk) * std::min(1.0, dt / kReturnSeconds);
        break;
    }
}

/// Within the day's range, off its edges like a ball; outside regular hours near the day's prices.
void SymbolDay::keepInRange() noexcept
{
    double low = levelOf(m_plan.low);
    double high = levelOf(m_plan.high);
    if (m_phase == Phase::PreMarket || m_phase == Phase::AfterHours) {
        low = std::min(low, levelOf(std::min(m_plan.previousClose, m_plan.sessionClose))) * 0.98;
        high = std::max(high, levelOf(std::max(m_plan.previousClose, m_plan.sessionClose))) * 1.02;
    }
    if (m_walk > high)
        m_walk = high - (m_walk - high);
    if (m_walk < low)
        m_walk = low + (low - m_walk);
    m_walk = std::clamp(m_walk, low, high);
}

void SymbolDay::quote()
{
    const bool regular = m_phase == Phase::Regular || m_phase == Phase::AwaitingOpen;
    const double wide = (regular ? 1.0 : kExtendedSpread) * (0.7 + 0.3 * std::sqrt(m_volatility)) *
                        m_random.uniform(0.6, 1.4) * m_asset.spreadCents;
    const double cents = m_walk * 100;
    const auto most = std::max<std::int64_t>(1, static_cast<std::int64_t>(cents * kSpreadMax));
    const auto spread = std::clamp<std::int64_t>(static_cast<std::int64_t>(wide + 0.5), 1, most);
    m_bid = static_cast<std::int64_t>(cents - static_cast<double>(spread) / 2 + 0.5);
    // What trades against this quote stays within the day's range.
    if (regular)
        m_bid = std::max(std::min(m_bid, m_plan.high - spread), m_plan.low);
    m_ask = m_bid + spread;
    const auto lots = [this] {
        const double more = m_random.exponential() * m_asset.quoteLots;
        return 100 * (1 + static_cast<std::int64_t>(more));
    };
    constexpr std::string_view kExchanges = "QNPZKJBV";
    Quote quote;
    quote.symbol = m_symbol;
    quote.at = m_now;
    quote.bid = priceOf(m_bid);
    quote.ask = priceOf(m_ask);
    quote.bidSize = sharesOf(lots());
    quote.askSize = sharesOf(lots());
    quote.conditions.add('R');
    quote.bidExchange = kExchanges[m_random.below(kExchanges.size())];
    quote.askExchange = kExchanges[m_random.below(kExchanges.size())];
    quote.tape = kTape;
    emit(quote);
}

/// A print at the standing bid or offer, rather on the side to which the price has moved since.
void SymbolDay::trade()
{
    const double middle = static_cast<double>(m_bid + m_ask) / 2;
    const double lean = (m_walk * 100 - middle) / static_cast<double>(m_ask - m_bid);
    const bool buys = m_random.chance(0.5 + std::clamp(lean, -0.45, 0.45));
    std::array<char, 4> codes{};
    std::size_t count = 0;
    if (m_random.chance(kSweepChance))
        codes[count++] = 'F';
    if (m_phase == Phase::PreMarket || m_phase == Phase::AfterHours)
        codes[count++] = 'T';
    std::int64_t shares = 0;
    if (m_random.chance(kOddLotChance)) {
        shares = 1 + m_random.below(99);
        codes[count++] = 'I';
    } else {
        const double lots = m_random.exponential() * 1.4;
        shares = 100 * (1 + static_cast<std::int64_t>(lots));
    }
    print(buys ? m_ask : m_bid, shares, {codes.data(), count});
}

/// `codes` behind the '@' that stands for a regular settlement.
void SymbolDay::print(std::int64_t cents, std::int64_t shares, std::string_view codes)
{
    constexpr std::string_view kExchanges = "QNPZKJBVDD"; // D: off the exchanges, a fifth of all
    Trade trade;
    trade.symbol = m_symbol;
    trade.at = m_now;
    trade.price = priceOf(cents);
    trade.size = sharesOf(shares);
    trade.id = ++m_tradeId;
    trade.conditions.add('@');
    for (const char code : codes)
        trade.conditions.add(code);
    trade.exchange = kExchanges[m_random.below(kExchanges.size())];
    trade.tape = kTape;
    emit(trade);
}

void SymbolDay::status(std::string_view code, std::string_view reason)
{
    TradingStatus status;
    status.symbol = m_symbol;
    status.at = m_now;
    status.status = ShortCode::of(code);
    status.reason = ShortCode::of(reason);
    status.tape = kTape;
    emit(status);
}

} // namespace tapedeck
