#include "simulation/storm.h"

#include "market/new_york.h"
#include "market/session.h"
#include "simulation/memory_store.h"

#include <algorithm>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

/// Half an hour into the session, so that there is a quote for everything.
constexpr Nanoseconds kMorning = 10h;
/// Foreign fills of a day, at most.
constexpr std::int64_t kElsewhereMax = 400;
/// A day that has not seen enough is made longer, so many times at most.
constexpr int kStretch = 4;
/// In the calm the window is looked at once in so many quarters of a second.
constexpr int kCalmLooks = 8;
/// More than one page of fills holds.
constexpr int kElsewhereMany = 130;
/// One seed in so many plays live; a multiple of three, since live has approval rules.
constexpr std::uint64_t kLiveOneIn = 6;
constexpr std::uint64_t kLateOneIn = 8;
/// Between two moments.
constexpr Nanoseconds kMomentMean = 170ms;

TradingConfig stormConfig(Rules rules, const StormPlan& plan)
{
    TradingConfig config = TradingConfig::defaults(Mode::Practice, rules);
    config.watchlist = Venue::symbols();
    LimitTable& limits = config.limits;
    limits.positionPerSymbol = plan.positionPerSymbol;
    limits.totalExposure = plan.totalExposure;
    limits.ordersPerMinute = 8;
    limits.ordersPerDay = plan.ordersPerDay;
    limits.notionalPer4h = plan.notionalPer4h;
    limits.symbolSpacing = 1s;
    limits.onePositionPerSymbol = false;
    limits.equityShare = plan.equityShare;
    limits.dayLoss = plan.dayLoss;
    config.suggestionLife = 20s;
    config.instances.clear();
    for (const char* strategy : {"buy_and_hold", "momentum", "mean_reversion", "rsi"}) {
        InstanceConfig instance = instanceDefaults();
        instance.name = instance.strategy = strategy;
        instance.cooldown = 1s;
        instance.limitOrders = instance.name == "mean_reversion";
        // One that does not have enough for all that it wants.
        if (instance.name == "rsi") {
            instance.cashAllocation = Money::fromWhole(700);
            instance.positionSizePct = Ratio::fromNanos(kNanosPerUnit * 6 / 10);
        }
        config.instances.push_back(instance);
    }
    config.priceZ.enabled = false;
    return config;
}

/// Around the same middle, and still usable: what has drifted seems to be within one spread.
void widen(Quote& quote)
{
    const Price by = Price::fromNanos(quote.bid.nanos() / 250);
    quote.bid -= by;
    quote.ask += by;
}

/// One seed in so many has its close before the day is over. Not live, which trades less.
Timestamp beginOf(std::uint64_t seed, const StormPlan& plan)
{
    if (seed % kLateOneIn != 1 || seed % kLiveOneIn == 0)
        return parseTimestamp("2013-10-10T14:00:00Z").value();
    return parseTimestamp("2013-10-10T20:00:00Z").value() - plan.moments * kMomentMean * 4 / 5;
}

} // namespace

Storm::Storm(std::uint64_t seed, StormPlan plan, std::unique_ptr<SimulatedStore> store)
    : m_rules{seed % 3 == 0 ? Rules::Approval : Rules::Automatic},
      m_stage{seed, plan, beginOf(seed, plan)}, m_config{stormConfig(m_rules, plan)},
      m_permits{{m_config.limits, {}}, seed % kLiveOneIn == 0}, m_venue{seed,
                                                                        plan.cash,
                                                                        m_stage.timeline.now()},
      m_checks{m_stage, m_venue, m_config, m_permits, m_rules},
      m_program{{seed, m_rules, m_config},
                m_stage,
                m_permits,
                m_venue,
                m_checks,
                store ? std::move(store) : std::make_unique<MemoryStore>(plan.sabotage)},
      m_person{m_stage, hands()}, m_obstacles{m_stage, m_venue, obstacleHands()},
      m_cents(Venue::symbols().size(), 10'000)
{
    m_config.suspendAtBroker = seed % 2 == 0;
    m_stage.toEngine = [this](InputWhat what) { m_program.deliver(std::move(what)); };
    m_stage.die = [this] { m_program.die(); };
    m_venue.onUpdates = [this](const std::vector<OrderUpdate>& updates) {
        m_program.tell(updates);
    };
    while (m_permits.isLive() && !m_permits.isEarned() &&
           !m_stage.isSpoilt(Sabotage::StartedUnearned))
        m_program.liveDoor().unlock();
    m_program.start();
}

Storm::~Storm() = default;

Person::Hands Storm::hands()
{
    return {[this](Command command) { m_program.say(std::move(command)); },
            [this](bool flatten) { m_program.kill(flatten); },
            [this](const std::string& instance, bool enabled) { enable(instance, enabled); },
            [this](std::vector<std::string> symbols) { watch(std::move(symbols)); },
            [this](bool tighter, bool typed) { limit(tighter, typed); },
            [this] { arm(); }};
}

Obstacles::Hands Storm::obstacleHands()
{
    return {[this](const std::string& symbol, const TradingStatus& status) {
                return feed(symbol, status);
            },
            [this](const request::Any& request) {
                if (!m_stage.isDown)
                    m_program.broker().on(request);
            }};
}

// ---- what the person sets

void Storm::enable(const std::string& instance, bool enabled)
{
    m_checks.onSwitched(instance, enabled);
    if (!m_stage.isSpoilt(Sabotage::InstanceDeaf))
        m_program.deliver(Command{command::EnableInstance{instance, enabled}});
}

void Storm::watch(std::vector<std::string> symbols)
{
    m_config.watchlist = symbols;
    if (!m_stage.isSpoilt(Sabotage::WatchlistDeaf))
        m_program.deliver(Command{command::SetWatchlist{std::move(symbols)}});
}

/// The settings' file is written first.
void Storm::limit(bool tighter, bool typed)
{
    if (m_stage.isSpoilt(Sabotage::PriceAge) || (m_stage.plan.sabotage >= Sabotage::PositionLimit &&
                                                 m_stage.plan.sabotage <= Sabotage::SymbolSpacing))
        return; // the engine is to go by other bounds than the person's
    // Nobody loosens right after tightening, nor while the journal cannot be written: a crash could
    // take back the one and keep the other.
    const Timestamp now = m_stage.timeline.now();
    if (tighter)
        m_tightenedAt = now;
    else if (now - m_tightenedAt < 1min || now < m_stage.diskFullUntil ||
             now < m_stage.diskSlowUntil || now < m_stage.diskStuckUntil)
        return;
    LimitSettings wish = m_permits.settings();
    if (tighter)
        tighten(wish);
    else
        wish = {m_config.limits, m_config.blocklist}; // as the day began
    // A start may have found less in force than was confirmed: what is looser is looser than that.
    const LimitSettings inForce = m_program.snapshot().limitsInForce;
    const bool isRefused = tighterOf(inForce, wish) != wish && !typed;
    if (!isRefused)
        m_permits.onSaved(wish);
    const bool isTold = !m_stage.isSpoilt(Sabotage::LimitsDeaf);
    const bool isForged = isRefused && m_stage.isSpoilt(Sabotage::LoosenedUnasked);
    if (isForged)
        m_program.forgeLimits();
    if (isTold)
        m_program.deliver(Command{
            command::SetLimits{wish, typed || isForged ? std::string{kLoosenPhrase} : "please"}});
}

void Storm::tighten(LimitSettings& wish)
{
    if (m_stage.chance(3)) {
        const auto& symbols = Venue::symbols();
        const auto i = m_stage.below(static_cast<std::int64_t>(symbols.size()));
        LimitSettings more;
        more.table = wish.table;
        more.blocklist = {symbols[static_cast<std::size_t>(i)]};
        wish = tighterOf(wish, more);
        return;
    }
    const auto less = [this](Money bound) {
        return Money::fromNanos(bound.nanos() / 100 * (50 + m_stage.below(50)));
    };
    LimitTable& table = wish.table;
    table.positionPerSymbol = less(table.positionPerSymbol);
    table.totalExposure = std::max(less(table.totalExposure), table.positionPerSymbol);
    table.ordersPerMinute = std::max(2, table.ordersPerMinute - 1);
    table.symbolSpacing += 500ms;
}

void Storm::arm()
{
    m_permits.onArmed();
    m_program.deliver(Command{command::Arm{}});
}

// ---- what happens

void Storm::moveMarket()
{
    const auto i =
        static_cast<std::size_t>(m_stage.below(static_cast<std::int64_t>(m_cents.size())));
    std::int64_t& cents = m_cents[i];
    std::int64_t step = m_stage.below(41) - 20;
    step -= m_stage.chance(200) ? 600 : 0;
    step += m_stage.chance(200) ? 600 : 0;
    cents = std::clamp<std::int64_t>(cents + step, 5'000, 20'000);
    const auto price = [](std::int64_t of) { return Price::fromNanos(of * 10'000'000); };
    if (m_stage.chance(2)) {
        Trade trade;
        trade.at = m_stage.timeline.now();
        trade.price = price(cents);
        trade.size = Quantity::fromWhole(1 + m_stage.below(20));
        (void)feed(Venue::symbols()[i], trade);
        return;
    }
    const bool strange = m_stage.chance(25);
    Quote quote;
    quote.at = m_stage.timeline.now();
    quote.bid = price(cents - (strange ? 300 : 1 + m_stage.below(3)));
    quote.ask = price(cents + (strange ? 300 : 1 + m_stage.below(3)));
    quote.bidSize = Quantity::fromWhole(1 + m_stage.below(6));
    quote.askSize = Quantity::fromWhole(1 + m_stage.below(6));
    if (m_stage.chance(80))
        std::swap(quote.bid, quote.ask);
    if (m_stage.chance(80))
        quote.bid = Price{}; // nobody
    (void)feed(Venue::symbols()[i], quote);
}

bool Storm::feed(const std::string& symbol, const MarketEvent& event)
{
    const Timestamp now = m_stage.timeline.now();
    m_venue.feed(symbol, event, now);
    if (m_stage.isDown || m_stage.timeline.isAsleep() || now < m_stage.feedSilentUntil)
        return false;
    MarketEvent heard = event;
    const SymbolId id = m_program.engine().symbols().intern(symbol).value();
    const Nanoseconds late = now < m_stage.feedLateUntil ? m_stage.feedLateBy : 0ns;
    const auto place = [&](auto& told) {
        told.symbol = id;
        told.at -= late;
    };
    if (auto* quote = std::get_if<Quote>(&heard))
        place(*quote);
    else if (auto* trade = std::get_if<Trade>(&heard))
        place(*trade);
    else if (auto* status = std::get_if<TradingStatus>(&heard))
        place(*status);
    m_checks.onMarket(symbol, heard);
    auto* quote = std::get_if<Quote>(&heard);
    if (quote != nullptr && m_stage.isSpoilt(Sabotage::DriftHidden))
        widen(*quote);
    m_program.deliver(std::move(heard));
    return true;
}

/// What the window shows; the broker's deck hears whether there is something at stake.
Snapshot Storm::lookAround()
{
    Snapshot look = m_program.snapshot();
    m_program.broker().setBusy(!look.positions.empty() || !look.orders.empty());
    return look;
}

/// Network, disk and the market's stream.
void Storm::changeWeather()
{
    Timeline& time = m_stage.timeline;
    if (m_stage.isDown)
        return;
    if (m_stage.chance(150)) {
        switch (m_stage.below(4)) {
        case 0:
            m_program.broker().stream().starve();
            break;
        case 1:
            m_program.broker().stream().fallSilent();
            break;
        default:
            m_program.broker().stream().cut();
            break;
        }
    }
    if (m_stage.chance(400)) {
        m_stage.note("the disk is full");
        m_stage.diskFullUntil = time.now() + m_stage.upTo(20'000);
    }
    if (m_stage.chance(400)) {
        m_stage.note("the disk is slow");
        m_stage.diskSlowUntil = time.now() + m_stage.upTo(20'000);
    }
    if (m_stage.chance(2'000)) {
        m_stage.note("the disk is stuck");
        m_stage.diskStuckUntil = time.now() + m_stage.upTo(60'000);
    }
    if (m_stage.chance(600)) {
        m_stage.note("the broker's host is away");
        m_stage.hostAwayUntil = time.now() + m_stage.upTo(20'000);
    }
    if (m_stage.chance(400)) {
        m_stage.note("the market's stream falls silent");
        m_stage.feedSilentUntil = time.now() + m_stage.upTo(15'000);
    }
    if (m_stage.chance(400)) {
        m_stage.note("the market's stream is late");
        m_stage.feedLateBy = 1s + m_stage.upTo(9'000);
        m_stage.feedLateUntil = time.now() + m_stage.upTo(30'000);
    }
    if (m_stage.chance(250))
        m_program.armFate();
    if (m_stage.chance(3'000))
        suspend();
}

/// The machine sleeps: the market and the broker go on, and the program hears of it later.
void Storm::suspend()
{
    ++m_stage.counts.sleeps;
    m_stage.note("the machine goes to sleep");
    // Mostly the connection does not outlive it, and the program finds out by itself.
    const bool isHeard = m_stage.chance(3);
    if (!isHeard)
        m_program.broker().stream().fallSilent();
    m_stage.timeline.fallAsleep();
    const Timestamp until = m_stage.timeline.now() + 10s + m_stage.upTo(170'000);
    while (m_stage.timeline.now() < until) {
        m_program.runUntil(m_stage.timeline.now() + m_stage.upTo(2'000));
        moveMarket();
    }
    if (!isHeard && m_stage.chance(3))
        tradeElsewhere(kElsewhereMany, true);
    m_stage.note("the machine wakes");
    m_stage.wokeAt = m_stage.timeline.now();
    m_stage.timeline.wake();
    m_program.runUntil(m_stage.timeline.now());
}

/// While the exchange takes it: what would wait there for the next day is another matter.
void Storm::tradeElsewhere(int orders, bool fills)
{
    const Timestamp now = m_stage.timeline.now();
    if (MarketCalendar{}.sessionAt(now) == Session::Regular)
        m_venue.tradeElsewhere(orders, fills, now);
}

void Storm::day()
{
    const StormCounts before = m_stage.counts;
    m_elsewhere = 0;
    for (int i = 0; m_stage.problems.empty() && !isLongEnough(i, before); ++i)
        moment();
    calm();
    if (m_stage.problems.empty())
        m_checks.compareBooks(m_program.snapshot());
    m_program.verifyRecord();
    m_stage.counts.endDay(before);
}

bool Storm::isLongEnough(int moments, const StormCounts& before) const
{
    const StormPlan& plan = m_stage.plan;
    const bool isFull = m_stage.counts.events - before.events >= plan.eventsMin &&
                        m_stage.counts.proposals() - before.proposals() >= plan.proposalsMin;
    return moments >= plan.moments && (isFull || moments >= kStretch * plan.moments);
}

void Storm::sleep()
{
    m_stage.isCalm = false;
    m_checks.onDeath();
    m_checks.onNewDay();
    m_permits.onNewDay();
    if (!m_stage.chance(4))
        m_program.liveDoor().unlock();
    const MarketCalendar calendar;
    const Date next = calendar.nextTradingDay(calendar.tradingDate(m_stage.timeline.now()));
    m_program.end();
    m_stage.timeline.jumpTo(fromNewYork(next, kMorning));
    m_venue.advance(m_stage.timeline.now());
    m_program.start();
}

void Storm::moment()
{
    m_program.runUntil(m_stage.timeline.now() + m_stage.upTo(m_stage.chance(30) ? 3'000 : 250));
    moveMarket();
    if (!m_stage.isDown && m_stage.chance(10))
        m_person.act(lookAround());
    m_obstacles.pass();
    changeWeather();
    // Once a kill is confirmed the trading stream is closed: nobody hears of others.
    if (m_stage.chance(250) && m_elsewhere < kElsewhereMax && !m_stage.isDown &&
        m_program.snapshot().kill.phase != KillPhase::Confirmed) {
        ++m_elsewhere;
        tradeElsewhere(1, m_stage.chance(2));
    }
    if (m_stage.chance(50))
        (void)m_stage.diesAt(WritePoint::BetweenSteps);
}

void Storm::beginAgain()
{
    const std::int64_t what = m_stage.below(4);
    if (what == 0 || m_stage.isDown)
        return;
    if (what == 1) {
        m_stage.note("the program dies in clear weather");
        m_program.die();
    } else {
        m_program.broker().stream().cut();
    }
    if (!m_stage.isKilled)
        tradeElsewhere(1 + static_cast<int>(m_stage.below(kElsewhereMany)), true);
}

void Storm::calm()
{
    m_stage.isCalm = true;
    m_stage.fate.reset();
    m_stage.diskFullUntil = m_stage.diskSlowUntil = m_stage.timeline.now();
    m_stage.diskStuckUntil = m_stage.timeline.now();
    m_stage.feedSilentUntil = m_stage.feedLateUntil = m_stage.timeline.now();
    m_obstacles.end();
    m_program.runUntil(m_stage.timeline.now() + 30s); // a program that is down is back then
    const Timestamp clearSince = m_stage.timeline.now();
    beginAgain();
    // Another three minutes: look-ups are repeated, lists are asked for twice, differences are
    // looked at three times, and a stream that is starved shows it by a missing echo or its age.
    for (int i = 0; i < 720; ++i) {
        m_program.runUntil(m_stage.timeline.now() + 250ms);
        if (i % kCalmLooks == 0 && !m_stage.isDown)
            m_checks.checkAgreement(lookAround(), clearSince);
        // Somebody takes what is still for sale, at any price. Nobody enters any more.
        if (!m_stage.isKilled)
            continue;
        Quote quote;
        quote.at = m_stage.timeline.now();
        quote.bid = Price::fromWhole(300);
        quote.ask = Price::fromWhole(301);
        quote.bidSize = quote.askSize = Quantity::fromWhole(1'000);
        for (const std::string& symbol : Venue::symbols())
            (void)feed(symbol, quote);
    }
}

} // namespace tapedeck
