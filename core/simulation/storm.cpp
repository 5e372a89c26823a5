#include "simulation/storm.h"

#include "base/overloaded.h"
#include "exchange/session_clock.h"
#include "market/new_york.h"

#include <algorithm>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

constexpr std::array<const char*, 3> kSymbols{"AAA", "BBB", "CCC"};
/// Traded by others alone, so that what the engine cannot know yet stays out of its three symbols.
constexpr const char* kElsewhere = "OUT";
constexpr std::size_t kOrdersAsked = 500;
/// Half an hour into the session, so that there is a quote for everything.
constexpr Nanoseconds kMorning = 10h;

bool isLater(const auto& a, const auto& b)
{
    return std::pair{a.at, a.number} > std::pair{b.at, b.number};
}

TradingConfig stormConfig(Rules rules, const StormPlan& plan)
{
    TradingConfig config = TradingConfig::defaults(Mode::Practice, rules);
    config.watchlist.assign(kSymbols.begin(), kSymbols.end());
    LimitTable& limits = config.limits;
    limits.positionPerSymbol = plan.positionPerSymbol;
    limits.totalExposure = plan.totalExposure;
    limits.ordersPerMinute = 8;
    limits.ordersPerDay = plan.ordersPerDay;
    limits.notionalPer4h = plan.notionalPer4h;
    limits.symbolSpacing = 1s;
    limits.onePositionPerSymbol = false;
    config.suggestionLife = 20s;
    config.instances.clear();
    for (const char* strategy : {"buy_and_hold", "momentum", "mean_reversion", "rsi"}) {
        InstanceConfig instance = instanceDefaults();
        instance.name = instance.strategy = strategy;
        instance.cooldown = 1s;
        instance.limitOrders = instance.name == "mean_reversion";
        config.instances.push_back(instance);
    }
    config.priceZ.enabled = false;
    return config;
}

ExchangeConfig stormExchange(std::uint64_t seed)
{
    ExchangeConfig config;
    config.seed = "storm" + std::to_string(seed);
    config.marginMultiplier = 1;
    config.initialCash = Money::fromWhole(20'000);
    for (const char* symbol : {kSymbols[0], kSymbols[1], kSymbols[2], kElsewhere}) {
        ListedAsset listed;
        listed.asset.symbol = symbol;
        listed.asset.assetClass = "us_equity";
        listed.asset.active = listed.asset.tradable = listed.asset.fractionable = true;
        listed.previousClose = Price::fromWhole(symbol == kElsewhere ? 50 : 100);
        config.assets.push_back(listed);
    }
    config.calendar = calendarDays(
        MarketCalendar{}, parseDate("2013-10-01").value(), parseDate("2014-12-31").value());
    return config;
}

void forgetRows(std::vector<Output>& outputs, AuditKind kind)
{
    std::erase_if(outputs, [kind](const Output& output) {
        const auto* audit = std::get_if<output::AppendAudit>(&output);
        return audit != nullptr && audit->entry.kind == kind;
    });
}

} // namespace

void Storm::Counts::add(const Counts& other) noexcept
{
    submits += other.submits;
    denied += other.denied;
    fills += other.fills;
    kills += other.kills;
    restarts += other.restarts;
    lostAnswers += other.lostAnswers;
    recovered += other.recovered;
    events += other.events;
}

Storm::Storm(std::uint64_t seed, StormPlan plan)
    : m_seed{seed}, m_plan{plan}, m_random{{seed}}, m_rules{seed % 3 == 0 ? Rules::Approval
                                                                          : Rules::Automatic},
      m_now{parseTimestamp("2013-10-10T14:00:00Z").value()}, m_cents{10'000, 10'000, 10'000}
{
    m_config = stormConfig(m_rules, m_plan);
    m_config.suspendAtBroker = seed % 2 == 0;
    m_exchange.emplace(Exchange::create(stormExchange(seed), m_exchangeSymbols).value());
    startEngine();
}

/// What the engine is told the limits are.
TradingConfig Storm::engineConfig() const
{
    TradingConfig config = m_config;
    const Money boundless = Money::fromWhole(1'000'000);
    LimitTable& limits = config.limits;
    switch (m_plan.sabotage) {
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
    default:
        break;
    }
    return config;
}

/// The account without its newest fill: as if it had never been.
void Storm::spoilTruth(input::BrokerTruth& truth) const
{
    if (!isSpoilt(Sabotage::FillLost) || truth.positions.empty())
        return;
    truth.positions.front().quantity += Quantity::fromWhole(1);
}

void Storm::problem(const std::string& text)
{
    if (problems.size() < 10)
        problems.push_back(toRfc3339(m_now) + " " + text);
}

// ---- the wire

void Storm::later(Nanoseconds delay, bool ofTheRun, std::function<void()> act)
{
    m_events.push_back({m_now + delay, ++m_eventNumber, ofTheRun, std::move(act)});
    std::push_heap(m_events.begin(), m_events.end(), isLater<Event, Event>);
}

void Storm::runUntil(Timestamp until)
{
    while (!m_events.empty() && m_events.front().at <= until) {
        std::pop_heap(m_events.begin(), m_events.end(), isLater<Event, Event>);
        const Event next = std::move(m_events.back());
        m_events.pop_back();
        m_now = std::max(m_now, next.at);
        m_sequencer.advance(m_now, [this](const Input& in) { step(in); });
        next.act();
    }
    m_now = until;
    m_sequencer.advance(m_now, [this](const Input& in) { step(in); });
}

void Storm::deliver(InputWhat what)
{
    m_sequencer.take(m_now, std::move(what), [this](const Input& in) { step(in); });
}

void Storm::answer(InputWhat what)
{
    later(upTo(400), true, [this, what] { deliver(what); });
}

void Storm::tell(std::vector<OrderUpdate>& updates)
{
    for (const OrderUpdate& update : updates) {
        counts.fills += update.execution ? 1 : 0;
        if (!m_linked)
            continue;
        // Each on a road of its own: they overtake each other, and some come again.
        int copies = 1;
        if (!m_calm) {
            copies += chance(6) ? 1 : 0;
            copies += chance(20) ? 1 : 0;
        }
        for (int i = 0; i < copies; ++i) {
            const int run = m_run;
            OrderUpdate told = update;
            if (isSpoilt(Sabotage::FillTwice) && told.execution)
                told.execution->id += std::to_string(i);
            later(m_calm ? 1ms : upTo(chance(4) ? 1'500 : 30), true, [this, told, run] {
                if (m_linked && run == m_run)
                    deliver(told);
            });
        }
    }
    updates.clear();
}

void Storm::disconnect()
{
    if (!m_linked)
        return;
    m_linked = false;
    deliver(input::LinkChanged{Link::TradeUpdates, LinkState::BackingOff, "storm"});
    later(500ms + upTo(4'000), true, [this] {
        m_linked = true;
        deliver(input::LinkChanged{Link::TradeUpdates, LinkState::Live, ""});
    });
}

// ---- the broker

void Storm::journal(const IntentRecord& intent)
{
    const bool lost = !m_calm && chance(40);
    later(upTo(20), true, [this, intent, lost] {
        if (lost) {
            deliver(input::IntentLost{intent.clientOrderId, "disk full"});
            return;
        }
        deliver(input::IntentDurable{intent.clientOrderId});
        submit(intent);
        if (isSpoilt(Sabotage::SubmitTwice))
            submit(intent);
    });
}

void Storm::submit(const IntentRecord& intent)
{
    const bool closes = intent.ticket.isExit && intent.ticket.origin.kind == OriginKind::Person;
    if (m_latch && !closes) {
        answer(input::SubmitReply{intent.clientOrderId, input::NotSent{"killed"}});
        return;
    }
    const bool lost = !m_calm && chance(12);
    const auto arrives = [this, intent, lost] {
        if (m_latch && !(intent.ticket.isExit && intent.ticket.origin.kind == OriginKind::Person))
            m_reached.insert(intent.clientOrderId); // it was on the wire before the latch fell
        else if (!m_reached.insert(intent.clientOrderId).second)
            problem(intent.clientOrderId + " reached the exchange twice");
        std::vector<OrderUpdate> updates;
        OrderRequest request;
        request.spec = intent.ticket.order;
        request.clientOrderId = intent.clientOrderId;
        const auto done = m_exchange->submit(request, m_now, updates);
        tell(updates);
        if (lost)
            return;
        if (done)
            answer(input::SubmitReply{intent.clientOrderId, *done});
        else
            answer(input::SubmitReply{intent.clientOrderId, done.error().error});
    };
    if (lost) {
        ++counts.lostAnswers;
        later(2s, true, [this, intent] {
            deliver(input::SubmitReply{intent.clientOrderId, input::NoAnswer{"time-out"}});
        });
        if (chance(3))
            return; // the request itself was lost
    }
    // What is on the wire arrives though the program stops.
    later(upTo(lost ? 3'000 : 60), false, arrives);
}

void Storm::cancel(const output::CancelOrder& request)
{
    const bool lost = !m_calm && chance(8);
    if (lost) {
        ++counts.lostAnswers;
        later(2s, true, [this, request] {
            deliver(input::CancelReply{request.clientOrderId, input::NoAnswer{"time-out"}});
        });
        if (chance(2))
            return;
    }
    later(upTo(60), false, [this, request, lost] {
        std::vector<OrderUpdate> updates;
        const auto done = m_exchange->cancel(request.brokerOrderId, m_now, updates);
        tell(updates);
        if (lost)
            return;
        input::CancelReply reply{request.clientOrderId, input::Done{}};
        if (!done)
            reply.answer = done.error().error;
        answer(std::move(reply));
    });
}

void Storm::reconcile(const output::Reconcile& request)
{
    if (!m_calm && chance(6)) {
        answer(input::RequestFailed{"reconcile", "storm"});
        return;
    }
    // Four requests, each answered at its own moment: the truth need not fit together.
    auto truth = std::make_shared<input::BrokerTruth>();
    std::vector<std::function<void()>> parts{
        [this, truth] { truth->account = m_exchange->account(); },
        [this, truth] { truth->positions = m_exchange->positions(); },
        [this, truth, request] {
            OrderQuery open;
            open.limit = kOrdersAsked;
            truth->orders = m_exchange->orders(open);
            for (const std::string& id : request.clientOrderIds) {
                const BrokerOrder* found = m_exchange->orderByClientId(id);
                if (found != nullptr && isTerminal(found->status))
                    truth->orders.push_back(*found);
            }
        },
        [this, truth, request] {
            FillQuery fills;
            fills.after = request.fillsAfter;
            fills.ascending = true;
            fills.pageSize = 10'000;
            for (const FillActivity& activity : m_exchange->fills(fills)) {
                truth->executions.push_back(activity.execution);
                truth->executions.back().id = activity.id; // they have ids of their own
            }
        }};
    for (std::size_t i = parts.size() - 1; i > 0; --i)
        std::swap(parts[i],
                  parts[static_cast<std::size_t>(below(static_cast<std::int64_t>(i) + 1))]);
    Nanoseconds delay{};
    for (const auto& part : parts) {
        delay += m_calm ? 1ms : upTo(150);
        later(delay, true, part);
    }
    later(delay + 1ms, true, [this, truth] {
        spoilTruth(*truth);
        deliver(*truth);
    });
}

// ---- the engine

void Storm::startEngine()
{
    std::optional<Snapshot> before;
    if (m_engine)
        before = m_engine->snapshot({});
    if (isSpoilt(Sabotage::StateLost) && !m_savedBefore.empty())
        m_saved = m_savedBefore;
    m_engine = std::make_unique<Engine>();
    ++m_run;
    m_linked = false;
    input::Started started;
    started.runId = "r" + std::to_string(m_seed) + "." + std::to_string(m_run);
    started.rules = m_rules;
    started.config = engineConfig();
    started.savedState = m_saved;
    started.killed = m_latch;
    deliver(std::move(started));
    if (before)
        checkRestored(*before);
    deliver(input::AssetNews{m_exchange->assets()});
    deliver(input::CalendarNews{{m_exchange->calendar().begin(), m_exchange->calendar().end()}});
    deliver(input::ClockReading{});
    m_linked = true;
    deliver(input::LinkChanged{Link::TradeUpdates, LinkState::Live, ""});
}

void Storm::step(const Input& in)
{
    if (const auto* command = std::get_if<Command>(&in.what)) {
        if (std::holds_alternative<command::Kill>(*command))
            m_killed = true;
        if (std::holds_alternative<command::Release>(*command))
            m_killed = false;
    }
    m_stepAt = in.at;
    ++counts.events;
    std::vector<Output> outputs;
    const auto* said = std::get_if<Command>(&in.what);
    if (isSpoilt(Sabotage::Kill) && said != nullptr && std::holds_alternative<command::Kill>(*said))
        return;
    m_engine->step(in, outputs);
    if (isSpoilt(Sabotage::Verdict))
        forgetRows(outputs, AuditKind::Allowed);
    if (isSpoilt(Sabotage::CardLost))
        forgetRows(outputs, AuditKind::ExpiredUnseen);
    for (const Output& output : outputs) {
        if (const auto* submit = std::get_if<output::SubmitOrder>(&output))
            checkSubmit(*submit, outputs);
        if (const auto* audit = std::get_if<output::AppendAudit>(&output)) {
            counts.denied += audit->entry.kind == AuditKind::Denied ? 1 : 0;
            const bool fill = audit->entry.kind == AuditKind::Filled ||
                              audit->entry.kind == AuditKind::PartiallyFilled;
            counts.recovered += fill && audit->entry.detail.empty() ? 1 : 0;
        }
        if (const auto* audit = std::get_if<output::AppendAudit>(&output))
            checkCard(audit->entry);
        if (const auto* state = std::get_if<output::SaveState>(&output)) {
            if (++m_saves % 200 == 0)
                m_savedBefore = m_saved;
            m_saved = state->bytes;
        }
    }
    route(outputs);
}

void Storm::route(std::vector<Output>& outputs)
{
    for (Output& output : outputs) {
        std::visit(
            Overloaded{[&](const output::SubmitOrder& order) { journal(order.intent.record()); },
                       [&](const output::CancelOrder& order) { cancel(order); },
                       [&](const output::CancelAllOrders&) {
                           if (!m_calm && chance(4))
                               return;
                           later(upTo(60), false, [this] {
                               std::vector<OrderUpdate> updates;
                               (void)m_exchange->cancelAll(m_now, updates);
                               tell(updates);
                           });
                       },
                       [&](const output::LookupOrder& lookup) {
                           later(upTo(60), true, [this, id = lookup.clientOrderId] {
                               input::LookupReply reply{id, input::NotFound{}};
                               if (const BrokerOrder* found = m_exchange->orderByClientId(id))
                                   reply.answer = *found;
                               if (!m_calm && chance(6))
                                   reply.answer = input::NoAnswer{"time-out"};
                               answer(std::move(reply));
                           });
                       },
                       [&](const output::ListOpenOrders&) {
                           later(upTo(60), true, [this] {
                               OrderQuery open;
                               open.limit = kOrdersAsked;
                               if (!m_calm && chance(6))
                                   answer(input::RequestFailed{"list open orders", "storm"});
                               else
                                   answer(input::OpenOrders{m_exchange->orders(open)});
                           });
                       },
                       [&](const output::Reconcile& request) { reconcile(request); },
                       [&](const output::CloseTradeStream&) {
                           m_linked = false;
                           deliver(input::LinkChanged{Link::TradeUpdates, LinkState::Off, ""});
                       },
                       [&](const output::OpenTradeStream&) {
                           if (m_linked)
                               return;
                           later(upTo(500), true, [this] {
                               m_linked = true;
                               deliver(input::LinkChanged{Link::TradeUpdates, LinkState::Live, ""});
                           });
                       },
                       [&](const output::SetKillLatch& set) { m_latch = set.killed; },
                       [](const output::Subscribe&) {},
                       [](const output::AppendAudit&) {},
                       [](const output::RecordNews&) {},
                       [](const output::RecordSighting&) {},
                       [&](const output::SuspendTrading& suspension) { suspend(suspension); },
                       [&](const output::FetchCorporateActions& fetch) {
                           later(upTo(100), true, [this, fetch] {
                               answer(input::CorporateActions{
                                   fetch.symbols, fetch.from, fetch.to, {}, {}});
                           });
                       },
                       [&](const output::RecordOrder&) {
                           // The account is written now or a little later, and heard later still.
                           later(upTo(100), true, [this] {
                               answer(input::AccountNews{m_exchange->account()});
                           });
                       },
                       [](const output::SaveState&) {}},
            output);
    }
}

void Storm::suspend(const output::SuspendTrading& suspension)
{
    later(upTo(60), true, [this, wanted = suspension.suspended] {
        if (!m_calm && chance(6)) { // it never came
            answer(input::SuspendReply{wanted, input::NoAnswer{"time-out"}});
            return;
        }
        AccountConfiguration configuration = m_exchange->configuration();
        configuration.suspendTrade = wanted;
        m_exchange->configure(configuration);
        if (m_calm || !chance(6)) // else the answer got lost
            answer(input::SuspendReply{wanted, input::Done{}});
    });
}

void Storm::checkSubmit(const output::SubmitOrder& submit, const std::vector<Output>& outputs)
{
    const IntentRecord& intent = submit.intent.record();
    ++counts.submits;
    if (!m_decided.emplace(intent.clientOrderId, Decided{intent.ticket, m_stepAt}).second)
        problem(intent.clientOrderId + " was submitted twice");
    bool allowed = false;
    for (const Output& output : outputs) {
        const auto* audit = std::get_if<output::AppendAudit>(&output);
        if (audit == nullptr || audit->entry.kind != AuditKind::Allowed ||
            audit->entry.proposalId != intent.ticket.proposalId)
            continue;
        allowed = audit->entry.checks.size() == kLimitCount &&
                  std::none_of(
                      audit->entry.checks.begin(),
                      audit->entry.checks.end(),
                      [](const LimitCheck& check) { return check.result == LimitResult::Denied; });
    }
    if (!allowed)
        problem(intent.clientOrderId + " was submitted without an allowing verdict");
    const bool closes = intent.ticket.isExit && intent.ticket.origin.kind == OriginKind::Person;
    if (m_killed && !closes)
        problem(intent.clientOrderId + " was submitted after the kill");
    if (!intent.ticket.isExit)
        checkLimits(intent.ticket);
}

void Storm::checkCard(const AuditEntry& entry)
{
    switch (entry.kind) {
    case AuditKind::Suggested:
        if (!m_cardEnds.emplace(entry.suggestionId, 0).second)
            problem(entry.suggestionId + " was suggested twice");
        return;
    case AuditKind::Approved:
    case AuditKind::Dismissed:
    case AuditKind::AskedAgain:
    case AuditKind::ExpiredSeen:
    case AuditKind::ExpiredUnseen:
    case AuditKind::Withdrawn:
        if (++m_cardEnds[entry.suggestionId] > 1)
            problem(entry.suggestionId + " ended twice");
        return;
    default:
        return;
    }
}

void Storm::checkCardsLeft(const Snapshot& look)
{
    for (const auto& [id, ends] : m_cardEnds) {
        const bool waits = std::any_of(look.suggestions.begin(),
                                       look.suggestions.end(),
                                       [&](const SuggestionCard& card) { return card.id == id; });
        if (ends == 0 && !waits)
            problem(id + " is gone, and nobody knows how");
        if (ends != 0 && waits)
            problem(id + " ended, and waits still");
    }
}

void Storm::checkRestored(const Snapshot& before)
{
    const Snapshot after = m_engine->snapshot({});
    const auto story = [](const Snapshot& look) {
        std::string text;
        for (const PositionRow& row : look.positions)
            text += row.symbol + " " + row.quantity.toString() + " at " +
                    row.averagePrice.toString() + " of " + row.holder + "; ";
        std::map<std::string, std::string> orders;
        for (const OrderRow& row : look.orders) {
            if (!isTerminal(row.status))
                orders[row.clientOrderId] = row.filledQuantity.toString();
        }
        for (const auto& [id, filled] : orders)
            text += id + " filled " + filled + "; ";
        if (look.kill.phase == KillPhase::Off) {
            for (const SuggestionCard& card : look.suggestions)
                text += card.id + " waits; ";
        }
        return text + (look.kill.phase == KillPhase::Off ? "open" : "killed");
    };
    if (story(before) != story(after))
        problem("restarted as another one: was " + story(before) + ", is " + story(after));
}

std::string Storm::storyOfPositions() const
{
    std::string text;
    for (const PositionRow& row : m_engine->snapshot({}).positions)
        text += "; here " + row.symbol + " " + row.quantity.toString() + " worth " +
                row.marketValue.toString();
    for (const BrokerPosition& row : m_exchange->positions())
        text += "; there " + row.symbol + " " + row.quantity.toString() + " at " +
                row.currentPrice.value_or(Price{}).toString();
    return text;
}

void Storm::checkLimits(const Ticket& ticket)
{
    const LimitTable& limits = m_config.limits;
    // The exchange's own positions, at the market, and all that still works there or is on its way,
    // at the worst. Between a fill and its booking the market moves, and `OUT` is not known at
    // once.
    std::map<std::string, Int128> position;
    for (const BrokerPosition& held : m_exchange->positions())
        position[held.symbol] += saturatedNotional(*held.currentPrice, held.quantity).nanos();
    int lastMinute = 0;
    int today = 0;
    Int128 fourHours = 0;
    for (const auto& [id, decided] : m_decided) {
        ++today;
        lastMinute += m_stepAt - decided.at < 1min ? 1 : 0;
        fourHours += decided.ticket.worstNotional.nanos();
        const bool isThis = decided.ticket.proposalId == ticket.proposalId;
        const OrderSpec& spec = decided.ticket.order;
        if (!isThis && spec.symbol == ticket.order.symbol &&
            m_stepAt - decided.at < limits.symbolSpacing)
            problem(id + " was just before on the same symbol");
        const BrokerOrder* order = m_exchange->orderByClientId(id);
        const bool open = isThis || (order != nullptr && !isTerminal(order->status));
        if (spec.side == Side::Sell || !open)
            continue;
        if (!isThis && spec.symbol == ticket.order.symbol && decided.ticket.origin == ticket.origin)
            problem(ticket.origin.name + " enters twice");
        Int128 left = decided.ticket.worstNotional.nanos();
        if (order != nullptr && spec.notional)
            left -= saturatedNotional(order->filledAveragePrice.value_or(Price{}),
                                      order->filledQuantity)
                        .nanos();
        else if (order != nullptr)
            left =
                saturatedNotional(decided.ticket.worstPrice, *spec.quantity - order->filledQuantity)
                    .nanos();
        position[spec.symbol] += left;
    }
    Int128 exposure = 0;
    for (const auto& [symbol, value] : position)
        exposure += value;
    const auto beyond = [](Int128 value, Money bound, std::int64_t tolerance) {
        return value > Int128{bound.nanos()} * (100 + tolerance) / 100;
    };
    if (beyond(position[ticket.order.symbol], limits.positionPerSymbol, 3))
        problem(
            "the position in " + ticket.order.symbol + " exceeds its limit: " +
            Money::fromNanos(static_cast<std::int64_t>(position[ticket.order.symbol])).toString());
    if (beyond(exposure, limits.totalExposure, 6))
        problem("the exposure exceeds its limit: " +
                Money::fromNanos(static_cast<std::int64_t>(exposure)).toString() + ", ours " +
                m_engine->snapshot({}).account.exposure.toString() + storyOfPositions());
    if (beyond(fourHours, *limits.notionalPer4h, 0))
        problem("the notional of four hours exceeds its limit");
    if (lastMinute > limits.ordersPerMinute)
        problem("too many orders in a minute");
    if (today > *limits.ordersPerDay)
        problem("too many orders today");
}

// ---- what happens

void Storm::moveMarket()
{
    const auto i = static_cast<std::size_t>(below(3));
    std::int64_t& cents = m_cents[i];
    std::int64_t step = below(41) - 20;
    step -= chance(200) ? 600 : 0;
    step += chance(200) ? 600 : 0;
    cents = std::clamp<std::int64_t>(cents + step, 5'000, 20'000);
    const auto price = [](std::int64_t of) { return Price::fromNanos(of * 10'000'000); };
    const bool strange = chance(25);
    Quote quote;
    quote.at = m_now;
    quote.bid = price(cents - (strange ? 300 : 1 + below(3)));
    quote.ask = price(cents + (strange ? 300 : 1 + below(3)));
    quote.bidSize = Quantity::fromWhole(1 + below(6));
    quote.askSize = Quantity::fromWhole(1 + below(6));
    Trade trade;
    trade.at = m_now;
    trade.price = price(cents);
    trade.size = Quantity::fromWhole(1 + below(20));
    const bool print = chance(2);
    feed(i, print, quote, trade);
}

void Storm::feed(std::size_t i, bool print, Quote quote, Trade trade)
{
    const auto event = [&](Symbols& symbols) -> MarketEvent {
        const SymbolId symbol = symbols.intern(kSymbols[i]).value();
        quote.symbol = trade.symbol = symbol;
        return print ? MarketEvent{trade} : MarketEvent{quote};
    };
    std::vector<OrderUpdate> updates;
    m_exchange->onMarket(event(m_exchangeSymbols), m_now, updates);
    tell(updates);
    deliver(event(m_engine->symbols()));
}

void Storm::actAsPerson()
{
    const auto say = [this](Command command) { deliver(std::move(command)); };
    const Snapshot look = m_engine->snapshot({});
    for (const SuggestionCard& card : look.suggestions) {
        if (m_cards.size() < 1'000)
            m_cards.push_back(card);
        if (chance(2))
            say(command::Approve{card.id, card.digest});
        else if (chance(5))
            say(command::Dismiss{card.id});
    }
    if (!m_cards.empty() && chance(5)) {
        const SuggestionCard& old =
            m_cards[static_cast<std::size_t>(below(static_cast<std::int64_t>(m_cards.size())))];
        say(command::Approve{old.id, old.digest});
    }
    if (!look.orders.empty() && chance(6)) {
        const auto at =
            static_cast<std::size_t>(below(static_cast<std::int64_t>(look.orders.size())));
        say(command::CancelOrder{look.orders[at].clientOrderId});
    }
    if (!look.positions.empty() && chance(12)) {
        const auto at =
            static_cast<std::size_t>(below(static_cast<std::int64_t>(look.positions.size())));
        say(command::ClosePosition{look.positions[at].symbol});
    }
    if (look.kill.phase == KillPhase::Off && chance(40)) {
        ++counts.kills;
        say(command::Kill{chance(3), "storm"});
    } else if (look.kill.phase != KillPhase::Off && chance(8)) {
        say(command::Release{chance(3) ? "let me" : std::string{kReleasePhrase}, "storm"});
        m_killed = m_engine->snapshot({}).kill.phase != KillPhase::Off;
    }
}

void Storm::tradeElsewhere()
{
    OrderRequest order;
    order.spec.symbol = kElsewhere;
    order.spec.type = OrderType::Limit;
    order.spec.timeInForce = TimeInForce::Day;
    order.spec.quantity = Quantity::fromWhole(1);
    order.spec.limitPrice = Price::fromWhole(50);
    std::vector<OrderUpdate> updates;
    (void)m_exchange->submit(order, m_now, updates);
    tell(updates);
    if (chance(2))
        quoteElsewhere();
}

void Storm::quoteElsewhere()
{
    Quote quote;
    quote.symbol = m_exchangeSymbols.intern(kElsewhere).value();
    quote.at = m_now;
    quote.bid = Price::fromWhole(49);
    quote.ask = Price::fromWhole(50);
    quote.bidSize = quote.askSize = Quantity::fromWhole(1);
    std::vector<OrderUpdate> updates;
    m_exchange->onMarket(MarketEvent{quote}, m_now, updates);
    tell(updates);
}

void Storm::day()
{
    blow();
    calm();
    if (problems.empty())
        compareBooks();
}

void Storm::sleep()
{
    forgetRun();
    m_calm = false;
    m_decided.clear(); // what is counted by the day and by four hours begins anew
    const MarketCalendar calendar;
    const Date next = calendar.nextTradingDay(calendar.tradingDate(m_now));
    m_now = fromNewYork(next, kMorning);
    std::vector<OrderUpdate> unheard;
    m_exchange->advance(m_now, unheard);
    m_events.clear();
    m_sequencer = Sequencer{};
    startEngine();
}

/// What the program had on its way is gone with it.
void Storm::forgetRun()
{
    std::erase_if(m_events, [](const Event& event) { return event.ofTheRun; });
    std::make_heap(m_events.begin(), m_events.end(), isLater<Event, Event>);
}

void Storm::blow()
{
    const std::int64_t fillsBefore = counts.fills;
    for (int i = 0; i < m_plan.moments && problems.empty(); ++i) {
        runUntil(m_now + upTo(chance(30) ? 3'000 : 250));
        moveMarket();
        if (chance(10))
            actAsPerson();
        if (chance(150))
            disconnect();
        // Once a kill is confirmed the trading stream is closed: nobody hears of others.
        if (chance(250) && counts.fills - fillsBefore < 400 &&
            m_engine->snapshot({}).kill.phase != KillPhase::Confirmed)
            tradeElsewhere();
        if (chance(400)) {
            // The program is gone, and comes back from what was on disk.
            ++counts.restarts;
            forgetRun();
            runUntil(m_now + upTo(2'000));
            startEngine();
        }
    }
}

void Storm::calm()
{
    m_calm = true;
    runUntil(m_now + 30s);
    if (!m_linked && m_engine->snapshot({}).kill.phase != KillPhase::Confirmed) {
        m_linked = true;
        deliver(input::LinkChanged{Link::TradeUpdates, LinkState::Live, ""});
    }
    // Another 60 s: look-ups are repeated, lists are asked for twice, differences are looked at
    // three times.
    for (int i = 0; i < 240; ++i) {
        runUntil(m_now + 250ms);
        // Somebody takes what is still for sale, at any price. Nobody enters any more.
        for (std::size_t symbol = 0; symbol < kSymbols.size() && m_killed; ++symbol) {
            Quote quote;
            quote.at = m_now;
            quote.bid = Price::fromWhole(300);
            quote.ask = Price::fromWhole(301);
            quote.bidSize = quote.askSize = Quantity::fromWhole(1'000);
            feed(symbol, false, quote, {});
        }
        if (m_killed)
            quoteElsewhere();
    }
}

std::string Storm::storyOfOpen() const
{
    std::string text;
    OrderQuery query;
    query.limit = kOrdersAsked;
    for (const BrokerOrder& order : m_exchange->orders(query))
        text += "; " + order.clientOrderId + " " + std::string{toString(order.spec.side)} + " " +
                order.spec.symbol + " " + std::string{toString(order.spec.type)} + " " +
                std::string{toString(order.status)};
    for (const OrderRow& row : m_engine->snapshot({}).orders) {
        if (!isTerminal(row.status))
            text += "; here " + row.clientOrderId + " " + std::string{toString(row.status)} +
                    " by " + row.origin.name;
    }
    return text;
}

void Storm::compareBooks()
{
    const Snapshot look = m_engine->snapshot({});
    std::map<std::string, Quantity> ours;
    for (const PositionRow& row : look.positions) {
        if (!row.quantity.isZero()) // a blocked symbol stands there though it is flat
            ours[row.symbol] = row.quantity;
    }
    std::map<std::string, Quantity> theirs;
    for (const BrokerPosition& position : m_exchange->positions())
        theirs[position.symbol] = position.quantity;
    if (ours != theirs) {
        std::string text = "positions differ:";
        for (const auto& [symbol, quantity] : ours)
            text += " ours " + symbol + " " + quantity.toString();
        for (const auto& [symbol, quantity] : theirs)
            text += " theirs " + symbol + " " + quantity.toString();
        problem(text);
    }
    if (look.account.cash != m_exchange->account().cash)
        problem("cash differs: ours " + look.account.cash.toString() + ", theirs " +
                m_exchange->account().cash.toString());
    OrderQuery all;
    all.status = StatusFilter::All;
    all.limit = 100'000;
    std::map<std::string, Quantity> open;
    for (const BrokerOrder& order : m_exchange->orders(all)) {
        if (!isTerminal(order.status))
            open[order.clientOrderId] = order.filledQuantity;
    }
    std::map<std::string, Quantity> ourOpen;
    for (const OrderRow& row : look.orders) {
        const BrokerOrder* order = m_exchange->orderByClientId(row.clientOrderId);
        if (row.unresolved)
            problem(row.clientOrderId + " is still not resolved");
        if (order != nullptr && order->filledQuantity != row.filledQuantity)
            problem(row.clientOrderId + " filled " + row.filledQuantity.toString() + " here, " +
                    order->filledQuantity.toString() + " there");
        if (!isTerminal(row.status))
            ourOpen[row.clientOrderId] = row.filledQuantity;
    }
    if (open != ourOpen)
        problem("open orders differ: ours " + std::to_string(ourOpen.size()) + ", theirs " +
                std::to_string(open.size()));
    if (m_killed && (!open.empty() || look.kill.phase != KillPhase::Confirmed))
        problem("killed, with " + std::to_string(open.size()) + " open orders and phase " +
                std::to_string(static_cast<int>(look.kill.phase)) + storyOfOpen());
    checkCardsLeft(look);
    // What the instances hold is held.
    for (const auto& [symbol, quantity] : ours) {
        if (quantity.isNegative())
            problem("short in " + symbol);
    }
}

} // namespace tapedeck
