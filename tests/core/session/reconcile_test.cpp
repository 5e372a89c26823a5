#include "session/reconcile.h"
#include "wire/rest_bodies.h"

#include <gtest/gtest.h>

#include <functional>

namespace tapedeck {
namespace {

RestAnswer ok(std::string body, int status = 200)
{
    RestAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

BrokerOrder orderOf(const std::string& clientId, OrderStatus status = OrderStatus::New)
{
    BrokerOrder order;
    order.id = "b-" + clientId;
    order.clientOrderId = clientId;
    order.spec.symbol = "AAPL";
    order.spec.quantity = Quantity::fromWhole(3);
    order.status = status;
    order.createdAt = order.updatedAt = timestampOf(1'600'000'000'000'000'000);
    return order;
}

Execution fillOf(int number)
{
    Execution fill;
    fill.id = "20220202::" + std::to_string(number);
    fill.orderId = "b-x";
    fill.symbol = "AAPL";
    fill.price = Price::fromWhole(100);
    fill.quantity = Quantity::fromWhole(1);
    fill.cumulativeQuantity = Quantity::fromWhole(number);
    fill.at = timestampOf(1'600'000'000'000'000'000 + number);
    return fill;
}

CashTransfer transferOf(int number)
{
    CashTransfer transfer;
    transfer.id = "20220202::t" + std::to_string(number);
    transfer.date = Date{std::chrono::year{2022}, std::chrono::February, std::chrono::day{2}};
    transfer.madeAt = timestampOf(1'600'000'000'000'000'000 + number);
    transfer.amount = Money::fromWhole(number % 2 == 0 ? number : -number);
    return transfer;
}

BrokerPosition positionOf(std::int64_t shares)
{
    BrokerPosition position;
    position.symbol = "AAPL";
    position.quantity = position.availableQuantity = Quantity::fromWhole(shares);
    position.averageEntryPrice = Price::fromWhole(100);
    position.costBasis = Money::fromWhole(100 * shares);
    return position;
}

/// A broker whose state a test may change between two requests.
class Books
{
public:
    std::vector<BrokerOrder> open;
    std::vector<BrokerOrder> others;
    std::vector<Execution> fills;
    std::vector<std::string> entries; ///< that are no fills, encoded
    std::vector<RestCall> entryCalls;
    std::int64_t shares = 0;
    std::vector<std::string> log;
    std::function<void(const RestCall&)> before = [](const RestCall&) {};

    RestAnswer operator()(const RestCall& call)
    {
        before(call);
        log.push_back(call.path);
        EXPECT_EQ(call.method, RestMethod::Get);
        if (call.path == "/v2/positions")
            return ok(shares == 0 ? "[]" : encodeList({encodePosition(positionOf(shares))}));
        if (call.path == "/v2/orders")
            return list(open);
        if (call.path == "/v2/orders:by_client_order_id")
            return lookup(call.query.front().second);
        if (call.path == "/v2/account/activities/FILL")
            return page(call);
        if (call.path == "/v2/account/activities")
            return entryPage(call);
        if (call.path == "/v2/account")
            return ok(encodeAccount(account()));
        return ok("", 404);
    }
    static Account account()
    {
        Account account;
        account.id = "A1";
        account.status = "ACTIVE";
        account.cash = account.equity = Money::fromWhole(1'000);
        return account;
    }

private:
    static RestAnswer list(const std::vector<BrokerOrder>& orders)
    {
        std::vector<std::string> bodies;
        for (const BrokerOrder& order : orders)
            bodies.push_back(encodeOrder(order));
        return ok(encodeList(bodies));
    }
    RestAnswer lookup(const std::string& id) const
    {
        for (const BrokerOrder& order : others) {
            if (order.clientOrderId == id)
                return ok(encodeOrder(order));
        }
        return ok(R"({"code":40410000,"message":"order not found"})", 404);
    }
    RestAnswer entryPage(const RestCall& call)
    {
        entryCalls.push_back(call);
        const auto last = call.query.back();
        std::size_t from = 0;
        while (from < entries.size() && last.first == "page_token" &&
               lastActivityId("[" + entries[from++] + "]") != last.second) {
        }
        const auto count = std::min(entries.size() - from, kFillsPageMax);
        const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(from);
        return ok(encodeList({begin, begin + static_cast<std::ptrdiff_t>(count)}));
    }
    RestAnswer page(const RestCall& call) const
    {
        std::string token;
        for (const auto& [name, value] : call.query) {
            if (name == "page_token")
                token = value;
        }
        std::size_t from = 0;
        while (from < fills.size() && !token.empty() && fills[from++].id != token) {
        }
        std::vector<std::string> bodies;
        for (std::size_t i = from; i < fills.size() && bodies.size() < kFillsPageMax; ++i)
            bodies.push_back(encodeFillActivity(fills[i], {}));
        return ok(encodeList(bodies));
    }
};

Result<input::BrokerTruth> run(ReconcileSteps& steps,
                               const std::function<RestAnswer(RestCall)>& ask)
{
    RestCall call = steps.first();
    for (int i = 0; i < 1'000; ++i) {
        auto next = steps.onAnswer(ask(call));
        if (!next)
            return tl::unexpected<Error>{next.error()};
        if (auto* truth = std::get_if<input::BrokerTruth>(&*next))
            return std::move(*truth);
        call = std::get<RestCall>(*next);
    }
    return fail(ErrorCode::OutOfRange, "it does not end");
}

TEST(Reconcile, BringsAccountPositionsOrdersAndFillsInOnePiece)
{
    Books books;
    books.open = {orderOf("one")};
    books.others = {orderOf("two", OrderStatus::Filled)};
    books.shares = 3;
    for (int i = 1; i <= 250; ++i)
        books.fills.push_back(fillOf(i));
    ReconcileSteps steps{{{"one", "two", "never"}, timestampOf(1), timestampOf(2)}};
    const auto truth = run(steps, std::ref(books));
    ASSERT_TRUE(truth) << truth.error().what;
    EXPECT_EQ(truth->account, Books::account());
    ASSERT_EQ(truth->positions.size(), 1U);
    ASSERT_EQ(truth->orders.size(), 2U);
    EXPECT_EQ(truth->orders[1].status, OrderStatus::Filled);
    EXPECT_EQ(truth->executions.size(), 250U);
    EXPECT_EQ(truth->executions.back(), books.fills.back());
    EXPECT_EQ(books.log.front(), "/v2/positions");
    EXPECT_EQ(books.log.back(), "/v2/positions");
}

TEST(Reconcile, AFullPageOfFillsIsFollowedByAnEmptyOne)
{
    Books books;
    for (int i = 1; i <= 200; ++i)
        books.fills.push_back(fillOf(i));
    ReconcileSteps steps{{{}, timestampOf(1), timestampOf(2)}};
    const auto truth = run(steps, std::ref(books));
    ASSERT_TRUE(truth) << truth.error().what;
    EXPECT_EQ(truth->executions.size(), 200U);
}

TEST(Reconcile, AFillBetweenThePartsBeginsTheRoundAnew)
{
    Books books;
    books.open = {orderOf("one")};
    bool filled = false;
    books.before = [&](const RestCall& call) {
        if (call.path != "/v2/account" || filled)
            return;
        filled = true;
        books.open.clear();
        books.others = {orderOf("one", OrderStatus::Filled)};
        books.fills = {fillOf(1)};
        books.shares = 3;
    };
    ReconcileSteps steps{{{"one"}, timestampOf(1), timestampOf(2)}};
    const auto truth = run(steps, std::ref(books));
    ASSERT_TRUE(truth) << truth.error().what;
    EXPECT_EQ(truth->orders.size(), 1U);
    EXPECT_EQ(truth->orders[0].status, OrderStatus::Filled);
    EXPECT_EQ(truth->executions.size(), 1U);
    EXPECT_EQ(truth->positions[0].quantity, Quantity::fromWhole(3));
}

TEST(Reconcile, PositionsThatNeverStandStillEndAllTheSame)
{
    Books books;
    books.before = [&](const RestCall&) { ++books.shares; };
    ReconcileSteps steps{{{}, timestampOf(1), timestampOf(2)}};
    EXPECT_TRUE(run(steps, std::ref(books)));
    EXPECT_LE(books.log.size(), 17U);
}

TEST(Reconcile, AFailureOfAnyPartIsAFailureOfTheWhole)
{
    constexpr std::size_t kTransfers = 4; // without these the rest is still true
    for (std::size_t bad = 0; bad < 8; ++bad) {
        for (const int how : {0, 1, 2}) {
            Books books;
            books.open = {orderOf("one")};
            books.others = {orderOf("two")};
            std::size_t count = 0;
            ReconcileSteps steps{{{"one", "two"}, timestampOf(1), timestampOf(2)}};
            const auto truth = run(steps, [&](const RestCall& call) {
                RestAnswer answer = books(call);
                if (count++ != bad)
                    return answer;
                if (how == 0)
                    answer.kind = RestAnswer::Kind::NoAnswer;
                else if (how == 1)
                    answer = ok("<html>Bad Gateway</html>", 502);
                else
                    answer = ok(R"([{"id":7}])");
                return answer;
            });
            EXPECT_EQ(truth.has_value(), bad >= 7 || bad == kTransfers) << bad << " " << how;
            EXPECT_EQ(truth && truth->transfers, bad >= 7) << bad << " " << how;
            EXPECT_EQ(truth && truth->noTransfers.empty(), bad >= 7) << bad << " " << how;
        }
    }
}

TEST(Reconcile, TransfersOfCashAreAskedForPageByPageSinceTheCloseBefore)
{
    const std::string dividend = R"({"id":"d","activity_type":"DIV","date":"2022-02-02",)"
                                 R"("net_amount":"1.02","status":"executed"})";
    Books books;
    std::vector<CashTransfer> expected;
    for (int i = 1; i <= 230; ++i) {
        books.entries.push_back(dividend);
        if (i % 2 == 0)
            books.entries.back().replace(7, 1, "d" + std::to_string(i));
        else
            books.entries.back() = encodeTransferActivity(expected.emplace_back(transferOf(i)));
    }
    ReconcileSteps steps{{{}, timestampOf(1), timestampOf(2)}};
    const auto truth = run(steps, std::ref(books));
    ASSERT_TRUE(truth) << truth.error().what;
    EXPECT_EQ(truth->transfers, expected);
    ASSERT_EQ(books.entryCalls.size(), 3U);
    using Query = decltype(RestCall::query);
    EXPECT_EQ(books.entryCalls[0].query,
              (Query{{"category", "non_trade_activity"},
                     {"after", "1970-01-01T00:00:00.000000002Z"},
                     {"direction", "asc"},
                     {"page_size", "100"}}));
    EXPECT_EQ(books.entryCalls[1].query.back().second, "d100");
    EXPECT_EQ(books.entryCalls[2].query.back().second, "d200");
}

TEST(Reconcile, AListOfTransfersThatDoesNotEndIsNone)
{
    Books books;
    int pages = 0;
    for (const bool moves : {false, true}) {
        pages = 0;
        ReconcileSteps steps{{{}, timestampOf(1), timestampOf(2)}};
        const auto truth = run(steps, [&](const RestCall& call) {
            if (call.path != "/v2/account/activities")
                return books(call);
            ++pages;
            std::vector<std::string> bodies;
            for (int i = 1; i <= static_cast<int>(kFillsPageMax); ++i)
                bodies.push_back(encodeTransferActivity(transferOf(moves ? 1'000 * pages + i : i)));
            return ok(encodeList(bodies));
        });
        ASSERT_TRUE(truth) << truth.error().what;
        EXPECT_FALSE(truth->transfers);
        EXPECT_NE(truth->noTransfers.find("does not end"), std::string::npos);
        EXPECT_EQ(pages, moves ? static_cast<int>(kEntriesMax / kFillsPageMax) + 1 : 2);
    }
}

TEST(Reconcile, ATransferWithoutAnAmountIsNoListOfTransfers)
{
    Books books;
    books.entries = {encodeTransferActivity(transferOf(1)),
                     R"({"id":"x","activity_type":"CSD","date":"2022-02-02","net_amount":null})"};
    ReconcileSteps steps{{{}, timestampOf(1), timestampOf(2)}};
    const auto truth = run(steps, std::ref(books));
    ASSERT_TRUE(truth) << truth.error().what;
    EXPECT_FALSE(truth->transfers);
    EXPECT_NE(truth->noTransfers.find("net_amount"), std::string::npos) << truth->noTransfers;
}

TEST(Reconcile, AListOfFillsThatDoesNotEndIsAnError)
{
    std::vector<std::string> bodies;
    for (int i = 1; i <= static_cast<int>(kFillsPageMax); ++i)
        bodies.push_back(encodeFillActivity(fillOf(i), {}));
    Books books;
    int pages = 0;
    const auto endless = [&](const RestCall& call, bool moves) {
        if (call.path != "/v2/account/activities/FILL")
            return books(call);
        ++pages;
        if (moves)
            bodies.back() = encodeFillActivity(fillOf(1'000 + pages), {});
        return ok(encodeList(bodies));
    };
    for (const bool moves : {false, true}) {
        pages = 0;
        ReconcileSteps steps{{{}, timestampOf(1), timestampOf(2)}};
        const auto truth = run(steps, [&](const RestCall& call) { return endless(call, moves); });
        ASSERT_FALSE(truth);
        EXPECT_NE(truth.error().what.find("does not end"), std::string::npos) << truth.error().what;
        const int most = moves ? static_cast<int>(kFillsMax / kFillsPageMax) + 1 : 2;
        EXPECT_EQ(pages, most);
    }
}

} // namespace
} // namespace tapedeck
