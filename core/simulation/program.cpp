#include "simulation/program.h"

#include "base/overloaded.h"
#include "engine/routing.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

// How long the program is down, and how long live is until it is tried again, in milliseconds.
constexpr std::int64_t kStartMs = 2'000;
constexpr std::int64_t kTryAgainMs = 5'000;
/// How late a broken rule asks for the broker's truth.
constexpr Nanoseconds kTruthLateBy = 15s;
/// Between two states that a broken rule may go back to.
constexpr int kSavesBack = 200;

void forgetRows(std::vector<Output>& outputs, AuditKind kind)
{
    std::erase_if(outputs, [kind](const Output& output) {
        const auto* audit = std::get_if<output::AppendAudit>(&output);
        return audit != nullptr && audit->entry.kind == kind;
    });
}

} // namespace

SimulatedProgram::SimulatedProgram(const Setup& setup,
                                   Stage& stage,
                                   Permits& permits,
                                   Venue& venue,
                                   Checks& checks,
                                   std::unique_ptr<SimulatedStore> store)
    : m_setup{setup}, m_stage{stage}, m_permits{permits}, m_venue{venue}, m_checks{checks},
      m_store{std::move(store)}, m_door{stage, permits}
{}

SimulatedProgram::~SimulatedProgram() = default;

/// Starting is recovering: from what is on disk, and from nothing else.
void SimulatedProgram::start()
{
    if (m_permits.isLive() && !m_door.admits()) {
        m_stage.isDown = true;
        startLater(kTryAgainMs);
        return;
    }
    auto state = m_store->savedState();
    auto unresolved = m_store->unresolvedIntents();
    if (!state || !unresolved) {
        m_stage.problem("the journal cannot be read");
        return;
    }
    verifyRecord();
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
    m_broker->begin(m_setup.config.watchlist);
    if (!m_stage.isSpoilt(Sabotage::IntentResent))
        return;
    for (const IntentRecord& intent : *unresolved)
        m_broker->submit(intent, m_latch.presses());
}

void SimulatedProgram::startLater(std::int64_t milliseconds)
{
    m_stage.timeline.later(m_stage.upTo(milliseconds), Whose::World, [this] {
        m_stage.note("the program starts");
        start();
    });
}

void SimulatedProgram::startDecks()
{
    m_latch.askRelease();
    (void)m_latch.follow(m_latchFile);
    m_broker = std::make_unique<SimulatedBroker>(
        m_stage,
        m_venue,
        m_latch,
        SimulatedBroker::Ears{[this](const std::string& id, const OrderSpec& order) {
                                  m_checks.onLeaving(id, order);
                              },
                              [this](const std::string& id) { m_checks.onArrived(id); },
                              [this](const std::string& id) { m_checks.onLost(id); }},
        m_setup.seed + static_cast<std::uint64_t>(m_stage.run));
    m_journal = std::make_unique<SimulatedJournal>(
        m_stage,
        *m_store,
        SimulatedJournal::Ears{[this](const auto& group, const auto& ids) {
                                   m_checks.onCommitted(group, ids);
                                   for (const JournalBatch& batch : group)
                                       for (const AuditEntry& entry : batch.audit)
                                           m_permits.onRow(entry);
                               },
                               [this](IntentRecord intent, std::uint32_t presses) {
                                   if (m_stage.isSpoilt(Sabotage::OrderAltered))
                                       intent.ticket.order.extendedHours ^= true;
                                   if (m_stage.isSpoilt(Sabotage::SentLate))
                                       intent.decidedAt = m_stage.timeline.now();
                                   if (m_stage.isSpoilt(Sabotage::PressForgotten))
                                       presses = m_latch.presses();
                                   m_broker->submit(intent, presses);
                               },
                               [this](const std::string& id) { m_checks.onLost(id); }});
}

TradingConfig SimulatedProgram::engineConfig() const
{
    TradingConfig config = m_setup.config;
    config.blocklist = m_isForged ? m_setup.config.blocklist : m_permits.document().blocklist;
    config.limits = m_isForged ? m_setup.config.limits : m_permits.document().table;
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

void SimulatedProgram::restore(std::string state, const std::vector<IntentRecord>& unresolved)
{
    const auto saved = std::find_if(m_savedInSight.rbegin(),
                                    m_savedInSight.rend(),
                                    [&](const Saved& each) { return each.bytes == state; });
    const std::string before = saved != m_savedInSight.rend() ? saved->story : std::string{};
    m_savedInSight.clear();
    input::Started started;
    started.runId = "r" + std::to_string(m_setup.seed) + "." + std::to_string(m_stage.run);
    started.mode = m_permits.isLive() ? Mode::Live : Mode::Practice;
    started.rules = m_stage.isSpoilt(Sabotage::ApprovalSkipped) ? Rules::Automatic : m_setup.rules;
    if (!m_stage.isSpoilt(Sabotage::LockIgnored))
        started.locked = m_door.lockedWhy();
    started.config = engineConfig();
    started.savedState = std::move(state);
    started.killed = m_latchFile ? "the latch was set" : "";
    m_checks.onStart(m_door.known());
    deliver(std::move(started));
    const Snapshot look = m_engine->snapshot({});
    m_checks.onRestored(look, unresolved, before.empty() ? nullptr : &before);
    m_stage.isKilled = look.kill.phase != KillPhase::Off;
    // As a start finds out whether the record is whole.
    const bool isWhole = !m_stage.chance(8);
    m_permits.onStart(m_door.known(), isWhole, m_stage.isKilled);
    if (m_permits.isLive())
        deliver(input::RecordChecked{isWhole, isWhole ? "" : "rows are missing"});
    if (m_stage.isSpoilt(Sabotage::ArmedUnasked))
        deliver(Command{command::Arm{}});
}

void SimulatedProgram::die()
{
    ++m_stage.counts.restarts;
    end();
    m_stage.timeline.forgetProgram();
    m_checks.onDeath();
    startLater(kStartMs);
}

void SimulatedProgram::end()
{
    m_stage.isDown = true;
    m_inbox.clear();
}

void SimulatedProgram::armFate()
{
    if (m_stage.fate)
        return;
    m_stage.fate = static_cast<WritePoint>(m_stage.below(kWritePoints));
    // What was saved last is what the engine is like now.
    m_savedInSight.clear();
    m_savedInSight.push_back({m_savedEarly, Checks::storyOf(m_engine->snapshot({}))});
}

void SimulatedProgram::runUntil(Timestamp until)
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

void SimulatedProgram::deliver(InputWhat what)
{
    if (m_stage.isDown)
        return;
    m_inbox.push_back(std::move(what));
    drain();
}

/// What a step leads to at once is the next one's, never its own.
void SimulatedProgram::drain()
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

void SimulatedProgram::step(const Input& in)
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
    const std::uint32_t presses = m_latch.presses();
    m_engine->step(in, outputs);
    if (outputs.empty())
        return;
    if (m_stage.isSpoilt(Sabotage::Verdict))
        forgetRows(outputs, AuditKind::Allowed);
    if (m_stage.isSpoilt(Sabotage::CardLost))
        forgetRows(outputs, AuditKind::ExpiredUnseen);
    m_checks.onOutputs(outputs, in.at, *m_engine);
    speakUp(outputs);
    route(outputs, presses);
}

void SimulatedProgram::route(std::vector<Output>& outputs, std::uint32_t presses)
{
    bool dead = false;
    JournalBatch batch =
        gather(outputs,
               Overloaded{[&](output::SetKillLatch& set) {
                              if (dead)
                                  return;
                              if (m_latch.follow(set.killed))
                                  m_latchFile =
                                      set.killed && !m_stage.isSpoilt(Sabotage::LatchLost);
                              dead = m_stage.diesAt(WritePoint::AtLatch);
                          },
                          [](output::Subscribe&) {},
                          [&](auto& request) {
                              if (!dead)
                                  ask(std::move(request));
                          }});
    if (dead)
        return;
    if (!batch.orders.empty())
        m_broker->wantAccount();
    if (batch.state)
        keep(*batch.state);
    batch.decided.presses = presses;
    m_journal->post(std::move(batch));
}

void SimulatedProgram::ask(request::Any request)
{
    if (m_stage.isSpoilt(Sabotage::TruthLate) &&
        std::holds_alternative<output::Reconcile>(request)) {
        m_stage.timeline.later(
            kTruthLateBy, Whose::Program, [this, late = std::get<output::Reconcile>(request)] {
                m_broker->on(late);
            });
        return;
    }
    m_broker->on(request);
}

/// Remembers what an engine that never stopped is like after this step.
void SimulatedProgram::keep(const std::string& state)
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

void SimulatedProgram::say(Command command)
{
    if (m_stage.isDown)
        return;
    m_checks.onSaid(command);
    if (std::holds_alternative<command::Release>(command))
        m_latch.askRelease();
    if (auto heard = misheard(std::move(command)))
        deliver(std::move(*heard));
}

std::optional<Command> SimulatedProgram::misheard(Command command) const
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

void SimulatedProgram::speakUp(const std::vector<Output>& outputs)
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

void SimulatedProgram::kill(bool flatten)
{
    m_stage.isKilled = true;
    m_stage.killedAt = m_stage.timeline.now();
    m_permits.onKill();
    m_latch.press();
    m_latchFile = !m_stage.isSpoilt(Sabotage::LatchLost);
    if (!m_stage.diesAt(WritePoint::AtLatch))
        deliver(Command{command::Kill{flatten, "storm"}});
}

void SimulatedProgram::tell(const std::vector<OrderUpdate>& updates)
{
    if (m_broker && !m_stage.isDown)
        m_broker->stream().tell(updates);
}

void SimulatedProgram::verifyRecord()
{
    if (const auto whole = m_store->verify(); !whole)
        m_stage.problem("the record is not whole: " + whole.error().what);
}

} // namespace tapedeck
