#include "simulation/storm.h"

#include "base/overloaded.h"
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
// How long the program is down, and how long live is until it is tried again, in milliseconds.
constexpr std::int64_t kStartMs = 2'000;
constexpr std::int64_t kTryAgainMs = 5'000;
/// How late a broken rule asks for the broker's truth.
constexpr Nanoseconds kTruthLateBy = 15s;
/// Between two states that a broken rule may go back to.
constexpr int kSavesBack = 200;

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

/// What was done on paper is just enough for live.
LiveEvidence livePaper()
{
    LiveEvidence paper;
    paper.tradingDays = kLiveTradingDaysMin;
    paper.completedTrades = kLiveTradesMin;
    paper.proof.fired = kLimitCount;
    paper.proof.passesGood = true;
    paper.keysProblem.clear();
    paper.allowed = true;
    return paper;
}

void takeAway(LiveRequirement requirement, LiveEvidence& paper)
{
    switch (requirement) {
    case LiveRequirement::RecordWhole:
        paper.recordProblem = "a row was changed";
        return;
    case LiveRequirement::TradingDays:
        --paper.tradingDays;
        return;
    case LiveRequirement::CompletedTrades:
        --paper.completedTrades;
        return;
    case LiveRequirement::NoDifferences:
        paper.differences = 1;
        return;
    case LiveRequirement::LimitsSet:
        paper.limitsProblem = "they are the defaults";
        return;
    case LiveRequirement::ProofOfFire:
        paper.proof.inert.push_back(Limit::DayLoss);
        return;
    case LiveRequirement::KeysVerified:
        paper.keysProblem = "the live host refuses them";
        return;
    case LiveRequirement::Allowed:
        paper.allowed = false;
        return;
    case LiveRequirement::NotForbidden:
        paper.forbidden = true;
        return;
    case LiveRequirement::NotKilled:
        paper.killed = true;
        return;
    }
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

void forgetRows(std::vector<Output>& outputs, AuditKind kind)
{
    std::erase_if(outputs, [kind](const Output& output) {
        const auto* audit = std::get_if<output::AppendAudit>(&output);
        return audit != nullptr && audit->entry.kind == kind;
    });
}

} // namespace

Storm::Storm(std::uint64_t seed, StormPlan plan, std::unique_ptr<SimulatedStore> store)
    : m_seed{seed}, m_rules{seed % 3 == 0 ? Rules::Approval : Rules::Automatic},
      m_stage{seed, plan, beginOf(seed, plan)}, m_config{stormConfig(m_rules, plan)},
      m_permits{{m_config.limits, {}}, seed % kLiveOneIn == 0}, m_venue{seed,
                                                                        plan.cash,
                                                                        m_stage.timeline.now()},
      m_checks{m_stage, m_venue, m_config, m_permits, m_rules}, m_store{std::move(store)},
      m_person{m_stage, hands()}, m_obstacles{m_stage, m_venue, obstacleHands()},
      m_cents(Venue::symbols().size(), 10'000)
{
    if (!m_store)
        m_store = std::make_unique<MemoryStore>(plan.sabotage);
    m_config.suspendAtBroker = seed % 2 == 0;
    m_stage.toEngine = [this](InputWhat what) { deliver(std::move(what)); };
    m_stage.die = [this] { die(); };
    m_venue.onUpdates = [this](const std::vector<OrderUpdate>& updates) {
        if (m_broker && !m_stage.isDown)
            m_broker->stream().tell(updates);
    };
    while (m_permits.isLive() && !m_permits.isEarned() &&
           !m_stage.isSpoilt(Sabotage::StartedUnearned))
        unlock();
    start();
}

Storm::~Storm() = default;

/// What the engine is told the limits are.
TradingConfig Storm::engineConfig() const
{
    TradingConfig config = m_config;
    config.blocklist = m_isForged ? m_config.blocklist : m_permits.document().blocklist;
    config.limits = m_isForged ? m_config.limits : m_permits.document().table;
    const Money boundless = Money::fromWhole(1'000'000);
    LimitTable& limits = config.limits;
    switch (m_stage.plan.sabotage) {
    case Sabotage::PositionLimit:
        limits.positionPerSymbol = boundless;
        limits.equityShare = Ratio::fromWhole(1);
        break;
    case Sabotage::ExposureLimit:
        limits.totalExposure = boundless;
        break;
    case Sabotage::OrdersPerMinute:
        limits.ordersPerMinute = 200;
        break;
    case Sabotage::OrdersPerDay:
        limits.ordersPerDay.reset();
        break;
    case Sabotage::NotionalPer4h:
        limits.notionalPer4h.reset();
        break;
    case Sabotage::SymbolSpacing:
        limits.symbolSpacing = 0s;
        break;
    case Sabotage::PriceAge:
        limits.priceAge = 1h;
        break;
    case Sabotage::CardOutlives:
        config.suggestionLife *= 2;
        break;
    default: // the others are broken elsewhere
        break;
    }
    return config;
}

Person::Hands Storm::hands()
{
    return {[this](Command command) { say(std::move(command)); },
            [this](bool flatten) { kill(flatten); },
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
                    m_broker->on(request);
            }};
}

void Storm::runUntil(Timestamp until)
{
    m_stage.timeline.runUntil(until, [this] {
        if (m_stage.isDown || m_stage.timeline.isAsleep())
            return;
        m_isStepping = true;
        m_sequencer.advance(m_stage.timeline.now(), [this](const Input& in) { step(in); });
        m_isStepping = false;
        drain();
    });
}

// ---- the program

/// Starting is recovering: from what is on disk, and from nothing else.
void Storm::start()
{
    if (m_permits.isLive() && !isAdmitted())
        return;
    auto state = m_store->savedState();
    auto unresolved = m_store->unresolvedIntents();
    if (!state || !unresolved) {
        m_stage.problem("the journal cannot be read");
        return;
    }
    if (const auto whole = m_store->verify(); !whole)
        m_stage.problem("the record is not whole: " + whole.error().what);
    if (m_stage.isSpoilt(Sabotage::StateLost) && !m_savedOld.empty())
        *state = m_savedOld.front();
    if (m_stage.isSpoilt(Sabotage::StateBeforeCommit) && !m_savedEarly.empty())
        *state = m_savedEarly;
    ++m_stage.run;
    m_stage.isDown = false;
    m_stage.fate.reset();
    m_sequencer = Sequencer{};
    m_engine = std::make_unique<Engine>();
    startDecks();
    restore(std::move(*state), *unresolved);
    m_broker->begin(m_config.watchlist);
    if (!m_stage.isSpoilt(Sabotage::IntentResent))
        return;
    for (const IntentRecord& intent : *unresolved)
        m_broker->submit(intent);
}

bool Storm::isAdmitted()
{
    m_liveStart.unlockedAt = m_permits.standing().unlockedAt;
    m_liveStart.lockedWhy = m_permits.standing().lockedWhy;
    m_liveStart.recordProblem = m_stage.mishap(12) ? "a row was changed" : "";
    m_liveStart.allowed = !m_stage.mishap(12);
    m_liveStart.forbidden = m_stage.mishap(12);
    const auto licence = LiveGate::admit(m_liveStart);
    m_lockedWhy = licence ? licence->entriesLocked() : std::string{};
    m_stage.note(licence ? "live starts; " + m_lockedWhy
                         : "live does not start: " + licence.error().what);
    if (licence || m_stage.isSpoilt(Sabotage::StartedUnearned))
        return true;
    m_stage.isDown = true;
    startLater(kTryAgainMs);
    return false;
}

void Storm::startLater(std::int64_t milliseconds)
{
    m_stage.timeline.later(m_stage.upTo(milliseconds), Whose::World, [this] {
        m_stage.note("the program starts");
        start();
    });
}

void Storm::unlock()
{
    LiveEvidence paper = livePaper();
    paper.killed = m_stage.isKilled;
    if (m_stage.chance(2))
        takeAway(static_cast<LiveRequirement>(m_stage.below(kLiveRequirements)), paper);
    const bool isForged = m_permits.isEarned() && m_stage.isSpoilt(Sabotage::UnlockedUnearned);
    const bool isEarned = LiveGate::check(paper).isEarned() || isForged;
    m_stage.note(isEarned ? "the person unlocks live" : "live is not unlocked: it is not earned");
    if (isEarned)
        m_permits.onUnlocked(paper, m_stage.timeline.now());
}

void Storm::startDecks()
{
    m_latch.set(m_latchFile);
    m_broker = std::make_unique<SimulatedBroker>(
        m_stage,
        m_venue,
        m_latch,
        SimulatedBroker::Ears{[this](const std::string& id, const OrderSpec& order) {
                                  m_checks.onLeaving(id, order);
                              },
                              [this](const std::string& id) { m_checks.onArrived(id); },
                              [this](const std::string& id) { m_checks.onLost(id); }},
        m_seed + static_cast<std::uint64_t>(m_stage.run));
    m_journal = std::make_unique<SimulatedJournal>(
        m_stage,
        *m_store,
        SimulatedJournal::Ears{[this](const auto& group, const auto& ids) {
                                   m_checks.onCommitted(group, ids);
                                   for (const JournalBatch& batch : group)
                                       for (const AuditEntry& entry : batch.audit)
                                           m_permits.onRow(entry);
                               },
                               [this](IntentRecord intent) {
                                   if (m_stage.isSpoilt(Sabotage::OrderAltered))
                                       intent.ticket.order.extendedHours ^= true;
                                   if (m_stage.isSpoilt(Sabotage::SentLate))
                                       intent.decidedAt = m_stage.timeline.now();
                                   m_broker->submit(intent);
                               },
                               [this](const std::string& id) { m_checks.onLost(id); }});
}

void Storm::restore(std::string state, const std::vector<IntentRecord>& unresolved)
{
    const auto saved = std::find_if(m_savedInSight.rbegin(),
                                    m_savedInSight.rend(),
                                    [&](const Saved& each) { return each.bytes == state; });
    const std::string before = saved != m_savedInSight.rend() ? saved->story : std::string{};
    m_savedInSight.clear();
    input::Started started;
    started.runId = "r" + std::to_string(m_seed) + "." + std::to_string(m_stage.run);
    started.mode = m_permits.isLive() ? Mode::Live : Mode::Practice;
    started.rules = m_stage.isSpoilt(Sabotage::ApprovalSkipped) ? Rules::Automatic : m_rules;
    if (!m_stage.isSpoilt(Sabotage::LockIgnored))
        started.locked = m_lockedWhy;
    started.config = engineConfig();
    started.savedState = std::move(state);
    started.killed = m_latchFile ? "the latch was set" : "";
    m_checks.onStart(m_liveStart);
    deliver(std::move(started));
    const Snapshot look = m_engine->snapshot({});
    m_checks.onRestored(look, unresolved, before.empty() ? nullptr : &before);
    m_stage.isKilled = look.kill.phase != KillPhase::Off;
    // As a start finds out whether the record is whole.
    const bool isWhole = !m_stage.chance(8);
    m_permits.onStart(m_liveStart, isWhole, m_stage.isKilled);
    if (m_permits.isLive())
        deliver(input::RecordChecked{isWhole, isWhole ? "" : "rows are missing"});
    if (m_stage.isSpoilt(Sabotage::ArmedUnasked))
        deliver(Command{command::Arm{}});
}

void Storm::die()
{
    ++m_stage.counts.restarts;
    m_stage.isDown = true;
    m_stage.timeline.forgetProgram();
    m_inbox.clear();
    m_checks.onDeath();
    startLater(kStartMs);
}

void Storm::deliver(InputWhat what)
{
    if (m_stage.isDown)
        return;
    m_inbox.push_back(std::move(what));
    drain();
}

/// What a step leads to at once is the next one's, never its own.
void Storm::drain()
{
    if (m_isStepping)
        return;
    m_isStepping = true;
    while (!m_inbox.empty()) {
        InputWhat what = std::move(m_inbox.front());
        m_inbox.pop_front();
        m_sequencer.take(
            m_stage.timeline.now(), std::move(what), [this](const Input& in) { step(in); });
    }
    m_isStepping = false;
}

void Storm::step(const Input& in)
{
    if (m_stage.isDown)
        return;
    ++m_stage.counts.events;
    m_checks.onInput(in.what);
    const auto* said = std::get_if<Command>(&in.what);
    if (m_stage.isSpoilt(Sabotage::Kill) && said != nullptr &&
        std::holds_alternative<command::Kill>(*said))
        return;
    std::vector<Output> outputs;
    m_engine->step(in, outputs);
    if (outputs.empty())
        return;
    if (m_stage.isSpoilt(Sabotage::Verdict))
        forgetRows(outputs, AuditKind::Allowed);
    if (m_stage.isSpoilt(Sabotage::CardLost))
        forgetRows(outputs, AuditKind::ExpiredUnseen);
    m_checks.onOutputs(outputs, in.at, *m_engine);
    speakUp(outputs);
    route(outputs);
}

/// As the engine's worker does it: the broker's and the latch's at once, the journal's in one batch
/// at the end. Only an order waits for its commit.
void Storm::route(std::vector<Output>& outputs)
{
    JournalBatch batch;
    bool dead = false;
    const auto toBroker = [this](auto& request) { m_broker->on(std::move(request)); };
    for (Output& output : outputs) {
        if (dead)
            return;
        std::visit(
            Overloaded{
                [&](output::SubmitOrder& order) {
                    batch.intents.push_back(std::move(order.intent));
                },
                [&](output::CancelOrder& cancel) { toBroker(cancel); },
                [&](output::CancelAllOrders& all) { toBroker(all); },
                [&](output::LookupOrder& lookup) { toBroker(lookup); },
                [&](output::ListOpenOrders& list) { toBroker(list); },
                [&](output::Reconcile& request) {
                    if (!m_stage.isSpoilt(Sabotage::TruthLate)) {
                        toBroker(request);
                        return;
                    }
                    m_stage.timeline.later(kTruthLateBy, Whose::Program, [this, request] {
                        m_broker->on(request::Any{request});
                    });
                },
                [&](output::CloseTradeStream& close) { toBroker(close); },
                [&](output::OpenTradeStream& open) { toBroker(open); },
                [&](output::SuspendTrading& suspension) { toBroker(suspension); },
                [&](output::FetchCorporateActions& fetch) { toBroker(fetch); },
                [&](const output::SetKillLatch& set) {
                    m_latch.set(set.killed);
                    m_latchFile = set.killed && !m_stage.isSpoilt(Sabotage::LatchLost);
                    dead = m_stage.diesAt(WritePoint::AtLatch);
                },
                [](const output::Subscribe&) {},
                [&](output::AppendAudit& audit) { batch.audit.push_back(std::move(audit.entry)); },
                [&](output::RecordNews& record) { batch.news.push_back(std::move(record)); },
                [&](const output::RecordSighting& seen) { batch.sightings.push_back(seen); },
                [&](output::RecordOrder& record) {
                    m_broker->wantAccount();
                    batch.orders.push_back(std::move(record));
                },
                [&](output::SaveState& state) { batch.state = std::move(state.bytes); }},
            output);
    }
    if (dead)
        return;
    if (batch.state)
        keep(*batch.state);
    m_journal->post(std::move(batch));
}

/// Remembers what an engine that never stopped is like after this step.
void Storm::keep(const std::string& state)
{
    if (m_stage.fate)
        m_savedInSight.push_back({state, Checks::storyOf(m_engine->snapshot({}))});
    m_savedEarly = state;
    if (!m_stage.isSpoilt(Sabotage::StateLost))
        return;
    if (++m_saves % kSavesBack == 0) {
        m_savedOld.push_back(state);
        if (m_savedOld.size() > 2)
            m_savedOld.pop_front();
    }
}

void Storm::say(Command command)
{
    if (m_stage.isDown)
        return;
    m_checks.onSaid(command);
    if (auto heard = misheard(std::move(command)))
        deliver(std::move(*heard));
}

std::optional<Command> Storm::misheard(Command command) const
{
    auto* release = std::get_if<command::Release>(&command);
    if (release != nullptr && m_stage.isSpoilt(Sabotage::PhraseCorrected))
        release->phrase = kReleasePhrase;
    if (std::holds_alternative<command::MarkSeen>(command) && m_stage.isSpoilt(Sabotage::SeenLost))
        return std::nullopt;
    auto* click = std::get_if<command::Approve>(&command);
    if (click == nullptr || !m_stage.isSpoilt(Sabotage::DigestCorrected))
        return command;
    for (const SuggestionCard& card : m_engine->snapshot({}).suggestions) {
        if (card.id == click->suggestionId)
            click->digest = card.digest;
    }
    return command;
}

void Storm::speakUp(const std::vector<Output>& outputs)
{
    const bool approves = m_stage.isSpoilt(Sabotage::ApprovedUnasked);
    if (!approves && !m_stage.isSpoilt(Sabotage::SeenForged))
        return;
    bool again = false;
    for (const Output& output : outputs) {
        const auto* audit = std::get_if<output::AppendAudit>(&output);
        if (audit == nullptr)
            continue;
        const AuditEntry& entry = audit->entry;
        again = again || entry.kind == AuditKind::AskedAgain;
        if (entry.kind != AuditKind::Suggested)
            continue;
        if (!approves)
            m_inbox.emplace_back(Command{command::MarkSeen{entry.suggestionId}});
        else if (again)
            m_inbox.emplace_back(
                Command{command::Approve{entry.suggestionId, digestOf(*entry.order)}});
    }
}

void Storm::kill(bool flatten)
{
    m_stage.isKilled = true;
    m_permits.onKill();
    m_latch.set(true);
    m_latchFile = !m_stage.isSpoilt(Sabotage::LatchLost);
    if (!m_stage.diesAt(WritePoint::AtLatch))
        deliver(Command{command::Kill{flatten, "storm"}});
}

void Storm::enable(const std::string& instance, bool enabled)
{
    m_checks.onSwitched(instance, enabled);
    if (!m_stage.isSpoilt(Sabotage::InstanceDeaf))
        deliver(Command{command::EnableInstance{instance, enabled}});
}

void Storm::watch(std::vector<std::string> symbols)
{
    m_config.watchlist = symbols;
    if (!m_stage.isSpoilt(Sabotage::WatchlistDeaf))
        deliver(Command{command::SetWatchlist{std::move(symbols)}});
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
    const LimitSettings inForce = m_engine->snapshot({}).limitsInForce;
    const bool isRefused = tighterOf(inForce, wish) != wish && !typed;
    if (!isRefused)
        m_permits.onSaved(wish);
    const bool isTold = !m_stage.isSpoilt(Sabotage::LimitsDeaf);
    const bool isForged = isRefused && m_stage.isSpoilt(Sabotage::LoosenedUnasked);
    m_isForged = m_isForged || isForged;
    if (isTold)
        deliver(Command{
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
    deliver(Command{command::Arm{}});
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
    const SymbolId id = m_engine->symbols().intern(symbol).value();
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
    deliver(std::move(heard));
    return true;
}

/// What the window shows; the broker's deck hears whether there is something at stake.
Snapshot Storm::lookAround()
{
    Snapshot look = m_engine->snapshot({});
    m_broker->setBusy(!look.positions.empty() || !look.orders.empty());
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
            m_broker->stream().starve();
            break;
        case 1:
            m_broker->stream().fallSilent();
            break;
        default:
            m_broker->stream().cut();
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
        armFate();
    if (m_stage.chance(3'000))
        suspend();
}

/// The program's end is near: at the next point of this kind.
void Storm::armFate()
{
    if (m_stage.fate)
        return;
    m_stage.fate = static_cast<WritePoint>(m_stage.below(kWritePoints));
    // What was saved last is what the engine is like now.
    m_savedInSight.clear();
    m_savedInSight.push_back({m_savedEarly, Checks::storyOf(m_engine->snapshot({}))});
}

/// The machine sleeps: the market and the broker go on, and the program hears of it later.
void Storm::suspend()
{
    ++m_stage.counts.sleeps;
    m_stage.note("the machine goes to sleep");
    // Mostly the connection does not outlive it, and the program finds out by itself.
    const bool isHeard = m_stage.chance(3);
    if (!isHeard)
        m_broker->stream().fallSilent();
    m_stage.timeline.fallAsleep();
    const Timestamp until = m_stage.timeline.now() + 10s + m_stage.upTo(170'000);
    while (m_stage.timeline.now() < until) {
        runUntil(m_stage.timeline.now() + m_stage.upTo(2'000));
        moveMarket();
    }
    if (!isHeard && m_stage.chance(3))
        tradeElsewhere(kElsewhereMany, true);
    m_stage.note("the machine wakes");
    m_stage.wokeAt = m_stage.timeline.now();
    m_stage.timeline.wake();
    runUntil(m_stage.timeline.now());
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
        m_checks.compareBooks(m_engine->snapshot({}));
    if (const auto whole = m_store->verify(); !whole)
        m_stage.problem("the record is not whole: " + whole.error().what);
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
        unlock();
    const MarketCalendar calendar;
    const Date next = calendar.nextTradingDay(calendar.tradingDate(m_stage.timeline.now()));
    m_stage.isDown = true;
    m_inbox.clear();
    m_stage.timeline.jumpTo(fromNewYork(next, kMorning));
    m_venue.advance(m_stage.timeline.now());
    start();
}

void Storm::moment()
{
    runUntil(m_stage.timeline.now() + m_stage.upTo(m_stage.chance(30) ? 3'000 : 250));
    moveMarket();
    if (!m_stage.isDown && m_stage.chance(10))
        m_person.act(lookAround());
    m_obstacles.pass();
    changeWeather();
    // Once a kill is confirmed the trading stream is closed: nobody hears of others.
    if (m_stage.chance(250) && m_elsewhere < kElsewhereMax && !m_stage.isDown &&
        m_engine->snapshot({}).kill.phase != KillPhase::Confirmed) {
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
        die();
    } else {
        m_broker->stream().cut();
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
    runUntil(m_stage.timeline.now() + 30s); // a program that is down is back then
    const Timestamp clearSince = m_stage.timeline.now();
    beginAgain();
    // Another three minutes: look-ups are repeated, lists are asked for twice, differences are
    // looked at three times, and a stream that is starved shows it by a missing echo or its age.
    for (int i = 0; i < 720; ++i) {
        runUntil(m_stage.timeline.now() + 250ms);
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
