#include "engine/engine.h"

#include "base/overloaded.h"
#include "engine/actions_desk.h"
#include "engine/clear_way.h"
#include "engine/exit_desk.h"
#include "engine/gap_desk.h"
#include "engine/kill_switch.h"
#include "engine/limit_desk.h"
#include "engine/news_desk.h"
#include "engine/order_keeper.h"
#include "engine/proposer.h"
#include "engine/reconciler.h"
#include "engine/signal_desk.h"
#include "engine/snapshot_maker.h"
#include "engine/state.h"
#include "engine/suggestion_desk.h"
#include "market/new_york.h"

namespace tapedeck {

namespace {

/// Counts up with every change of Decisive's canonical bytes.
constexpr std::uint32_t kStateVersion = 7;

std::string savedBytes(const EngineState& state)
{
    std::string bytes;
    CanonicalWriter writer{bytes, &state.symbols};
    writer(kStateVersion, state.decisive);
    return bytes;
}

Result<Decisive> readSavedState(std::string_view bytes, Symbols& symbols)
{
    CanonicalReader reader{bytes, &symbols};
    std::uint32_t version = 0;
    reader.get(version);
    if (reader.ok() && version != kStateVersion)
        return fail(ErrorCode::Unsupported,
                    "the saved state is of version " + std::to_string(version) +
                        "; this program reads version " + std::to_string(kStateVersion));
    Decisive decisive;
    reader.get(decisive);
    if (!reader.ok() || !reader.atEnd())
        return fail(ErrorCode::Malformed, "the saved state is damaged");
    return decisive;
}

} // namespace

struct Engine::Parts
{
    EngineState state;
    OrderKeeper orders{state};
    Proposer proposer{state, orders};
    ClearWay way{state, orders, proposer};
    ExitDesk exits{state, proposer, way};
    SignalDesk signals{state, proposer};
    SuggestionDesk suggestions{state, proposer, exits, way};
    BrokerSuspension suspension{state};
    KillSwitch kill{state, orders, proposer, suggestions, suspension, way};
    ActionsDesk actions{state, signals, suggestions};
    Reconciler reconciler{state, orders, actions};
    GapDesk gaps{state, signals};
    NewsDesk news{state};
    LimitDesk limits{state};
    std::vector<BarEvent> finished;

    void on(const input::Tick&);
    void on(const MarketEvent& event);
    void on(const Trade& trade);
    void on(const Quote& quote);
    void correct(const Trade& original, const std::optional<Trade>& corrected);
    void on(const OrderUpdate& update) { orders.onUpdate(update); }
    void on(const input::Started& started);
    void on(const input::Unmuted&) { state.muted = false; }
    void on(const input::History& history);
    void on(const input::AccountNews& told) { reconciler.onAccount(told.account); }
    void on(const input::AssetNews& told);
    void on(const input::CalendarNews& told) { state.market.setCalendar(told.days); }
    void on(const input::ClockReading& reading);
    void on(const input::IntentDurable& durable) { orders.onDurable(durable); }
    void on(const input::IntentLost& lost) { orders.onLost(lost); }
    void on(const input::SubmitReply& reply) { orders.onReply(reply); }
    void on(const input::LookupReply& reply) { orders.onReply(reply); }
    void on(const input::CancelReply& reply) { orders.onReply(reply); }
    void on(const input::OpenOrders& open) { kill.onOpenOrders(open); }
    void on(const input::BrokerTruth& truth)
    {
        reconciler.onTruth(truth);
        subscribe(); // what was adopted must be seen
    }
    void on(const input::RequestFailed& failed);
    void on(const input::LinkChanged& changed);
    void on(const input::GapNews& happened) { gaps.onNews(happened); }
    void on(const input::News& told) { news.onNews(told); }
    void on(const input::CheckDue&) { reconciler.ask(); }
    void on(const input::SuspendReply& reply);
    void on(const input::RecordChecked& checked);
    void on(const input::CorporateActions& told)
    {
        actions.onNews(told);
        followNames();
    }
    void on(const Command& command);
    void on(const command::CancelOrder& cancel);
    void on(const command::ClosePosition& close);
    void on(const command::SetWatchlist& watchlist);
    void arm();
    void disarm(std::string why);
    void followNames();
    void subscribe();
};

Engine::Engine() : m_parts{std::make_unique<Parts>()} {}
Engine::~Engine() = default;

void Engine::step(const Input& in, std::vector<Output>& out)
{
    Parts& parts = *m_parts;
    EngineState& s = parts.state;
    CHECK(in.at >= s.now);
    if (!s.started && !std::holds_alternative<input::Started>(in.what))
        return;
    s.now = in.at;
    s.out = &out;
    s.market.passTo(s.now);
    std::visit([&parts](const auto& what) { parts.on(what); }, in.what);
    if (s.dirty) {
        parts.signals.save();
        s.put(output::SaveState{savedBytes(s)});
        s.dirty = false;
    }
    s.out = nullptr;
}

Result<void> Engine::checkSavedState(std::string_view bytes)
{
    Symbols symbols;
    return readSavedState(bytes, symbols).map([](const Decisive&) {});
}

Snapshot Engine::snapshot(const ChartRequest& chart) const
{
    return makeSnapshot(m_parts->state, chart);
}

const MarketBoard& Engine::market() const noexcept
{
    return m_parts->state.market;
}

Symbols& Engine::symbols() noexcept
{
    return m_parts->state.symbols;
}

void Engine::Parts::on(const input::Tick&)
{
    orders.onTick();
    exits.onTick();
    suggestions.onTick();
    way.onTick([this](const Command& command) { on(command); });
    kill.onTick();
    suspension.onTick();
    reconciler.onTick();
    if (nanosOf(state.now) % kNanosPerUnit != 0)
        return;
    const Date today = state.market.calendar().tradingDate(state.now);
    for (const auto& market : state.market.all()) {
        if (!market)
            continue;
        market->rollDay(today);
        market->advance(state.now, finished);
    }
    signals.onBars(finished);
    finished.clear();
    actions.onTick();
    limits.onTick();
    followNames();
}

void Engine::Parts::on(const MarketEvent& event)
{
    std::visit(Overloaded{[&](const Trade& trade) { on(trade); },
                          [&](const Quote& quote) { on(quote); },
                          [&](const BarEvent&) {}, // ours are built from the trades
                          [&](const TradingStatus& status) {
                              state.market.at(status.symbol).onStatus(status);
                          },
                          [&](const LuldBand&) {},
                          [&](const TradeCorrection& correction) {
                              correct(correction.original, correction.corrected);
                          },
                          [&](const TradeCancel& cancel) { correct(cancel.trade, std::nullopt); }},
               event);
}

void Engine::Parts::correct(const Trade& original, const std::optional<Trade>& corrected)
{
    (void)state.market.at(original.symbol).onCorrection(original, corrected, finished);
    signals.onBars(finished);
    finished.clear();
}

void Engine::Parts::on(const Trade& trade)
{
    SymbolMarket& market = state.market.at(trade.symbol);
    const auto effect = market.onTrade(trade, state.market.session(), finished);
    if (!finished.empty()) {
        signals.onBars(finished);
        finished.clear();
    }
    if (!effect.setsLast)
        return;
    exits.onPrice(market, effect.regularPrint);
    signals.onPrice(market);
}

void Engine::Parts::on(const Quote& quote)
{
    SymbolMarket& market = state.market.at(quote.symbol);
    market.onQuote(quote);
    exits.onQuote(market);
}

void Engine::Parts::on(const input::Started& started)
{
    if (state.started)
        return;
    state.started = true;
    state.startedAt = state.now;
    state.runId = started.runId;
    state.mode = started.mode;
    state.rules = started.mode == Mode::Live ? Rules::Approval : started.rules;
    state.config = started.config;
    state.muted = started.muted;
    if (!started.savedState.empty()) {
        auto saved = readSavedState(started.savedState, state.symbols);
        CHECK(saved.has_value()); // whoever starts the engine asks checkSavedState() first
        state.decisive = std::move(*saved);
        state.decisive.suggestions.endBy(state.now + state.config.suggestionLife);
    }
    for (const std::string& symbol : state.config.watchlist) {
        if (const auto id = state.symbols.intern(symbol))
            (void)state.market.at(*id);
    }
    signals.start();
    state.locked = started.locked;
    limits.start();
    AuditEntry entry;
    entry.kind = AuditKind::Started;
    entry.detail = std::string{toString(state.mode)} + ", " + std::string{toString(state.rules)} +
                   " rules, run " + state.runId + "; " + state.proof.describe();
    state.audit(std::move(entry));
    // Nobody is asked any more.
    if (state.rules == Rules::Automatic)
        suggestions.withdrawAll("automatic rules");
    orders.lookUpUnfinished();
    if (!started.killed.empty() || kill.isKilled())
        kill.resume(started.killed);
    else
        suspension.lift();
    actions.ask();
    subscribe();
    state.dirty = true;
}

void Engine::Parts::on(const input::History& history)
{
    const auto symbol = state.symbols.intern(history.symbol);
    if (!symbol)
        return;
    SymbolMarket& market = state.market.at(*symbol);
    std::vector<Bar> bars = history.bars;
    for (Bar& bar : bars)
        bar.symbol = *symbol;
    market.onHistory(bars, toNewYork(state.now).date);
    signals.onHistory(market);
}

void Engine::Parts::on(const input::AssetNews& told)
{
    for (const Asset& asset : told.assets) {
        const auto symbol = state.symbols.intern(asset.symbol);
        if (!symbol)
            continue;
        state.market.at(*symbol).asset = asset;
        const auto rebase = [&](PositionBook& book) {
            const Holding held = book.holding(*symbol);
            if (!held.quantity.isZero() && held.multiplier != asset.multiplier) {
                book.setMultiplier(*symbol, asset.multiplier);
                state.dirty = true;
            }
        };
        rebase(state.decisive.book);
        for (InstanceBooks& books : state.decisive.instances)
            rebase(books.book);
    }
}

void Engine::Parts::on(const input::ClockReading& reading)
{
    state.clockSkew = reading.skew < Nanoseconds{0} ? -reading.skew : reading.skew;
}

void Engine::Parts::on(const input::SuspendReply& reply)
{
    suspension.onReply(reply);
    kill.onFreed(suspension.takeFreed());
}

void Engine::Parts::on(const input::RecordChecked& checked)
{
    state.recordWhole = checked.whole;
    if (checked.whole)
        return;
    AuditEntry entry;
    entry.kind = AuditKind::RecordBroken;
    entry.detail = checked.what;
    state.audit(std::move(entry));
    if (state.armed)
        disarm(checked.what);
}

void Engine::Parts::on(const input::RequestFailed& failed)
{
    AuditEntry entry;
    entry.kind = AuditKind::FeedChanged;
    entry.detail = failed.what + ": " + failed.reason;
    state.audit(std::move(entry));
    if (failed.what == "corporate actions")
        actions.onFailure(failed.reason);
    // Without the broker's truth nothing new is entered, so keep asking.
    if (failed.what == "reconcile")
        state.reconcileAt = state.now + std::chrono::seconds{2};
}

void Engine::Parts::on(const input::LinkChanged& changed)
{
    LinkNow& link = state.links[static_cast<std::size_t>(changed.link)];
    if (link.state == changed.state && link.reason == changed.reason)
        return;
    link = {changed.state, changed.reason, state.now};
    AuditEntry entry;
    entry.kind = AuditKind::FeedChanged;
    entry.origin.name = std::to_string(static_cast<int>(changed.link));
    entry.detail = changed.reason;
    state.audit(std::move(entry));
    if (changed.link != Link::TradeUpdates)
        return;
    // While the stream is away fills go unheard, and our books may not be the broker's.
    state.reconciled = false;
    if (changed.state == LinkState::Live) {
        // What was missed while the stream was away is fetched before anything else is decided.
        kill.onReconnect();
        reconciler.ask();
    }
}

void Engine::Parts::on(const Command& command)
{
    std::visit(Overloaded{[&](const command::Approve& approve) { suggestions.approve(approve); },
                          [&](const command::Dismiss& dismiss) { suggestions.dismiss(dismiss); },
                          [&](const command::MarkSeen& seen) { suggestions.markSeen(seen); },
                          [&](const command::Kill& press) { kill.press(press); },
                          [&](const command::Release& release) { kill.release(release); },
                          [&](const command::Arm&) { arm(); },
                          [&](const command::CancelOrder& cancel) { on(cancel); },
                          [&](const command::ClosePosition& close) { on(close); },
                          [&](const command::EnableInstance& enable) {
                              signals.enable(enable.instance, enable.enabled);
                          },
                          [&](const command::SetWatchlist& watchlist) { on(watchlist); },
                          [&](const command::AcceptPosition& accept) { actions.accept(accept); },
                          [&](const command::SetLimits& wish) { limits.set(wish); }},
               command);
}

void Engine::Parts::on(const command::CancelOrder& cancel)
{
    if (TrackedOrder* order = state.decisive.orders.find(cancel.clientOrderId))
        orders.requestCancel(*order);
}

void Engine::Parts::on(const command::ClosePosition& close)
{
    if (const auto symbol = state.symbols.find(close.symbol))
        kill.closePosition(*symbol);
}

void Engine::Parts::on(const command::SetWatchlist& watchlist)
{
    state.config.watchlist.clear();
    for (const std::string& symbol : watchlist.symbols) {
        const auto id = state.symbols.intern(symbol);
        if (!id || state.isWatched(symbol))
            continue;
        (void)state.market.at(*id);
        state.config.watchlist.push_back(symbol);
    }
    signals.watchlistChanged();
    AuditEntry entry;
    entry.kind = AuditKind::Configured;
    entry.origin = {OriginKind::Person, ""};
    entry.detail = "watchlist of " + std::to_string(state.config.watchlist.size()) + " symbols";
    state.audit(std::move(entry));
    subscribe();
}

void Engine::Parts::arm()
{
    if (state.armed)
        return;
    if (!state.locked.empty())
        return disarm(state.locked);
    if (!state.proof.holds())
        return disarm(state.proof.describe());
    // A record with a hole proves nothing, and what is done on it could be cut off as well.
    if (state.mode == Mode::Live && !state.recordWhole)
        return disarm("the audit log was not found to be whole");
    state.armed = true;
    AuditEntry entry;
    entry.kind = AuditKind::Armed;
    entry.origin = {OriginKind::Person, ""};
    state.audit(std::move(entry));
}

void Engine::Parts::disarm(std::string why)
{
    state.notice("Live entries stay off: " + why);
    state.disarm(std::move(why));
}

/// What has a new name is watched and streamed under it.
void Engine::Parts::followNames()
{
    if (!actions.takeRenamed())
        return;
    signals.watchlistChanged();
    subscribe();
}

void Engine::Parts::subscribe()
{
    // Positions first: what is held must be seen, whatever the plan's budget.
    std::vector<std::string> wanted;
    const auto add = [&wanted](const std::string& symbol) {
        if (std::find(wanted.begin(), wanted.end(), symbol) == wanted.end())
            wanted.push_back(symbol);
    };
    for (const Holding& held : state.decisive.book.all()) {
        if (!held.quantity.isZero())
            add(state.text(held.symbol));
    }
    for (const Suggestion& suggestion : state.decisive.suggestions.waiting())
        add(suggestion.proposal.order.symbol);
    for (const std::string& symbol : state.config.watchlist)
        add(symbol);
    if (wanted == state.subscribed)
        return;
    state.subscribed = wanted;
    state.put(output::Subscribe{std::move(wanted)});
    actions.askAboutNew();
}

} // namespace tapedeck
