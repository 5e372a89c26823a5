#include "engine/signal_desk.h"

#include "market/option_terms.h"
#include "signals/strategies/registry.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// A figure that was made over a hole of the stream says so.
std::optional<Evidence> gapIn(const EngineState& s, SymbolId symbol, const Evidence& evidence)
{
    Nanoseconds window =
        std::max<Nanoseconds>(kTickWindowLength, std::chrono::seconds{evidence.seconds});
    bool ofBars = false;
    switch (evidence.metric) {
    case Metric::MomentumPct:
    case Metric::WindowZScore:
    case Metric::ShortMean:
    case Metric::LongMean:
    case Metric::Rsi:
        break;
    case Metric::ReturnZScore:
        window = std::chrono::hours{1};
        ofBars = true;
        break;
    case Metric::FirstTick:
    case Metric::PriceZScore:
    case Metric::PositionReturn:
    case Metric::OvernightExpiry:
    case Metric::DataGap:
        return std::nullopt;
    }
    const Nanoseconds missing = s.missingIn(symbol, window, ofBars);
    if (missing <= Nanoseconds{0})
        return std::nullopt;
    Evidence gap;
    gap.metric = Metric::DataGap;
    gap.comparison = Comparison::Above;
    gap.value = static_cast<double>(std::chrono::ceil<std::chrono::seconds>(missing).count());
    gap.seconds =
        static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(window).count());
    return gap;
}

void touch(InstanceBooks& books, SymbolId symbol, Timestamp now)
{
    for (SymbolTime& last : books.lastProposals) {
        if (last.symbol == symbol) {
            last.at = now;
            return;
        }
    }
    books.lastProposals.push_back({symbol, now});
}

} // namespace

void SignalDesk::start()
{
    EngineState& s = m_state;
    // Books of an earlier run are found by name; they stand in the order of the configuration, and
    // those of instances that are gone keep their holdings behind them.
    std::vector<InstanceBooks> earlier;
    earlier.swap(s.decisive.instances);
    const auto addBooks = [&](const std::string& name) -> InstanceBooks& {
        const auto known = std::find_if(
            earlier.begin(), earlier.end(), [&](const auto& books) { return books.name == name; });
        InstanceBooks books;
        books.name = name;
        if (known != earlier.end()) {
            books = std::move(*known);
            earlier.erase(known);
        }
        s.decisive.instances.push_back(std::move(books));
        return s.decisive.instances.back();
    };
    for (const InstanceConfig& config : s.config.instances) {
        auto strategy = makeStrategy(config);
        CHECK(strategy.has_value()); // the configuration was validated as a whole
        InstanceBooks& books = addBooks(config.name);
        if (!books.strategyState.empty() &&
            !(*strategy)->restoreState(books.strategyState, s.symbols))
            books.strategyState.clear();
        s.instances.push_back({config, std::move(*strategy)});
    }
    addBooks(std::string{PriceZDetector::kName});
    for (InstanceBooks& gone : earlier)
        s.decisive.instances.push_back(std::move(gone));
    s.detector = std::make_unique<PriceZDetector>(s.config.priceZ);
    if (!s.decisive.detectorState.empty() &&
        !s.detector->restoreState(s.decisive.detectorState, s.symbols))
        s.decisive.detectorState.clear();
    watchlistChanged();
}

void SignalDesk::watchlistChanged()
{
    EngineState& s = m_state;
    m_watchers.assign(s.symbols.size(), {});
    const auto watchAll = [&](const std::vector<std::string>& wanted, const auto& watch) {
        for (const std::string& text : wanted) {
            if (text != kWholeWatchlist) {
                if (const auto id = s.symbols.intern(text))
                    watch(*id);
                continue;
            }
            for (const std::string& watched : s.config.watchlist) {
                if (isOptionSymbol(watched))
                    continue; // contracts are traded only by who names them
                if (const auto id = s.symbols.intern(watched))
                    watch(*id);
            }
        }
    };
    for (std::size_t i = 0; i < s.instances.size(); ++i) {
        Instance& instance = s.instances[i];
        watchAll(instance.config.symbols, [&](SymbolId symbol) {
            instance.strategy->watch(symbol);
            if (indexOf(symbol) >= m_watchers.size())
                m_watchers.resize(indexOf(symbol) + 1);
            auto& watchers = m_watchers[indexOf(symbol)];
            if (watchers.empty() || watchers.back() != i)
                watchers.push_back(i);
        });
    }
    watchAll(s.config.priceZ.symbols, [&](SymbolId symbol) { s.detector->watch(symbol); });
}

void SignalDesk::onPrice(const SymbolMarket& market)
{
    EngineState& s = m_state;
    const SymbolId symbol = market.symbol();
    const MarketView view{symbol, s.now, *market.last(), market.lastAt(), market.window()};
    if (indexOf(symbol) < m_watchers.size()) {
        for (const std::size_t i : m_watchers[indexOf(symbol)]) {
            Instance& instance = s.instances[i];
            const bool holding = s.decisive.instances[i].book.quantity(symbol).isPositive();
            const auto finding = instance.strategy->onTrade(view, holding);
            if (finding)
                act(&instance, symbol, *finding);
        }
    }
    // Its cooldown counts from what was said, so it is asked only where somebody listens.
    if (!listening())
        return;
    if (const auto finding = s.detector->onTrade(view))
        act(nullptr, symbol, *finding);
}

void SignalDesk::onBars(const std::vector<BarEvent>& finished)
{
    EngineState& s = m_state;
    for (const BarEvent& event : finished) {
        const Bar& bar = event.bar;
        if (bar.timeframe != Timeframe::Minute1 || event.kind != BarEvent::Kind::Finished)
            continue;
        if (indexOf(bar.symbol) < m_watchers.size()) {
            for (const std::size_t i : m_watchers[indexOf(bar.symbol)])
                s.instances[i].strategy->onMinuteBar(bar);
        }
        if (const auto finding = s.detector->onMinuteBar(bar, s.now))
            act(nullptr, bar.symbol, *finding);
    }
}

void SignalDesk::onHistory(const SymbolMarket& market)
{
    if (m_state.detector)
        m_state.detector->setDailyCloses(market.symbol(), market.dailyCloses());
}

void SignalDesk::forget(SymbolId symbol)
{
    for (Instance& instance : m_state.instances)
        instance.strategy->forget(symbol);
    if (m_state.detector)
        m_state.detector->forget(symbol);
}

void SignalDesk::enable(std::string_view instance, bool enabled)
{
    InstanceBooks* books = m_state.findBooks(instance);
    if (books == nullptr || books->enabled == enabled)
        return;
    books->enabled = enabled;
    m_state.dirty = true;
    AuditEntry entry;
    entry.kind = AuditKind::Configured;
    entry.origin = {OriginKind::Person, ""};
    entry.detail = std::string{instance} + (enabled ? " switched on" : " switched off");
    m_state.audit(std::move(entry));
}

void SignalDesk::save()
{
    EngineState& s = m_state;
    for (std::size_t i = 0; i < s.instances.size(); ++i)
        s.decisive.instances[i].strategyState = s.instances[i].strategy->saveState(s.symbols);
    if (s.detector)
        s.decisive.detectorState = s.detector->saveState(s.symbols);
}

void SignalDesk::act(const Instance* instance, SymbolId symbol, const Finding& finding)
{
    EngineState& s = m_state;
    if (!listening())
        return;
    const OriginKind kind = instance == nullptr ? OriginKind::Detector : OriginKind::Strategy;
    const std::string_view name =
        instance == nullptr ? PriceZDetector::kName : std::string_view{instance->config.name};
    InstanceBooks* books = s.findBooks(name);
    if (books == nullptr || !books->enabled || (instance != nullptr && !instance->config.enabled))
        return;
    if (instance != nullptr && coolingDown(*books, symbol, instance->config.cooldown))
        return;
    const Origin origin{kind, std::string{name}};
    if (!mayBecomeProposal(kind, finding.severity)) {
        AuditEntry entry;
        entry.kind = AuditKind::SignalRaised;
        entry.symbol = s.text(symbol);
        entry.origin = origin;
        entry.confidence = finding.confidence;
        entry.evidence.push_back(finding.evidence);
        if (const auto gap = gapIn(s, symbol, finding.evidence))
            entry.evidence.push_back(*gap);
        s.audit(std::move(entry));
        s.dirty = true; // its cooldown runs
        return;
    }
    const Side side = finding.intent == Intent::Enter ? Side::Buy : Side::Sell;
    if (s.decisive.suggestions.holds(origin, symbol, side))
        return;
    if (finding.intent == Intent::Leave && isLeaving(origin, symbol))
        return;
    auto proposal = proposalFor(origin, instance, symbol, finding);
    if (!proposal)
        return;
    touch(*books, symbol, s.now);
    const auto outcome = m_proposer.propose(std::move(*proposal));
    if (instance != nullptr && finding.intent == Intent::Enter &&
        outcome != Proposer::Outcome::Denied)
        instance->strategy->onEntryTaken(symbol);
}

bool SignalDesk::isLeaving(const Origin& origin, SymbolId symbol) const
{
    const auto& orders = m_state.decisive.orders.all();
    return std::any_of(orders.begin(), orders.end(), [&](const auto& entry) {
        const auto& order = entry.second;
        return order.isOpen() && order.spec().side == Side::Sell &&
               order.spec().symbol == m_state.text(symbol) && order.intent.ticket.origin == origin;
    });
}

std::optional<Proposal> SignalDesk::proposalFor(const Origin& origin,
                                                const Instance* instance,
                                                SymbolId symbol,
                                                const Finding& finding) const
{
    const EngineState& s = m_state;
    const SymbolMarket& market = *s.market.find(symbol);
    const OrderForm form =
        m_proposer.formFor(symbol, instance != nullptr && instance->config.limitOrders);
    std::optional<OrderSpec> order;
    if (finding.intent == Intent::Enter) {
        const Money size = instance == nullptr ? s.config.priceZ.orderNotional
                                               : scaled(instance->config.cashAllocation,
                                                        instance->config.positionSizePct)
                                                     .value_or(Money{});
        order = entryOrder(s.text(symbol), size, market.quote(), form);
    } else {
        const InstanceBooks& books = *s.findBooks(origin.name);
        Quantity held = books.book.quantity(symbol);
        if (instance == nullptr && held.isZero())
            held = s.decisive.book.quantity(symbol);
        // A spike without a holding is still proposed, so that the record shows it denied.
        if (!held.isPositive() && market.last())
            held = quantityFor(s.config.priceZ.orderNotional, *market.last()).value_or(Quantity{});
        order = closingOrder(s.text(symbol), held, market.quote(), form);
    }
    if (!order)
        return std::nullopt;
    Proposal proposal = m_proposer.draft(origin, symbol, std::move(*order));
    proposal.isExit = finding.intent == Intent::Leave;
    proposal.confidence = finding.confidence;
    proposal.severity = finding.severity;
    proposal.evidence.push_back(finding.evidence);
    if (finding.second)
        proposal.evidence.push_back(*finding.second);
    if (const auto gap = gapIn(s, symbol, finding.evidence))
        proposal.evidence.push_back(*gap);
    return proposal;
}

bool SignalDesk::listening() const noexcept
{
    return !m_state.muted && m_state.decisive.kill.phase == KillPhase::Off &&
           m_proposer.sessionAllowed();
}

bool SignalDesk::coolingDown(const InstanceBooks& books,
                             SymbolId symbol,
                             Nanoseconds cooldown) const noexcept
{
    return std::any_of(
        books.lastProposals.begin(), books.lastProposals.end(), [&](const SymbolTime& last) {
            return last.symbol == symbol && m_state.now - last.at < cooldown;
        });
}

} // namespace tapedeck
