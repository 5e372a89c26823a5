#include "adapter_support.h"

#include "app/runtime/run_clock.h"
#include "risk/gate.h"
#include "wire/order_body.h"

namespace tapedeck::test {

namespace {

const Timestamp kNow = timestampOf(1'710'250'000'000'000'000);

RiskView calmView(const std::string& symbol)
{
    RiskView view;
    view.now = kNow;
    view.mode = Mode::Practice;
    view.clockSkew = Nanoseconds{0};
    Account account;
    account.status = "ACTIVE";
    account.cash = account.equity = account.lastEquity = Money::fromWhole(100'000);
    account.buyingPower = account.nonMarginableBuyingPower = account.equity;
    view.account = account;
    view.equityNow = view.settledCash = account.equity;
    view.transfersToday = Money{};
    view.watched = true;
    Asset asset;
    asset.symbol = symbol;
    asset.active = asset.tradable = asset.fractionable = true;
    view.asset = asset;
    view.halt = HaltState::Trading;
    view.regularHours = true;
    Quote quote;
    quote.at = kNow;
    quote.bid = Price::parse("169.99").value();
    quote.ask = Price::fromWhole(170);
    quote.bidSize = quote.askSize = Quantity::fromWhole(300);
    view.quote = quote;
    view.last = Price::fromWhole(170);
    view.lastAt = kNow;
    return view;
}

OrderSpec marketOrder(const std::string& symbol, Side side)
{
    OrderSpec order;
    order.symbol = symbol;
    order.side = side;
    order.type = OrderType::Market;
    order.timeInForce = TimeInForce::Day;
    order.quantity = Quantity::fromWhole(10);
    return order;
}

request::Submit submitted(Proposal proposal, const RiskView& view, const std::string& id)
{
    proposal.id = "proposal of " + id;
    proposal.reference = Price::fromWhole(170);
    proposal.referenceAt = kNow;
    Verdict verdict = RiskGate::check(proposal, view, LimitTable::defaults(Rules::Automatic));
    for (const LimitCheck& check : verdict.checks)
        EXPECT_NE(check.result, LimitResult::Denied) << toString(check.limit);
    return {JournalCommit::of(OrderIntent{std::move(verdict.approved.value()), id, kNow}),
            runtime::RunClock::sinceBoot()};
}

} // namespace

alpaca::Login loginTo(int port, const std::string& key, const std::string& secret)
{
    return alpaca::Login::practice(
               PracticeKeys{secretOf(key), secretOf(secret)}, QStringLiteral("127.0.0.1"), port)
        .value();
}

request::Submit submitOf(const std::string& clientOrderId, const std::string& symbol)
{
    Proposal proposal;
    proposal.origin = {OriginKind::Strategy, "calm"};
    proposal.order = marketOrder(symbol, Side::Buy);
    return submitted(std::move(proposal), calmView(symbol), clientOrderId);
}

request::Submit closingSubmitOf(const std::string& clientOrderId)
{
    Proposal proposal;
    proposal.origin = {OriginKind::Person, "close"};
    proposal.order = marketOrder("AAPL", Side::Sell);
    proposal.isExit = true;
    proposal.byPerson = true;
    RiskView view = calmView("AAPL");
    view.held = Quantity::fromWhole(10);
    view.killed = true;
    return submitted(std::move(proposal), view, clientOrderId);
}

QByteArray orderBody(const std::string& clientOrderId)
{
    BrokerOrder order;
    order.id = "b-" + clientOrderId;
    order.clientOrderId = clientOrderId;
    order.spec = marketOrder("AAPL", Side::Buy);
    order.status = OrderStatus::Accepted;
    order.createdAt = order.updatedAt = kNow;
    return QByteArray::fromStdString(encodeOrder(order));
}

} // namespace tapedeck::test
