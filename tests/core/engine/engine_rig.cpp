#include "engine_rig.h"

namespace tapedeck::test {

TradingConfig benchConfig(Rules rules)
{
    TradingConfig config = TradingConfig::defaults(Mode::Practice, rules);
    config.watchlist = {"ABC", "XYZ"};
    InstanceConfig holder = instanceDefaults();
    holder.name = "holder";
    holder.strategy = "buy_and_hold";
    config.instances = {holder};
    config.priceZ.enabled = false;
    return config;
}

EngineRig::EngineRig(Rules rulesWanted, TradingConfig configWanted)
    : config{std::move(configWanted)}, rules{rulesWanted}
{
    account.id = "account";
    account.status = "ACTIVE";
    account.cash = account.equity = account.lastEquity = usd("100000");
    account.buyingPower = account.nonMarginableBuyingPower = usd("100000");
}

void EngineRig::start(bool withTruth)
{
    startFrom("", false, withTruth);
}

void EngineRig::startFrom(const std::string& savedState, bool killed, bool withTruth)
{
    input::Started started;
    started.runId = runId;
    started.mode = mode;
    started.rules = rules;
    started.config = config;
    started.savedState = savedState;
    started.killed = killed ? "the latch was set" : "";
    started.locked = locked;
    send(std::move(started));
    input::AssetNews assets;
    for (const char* symbol : {"ABC", "XYZ"}) {
        Asset asset;
        asset.symbol = symbol;
        asset.assetClass = "us_equity";
        asset.active = asset.tradable = asset.fractionable = true;
        assets.assets.push_back(asset);
    }
    send(std::move(assets));
    send(input::ClockReading{});
    if (announces)
        announce();
    link(LinkState::Live);
    if (withTruth)
        truth();
}

void EngineRig::truth()
{
    send(input::BrokerTruth{account, positions, openOrders, activities, transfers, {}});
}

void EngineRig::truthTwice()
{
    truth();
    truth();
}

void EngineRig::announce(std::vector<CorporateAction> announced)
{
    const Date today{std::chrono::floor<std::chrono::days>(now)};
    const std::chrono::sys_days day{today};
    send(input::CorporateActions{{"ABC", "XYZ"},
                                 Date{day - std::chrono::days{30}},
                                 Date{day + std::chrono::days{60}},
                                 std::move(announced),
                                 {}});
}

void EngineRig::pass(Nanoseconds time)
{
    now += time;
    m_sequencer.advance(now, [this](const Input& in) { engine.step(in, m_outputs); });
    m_look.reset();
    for (const auto* state : all<output::SaveState>())
        saved = state->bytes;
}

void EngineRig::send(InputWhat what)
{
    m_sequencer.take(now, std::move(what), [this](const Input& in) { engine.step(in, m_outputs); });
    m_look.reset();
    for (const auto* state : all<output::SaveState>())
        saved = state->bytes;
}

void EngineRig::quote(std::string_view symbol, std::string_view bid, std::string_view ask)
{
    Quote quote;
    quote.symbol = engine.symbols().intern(symbol).value();
    quote.at = now;
    quote.bid = px(bid);
    quote.ask = px(ask);
    quote.bidSize = quote.askSize = shares("100");
    send(MarketEvent{quote});
}

void EngineRig::trade(std::string_view symbol, std::string_view price)
{
    Trade trade;
    trade.symbol = engine.symbols().intern(symbol).value();
    trade.at = now;
    trade.price = px(price);
    trade.size = shares("100");
    send(MarketEvent{trade});
}

void EngineRig::market(std::string_view symbol, std::string_view price)
{
    const Price cent = px("0.01");
    quote(symbol, (px(price) - cent).toString(), (px(price) + cent).toString());
    trade(symbol, price);
}

void EngineRig::asset(std::string_view symbol, bool fractionable, bool inExtendedHours)
{
    Asset asset;
    asset.symbol = symbol;
    asset.active = asset.tradable = true;
    asset.fractionable = fractionable;
    asset.fractionableExtendedHours = inExtendedHours;
    send(input::AssetNews{{asset}});
}

BrokerOrder EngineRig::brokerOrder(const IntentRecord& intent, OrderStatus status) const
{
    BrokerOrder order;
    order.id = "broker-" + intent.clientOrderId;
    order.clientOrderId = intent.clientOrderId;
    order.spec = intent.ticket.order;
    order.status = status;
    order.createdAt = order.updatedAt = now;
    const auto filled = m_filled.find(intent.clientOrderId);
    if (filled != m_filled.end())
        order.filledQuantity = filled->second;
    return order;
}

void EngineRig::accept(const IntentRecord& intent)
{
    send(input::IntentDurable{intent.clientOrderId});
    send(input::SubmitReply{intent.clientOrderId, brokerOrder(intent, OrderStatus::New)});
}

void EngineRig::update(const IntentRecord& intent, OrderEvent event, OrderStatus status)
{
    OrderUpdate update;
    update.event = event;
    update.at = now;
    update.order = brokerOrder(intent, status);
    send(std::move(update));
}

void EngineRig::fill(const IntentRecord& intent, std::string_view quantity, std::string_view price)
{
    Quantity& filled = m_filled[intent.clientOrderId];
    filled += shares(quantity);
    const OrderSpec& spec = intent.ticket.order;
    const bool whole = spec.quantity && filled >= *spec.quantity;
    OrderUpdate update;
    update.event = whole ? OrderEvent::Fill : OrderEvent::PartialFill;
    update.at = now;
    update.order = brokerOrder(intent, whole ? OrderStatus::Filled : OrderStatus::PartiallyFilled);
    update.order.filledAveragePrice = px(price);
    Execution execution;
    execution.id = "x" + std::to_string(++m_executions);
    execution.orderId = update.order.id;
    execution.symbol = spec.symbol;
    execution.side = spec.side;
    execution.price = px(price);
    execution.quantity = shares(quantity);
    execution.cumulativeQuantity = filled;
    execution.at = now;
    update.execution = execution;
    send(std::move(update));
}

void EngineRig::shareBroker(const EngineRig& other)
{
    account = other.account;
    positions = other.positions;
    openOrders = other.openOrders;
    m_filled = other.m_filled;
    m_executions = other.m_executions;
}

std::vector<IntentRecord> EngineRig::submits() const
{
    std::vector<IntentRecord> found;
    for (const auto* submit : all<output::SubmitOrder>())
        found.push_back(submit->intent.record());
    return found;
}

std::vector<const AuditEntry*> EngineRig::audits(AuditKind kind) const
{
    std::vector<const AuditEntry*> found;
    for (const auto* audit : all<output::AppendAudit>()) {
        if (audit->entry.kind == kind)
            found.push_back(&audit->entry);
    }
    return found;
}

std::string EngineRig::story() const
{
    std::string text;
    for (const auto* audit : all<output::AppendAudit>())
        text += (text.empty() ? "" : " ") + std::string{toString(audit->entry.kind)};
    return text;
}

Quantity EngineRig::held(std::string_view symbol) const
{
    for (const PositionRow& row : look().positions) {
        if (row.symbol == symbol)
            return row.quantity;
    }
    return Quantity{};
}

const OrderRow* EngineRig::order(std::string_view clientOrderId) const
{
    if (!m_look)
        m_look = look();
    for (const OrderRow& row : m_look->orders) {
        if (row.clientOrderId == clientOrderId)
            return &row;
    }
    return nullptr;
}

std::string EngineRig::outputBytes(std::size_t from) const
{
    std::string bytes;
    CanonicalWriter writer{bytes};
    for (std::size_t i = from; i < m_outputs.size(); ++i) {
        if (!std::holds_alternative<output::SaveState>(m_outputs[i]) &&
            !std::holds_alternative<output::Subscribe>(m_outputs[i]))
            writer(m_outputs[i]);
    }
    return bytes;
}

} // namespace tapedeck::test
