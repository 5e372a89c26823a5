#include "backtest/runner.h"

#include "base/overloaded.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// Corporate actions are announced so long before their day.
constexpr std::chrono::days kAnnouncedAhead{30};

} // namespace

Result<std::unique_ptr<Backtest>> Backtest::create(BacktestSetup setup)
{
    std::unique_ptr<Backtest> backtest{new Backtest{std::move(setup)}};
    for (const CorporateAction& action : backtest->m_setup.actions) {
        if (action.kind == ActionKind::Split)
            backtest->m_setup.exchange.splits.push_back(
                {action.symbol, action.effective, action.oldRate, action.newRate});
    }
    auto exchange = Exchange::create(backtest->m_setup.exchange, backtest->m_engine.symbols());
    if (!exchange)
        return tl::unexpected<Error>{exchange.error()};
    backtest->m_exchange.emplace(std::move(*exchange));
    return backtest;
}

void Backtest::internWatchlist()
{
    for (const std::string& symbol : m_setup.config.watchlist)
        (void)m_engine.symbols().intern(symbol);
}

Result<void> Backtest::start(Timestamp at)
{
    deliver(m_updates, at);
    m_exchange->advance(at, m_updates);
    input::Started started;
    started.runId = m_setup.runId;
    started.mode = Mode::Practice;
    started.rules = m_setup.rules;
    started.config = m_setup.config;
    take(at, std::move(started));
    take(at, input::CalendarNews{m_setup.exchange.calendar});
    take(at, input::AssetNews{m_exchange->assets()});
    take(at, input::ClockReading{});
    for (const input::History& history : m_setup.history)
        take(at, history);
    take(at, input::LinkChanged{Link::TradeUpdates, LinkState::Live, ""});
    m_report.startEquity = m_exchange->account().equity;
    m_peakEquity = m_report.startEquity;
    return m_recordError ? Result<void>{tl::unexpected<Error>{*m_recordError}} : Result<void>{};
}

Result<void> Backtest::onMarket(const MarketEvent& event, Timestamp at)
{
    runPending(at);
    ++m_report.events;
    m_exchange->onMarket(event, at, m_updates);
    take(at, event);
    deliver(m_updates, at);
    return m_recordError ? Result<void>{tl::unexpected<Error>{*m_recordError}} : Result<void>{};
}

Result<BacktestReport> Backtest::finish()
{
    runPending(m_sequencer.at() + 2 * m_setup.latency);
    m_report.result.outputs = m_digest.count();
    m_report.result.digest = m_digest.digest();
    m_report.endEquity = m_exchange->account().equity;
    const Snapshot last = m_engine.snapshot({});
    for (const InstanceRow& row : last.instances)
        m_report.roundTrips += row.roundTrips;
    if (m_recorder != nullptr && !m_recordError) {
        if (const auto closed = m_recorder->close(m_report.result); !closed)
            m_recordError = closed.error();
    }
    if (m_recordError)
        return tl::unexpected<Error>{*m_recordError};
    return m_report;
}

void Backtest::take(Timestamp at, InputWhat what)
{
    m_sequencer.take(at, std::move(what), [this](const Input& in) { step(in); });
}

void Backtest::step(const Input& in)
{
    if (m_recorder != nullptr && !m_recordError) {
        if (const auto written = m_recorder->append(in); !written)
            m_recordError = written.error();
    }
    ++m_report.result.inputs;
    std::vector<Output> outputs;
    m_engine.step(in, outputs);
    if (outputs.empty())
        return;
    m_digest.add(outputs);
    if (m_observer)
        m_observer(in, outputs);
    route(outputs, in.at);
}

void Backtest::route(std::vector<Output>& outputs, Timestamp at)
{
    for (Output& output : outputs) {
        std::visit(
            Overloaded{[&](const output::SubmitOrder& order) {
                           ++m_report.orders;
                           later(at, [this, intent = order.intent.record()](Timestamp when) {
                               submit(intent, when);
                           });
                       },
                       [&](const output::CancelOrder& order) {
                           later(at, [this, order](Timestamp when) { cancel(order, when); });
                       },
                       [&](const output::CancelAllOrders&) {
                           later(at, [this](Timestamp when) {
                               (void)m_exchange->cancelAll(when, m_updates);
                               deliver(m_updates, when);
                           });
                       },
                       [&](const output::LookupOrder& lookup) {
                           later(at, [this, id = lookup.clientOrderId](Timestamp when) {
                               const BrokerOrder* found = m_exchange->orderByClientId(id);
                               input::LookupReply reply{id, input::NotFound{}};
                               if (found != nullptr)
                                   reply.answer = *found;
                               take(when, std::move(reply));
                           });
                       },
                       [&](const output::ListOpenOrders&) {
                           later(at, [this](Timestamp when) {
                               OrderQuery query;
                               query.limit = 500;
                               take(when, input::OpenOrders{m_exchange->orders(query)});
                           });
                       },
                       [&](const output::Reconcile& request) {
                           later(at, [this, request](Timestamp when) { reconcile(request, when); });
                       },
                       [](const output::CloseTradeStream&) {},
                       [](const output::OpenTradeStream&) {},
                       [](const output::SetKillLatch&) {},
                       [](const output::Subscribe&) {},
                       [&](const output::FetchCorporateActions& fetch) {
                           later(at, [this, fetch](Timestamp when) { announce(fetch, when); });
                       },
                       [&](const output::AppendAudit& audit) {
                           m_report.denied += audit.entry.kind == AuditKind::Denied ? 1U : 0U;
                       },
                       [](const output::RecordOrder&) {},
                       [](const output::RecordNews&) {},
                       [](const output::RecordSighting&) {},
                       [](const output::SuspendTrading&) {}, // nobody kills a backtest
                       [](const output::SaveState&) {}},
            output);
    }
}

void Backtest::announce(const output::FetchCorporateActions& fetch, Timestamp at)
{
    input::CorporateActions told{fetch.symbols, fetch.from, fetch.to, {}, {}};
    const Date announced{std::chrono::floor<std::chrono::days>(at) + kAnnouncedAhead};
    for (const CorporateAction& action : m_setup.actions) {
        const bool asked = std::find(fetch.symbols.begin(), fetch.symbols.end(), action.symbol) !=
                           fetch.symbols.end();
        if (asked && action.effective >= fetch.from &&
            action.effective <= std::min(fetch.to, announced))
            told.actions.push_back(action);
    }
    take(at, std::move(told));
}

void Backtest::later(Timestamp at, std::function<void(Timestamp)> act)
{
    m_pending.push_back({at + m_setup.latency, std::move(act)});
}

void Backtest::runPending(Timestamp until)
{
    while (!m_pending.empty() && m_pending.front().due <= until) {
        const Pending next = std::move(m_pending.front());
        m_pending.pop_front();
        m_exchange->advance(next.due, m_updates);
        deliver(m_updates, next.due);
        next.act(next.due);
    }
}

void Backtest::deliver(std::vector<OrderUpdate>& updates, Timestamp at)
{
    // A step may lead to further updates; these are its own list.
    std::vector<OrderUpdate> batch;
    batch.swap(updates);
    bool filled = false;
    for (OrderUpdate& update : batch) {
        filled = filled || update.execution.has_value();
        m_report.fills += update.execution ? 1U : 0U;
        take(at, std::move(update));
    }
    if (!filled)
        return;
    take(at, input::AccountNews{m_exchange->account()});
    watchEquity();
}

void Backtest::submit(const IntentRecord& intent, Timestamp at)
{
    OrderRequest request;
    request.spec = intent.ticket.order;
    request.clientOrderId = intent.clientOrderId;
    const auto answer = m_exchange->submit(request, at, m_updates);
    input::SubmitReply reply;
    reply.clientOrderId = intent.clientOrderId;
    if (answer)
        reply.answer = *answer;
    else
        reply.answer = answer.error().error;
    take(at, std::move(reply));
    deliver(m_updates, at);
}

void Backtest::cancel(const output::CancelOrder& cancel, Timestamp at)
{
    const auto answer = m_exchange->cancel(cancel.brokerOrderId, at, m_updates);
    input::CancelReply reply{cancel.clientOrderId, input::Done{}};
    if (!answer)
        reply.answer = answer.error().error;
    take(at, std::move(reply));
    deliver(m_updates, at);
}

void Backtest::reconcile(const output::Reconcile& request, Timestamp at)
{
    input::BrokerTruth truth;
    truth.account = m_exchange->account();
    truth.positions = m_exchange->positions();
    OrderQuery open;
    open.limit = 500;
    truth.orders = m_exchange->orders(open);
    for (const std::string& id : request.clientOrderIds) {
        const BrokerOrder* found = m_exchange->orderByClientId(id);
        if (found != nullptr && isTerminal(found->status))
            truth.orders.push_back(*found);
    }
    FillQuery fills;
    fills.after = request.fillsAfter;
    fills.ascending = true;
    for (const FillActivity& activity : m_exchange->fills(fills))
        truth.executions.push_back(activity.execution);
    fills.after = request.transfersAfter;
    truth.transfers = m_exchange->transfers(fills);
    take(at, std::move(truth));
}

void Backtest::watchEquity()
{
    const Money equity = m_exchange->account().equity;
    m_peakEquity = std::max(m_peakEquity, equity);
    m_report.deepestDrawdown = std::max(m_report.deepestDrawdown, m_peakEquity - equity);
}

} // namespace tapedeck
