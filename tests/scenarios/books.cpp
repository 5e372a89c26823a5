#include "books.h"

#include "app/store/journal_reader.h"
#include "store_support.h"
#include "wire/rest_bodies.h"

#include <QBuffer>
#include <QJsonDocument>

#include <algorithm>

namespace tapedeck::scenario {

namespace {

using practice::test::Answer;
using practice::test::Client;
using practice::test::view;

constexpr std::size_t kOrdersAPage = 500;
constexpr std::size_t kFillsAPage = 100;

std::vector<BrokerOrder> allOrders(Client& client)
{
    std::vector<BrokerOrder> orders;
    std::set<std::string> known;
    QByteArray after = "1970-01-01T00:00:00Z";
    while (true) {
        const Answer page =
            client.get("/v2/orders?status=all&direction=asc&limit=500&after=" + after);
        const auto list = parseOrders(view(page.body));
        EXPECT_TRUE(list) << page.status << " " << page.body.toStdString();
        if (!list)
            return orders;
        bool news = false;
        for (const BrokerOrder& order : list->items) {
            if (!known.insert(order.id).second)
                continue;
            news = true;
            orders.push_back(order);
            // One earlier, so that none of the same instant is left out.
            const Timestamp at = order.submittedAt.value_or(order.createdAt);
            after = QByteArray::fromStdString(toRfc3339(at - Nanoseconds{1}));
        }
        if (!news || list->items.size() < kOrdersAPage)
            return orders;
    }
}

std::map<std::string, Quantity> filledById(Client& client)
{
    std::map<std::string, Quantity> filled;
    QByteArray token;
    while (true) {
        const Answer page =
            client.get("/v2/account/activities/FILL?page_size=100&page_token=" + token);
        const auto fills = parseActivities(view(page.body));
        EXPECT_TRUE(fills) << page.status << " " << page.body.toStdString();
        if (!fills)
            return filled;
        for (const Activity& activity : fills->items) {
            const auto& fill = std::get<Execution>(activity);
            filled[fill.orderId] += fill.quantity;
        }
        if (fills->items.size() < kFillsAPage)
            return filled;
        token = QByteArray::fromStdString(lastActivityId(view(page.body)));
    }
}

std::string textIn(const QJsonObject& row, const char* key)
{
    return row.value(QLatin1String{key}).toString().toStdString();
}

Quantity quantityIn(const QJsonObject& row)
{
    const std::string text = textIn(row, "quantity");
    return text.empty() ? Quantity{} : Quantity::parse(text).value();
}

/// For whoever must find out what went wrong: all that is on record of an order, and around it of
/// its symbol.
std::string storyOf(const AuditBooks& books, const std::string& clientOrderId)
{
    std::string symbol;
    for (const QJsonObject& row : books.rows) {
        if (textIn(row, "client_order_id") == clientOrderId)
            symbol = textIn(row, "symbol");
    }
    std::string story;
    bool begun = false;
    for (QJsonObject row : books.rows) {
        begun = begun || textIn(row, "client_order_id") == clientOrderId;
        const bool isOf = textIn(row, "client_order_id") == clientOrderId ||
                          (textIn(row, "symbol") == symbol && textIn(row, "proposal_id").empty()) ||
                          textIn(row, "symbol").empty();
        if (!begun || !isOf)
            continue;
        for (const char* bulky : {"checks", "entry", "hash", "prev_hash", "operator"})
            row.remove(QLatin1String{bulky});
        story += QJsonDocument{row}.toJson(QJsonDocument::Compact).toStdString() + "\n";
    }
    return story;
}

void dropFlat(Positions& positions)
{
    for (auto at = positions.begin(); at != positions.end();)
        at = at->second.isZero() ? positions.erase(at) : std::next(at);
}

} // namespace

std::size_t ExchangeBooks::openOrders() const
{
    return static_cast<std::size_t>(std::count_if(
        orders.begin(), orders.end(), [](const auto& order) { return !isTerminal(order.status); }));
}

const BrokerOrder* ExchangeBooks::find(const std::string& clientOrderId) const
{
    const auto found = std::find_if(orders.begin(), orders.end(), [&](const auto& order) {
        return order.clientOrderId == clientOrderId;
    });
    return found == orders.end() ? nullptr : &*found;
}

ExchangeBooks exchangeBooks(Client& client)
{
    ExchangeBooks books;
    books.orders = allOrders(client);
    auto filled = filledById(client);
    for (const BrokerOrder& order : books.orders) {
        const auto found = filled.find(order.id);
        if (found == filled.end())
            continue;
        books.filled[order.clientOrderId] = found->second;
        filled.erase(found);
    }
    EXPECT_TRUE(filled.empty()) << "a fill of no order: " << filled.begin()->first;
    const Answer answer = client.get("/v2/positions");
    const auto positions = parsePositions(view(answer.body));
    EXPECT_TRUE(positions) << answer.status << " " << answer.body.toStdString();
    if (positions) {
        for (const BrokerPosition& position : positions->items)
            books.positions[position.symbol] = position.quantity;
    }
    dropFlat(books.positions);
    return books;
}

std::size_t openOrdersAt(Client& client)
{
    const Answer answer = client.get("/v2/orders?status=open&limit=500");
    const auto orders = parseOrders(view(answer.body));
    EXPECT_TRUE(orders) << answer.status << " " << answer.body.toStdString();
    return orders ? orders->items.size() : 0;
}

std::size_t orderCountAt(Client& client)
{
    return allOrders(client).size();
}

std::vector<QJsonObject> AuditBooks::of(const char* kind) const
{
    std::vector<QJsonObject> found;
    for (const QJsonObject& row : rows) {
        if (textIn(row, "kind") == kind)
            found.push_back(row);
    }
    return found;
}

AuditBooks auditBooks(const QByteArray& jsonLines)
{
    AuditBooks books;
    std::map<std::string, Side> sides;
    for (const QByteArray& line : jsonLines.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        EXPECT_FALSE(row.isEmpty()) << line.toStdString();
        books.rows.push_back(row);
        const std::string kind = textIn(row, "kind");
        const std::string id = textIn(row, "client_order_id");
        const std::string symbol = textIn(row, "symbol");
        if (kind == "submitted") {
            EXPECT_TRUE(books.submitted.insert(id).second) << id << " was decided twice";
            const QJsonObject order = row.value(QLatin1String{"order"}).toObject();
            sides[id] = parseSide(textIn(order, "side")).value();
        } else if (kind == "filled" || kind == "partially_filled" || kind == "busted") {
            const auto side = sides.find(id);
            EXPECT_NE(side, sides.end()) << "a fill of no intent: " << line.toStdString();
            if (side == sides.end())
                continue;
            const Quantity filled = quantityIn(row);
            books.filled[id] += filled;
            books.positions[symbol] += side->second == Side::Buy ? filled : -filled;
        } else if (kind == "adopted" && !id.empty()) {
            books.adopted.insert(id);
        } else if (kind == "adopted" || kind == "difference") {
            books.positions[symbol] += quantityIn(row);
        }
    }
    dropFlat(books.positions);
    return books;
}

AuditBooks auditBooksOf(const std::filesystem::path& journal, Mode mode)
{
    auto reader = store::JournalReader::open(test::journalAt(journal, mode));
    EXPECT_TRUE(reader) << reader.error().what;
    QBuffer lines;
    lines.open(QIODevice::WriteOnly);
    const auto report = reader ? reader->exportAudit(lines) : Result<store::ChainReport>{};
    EXPECT_TRUE(report) << report.error().what;
    if (report && report->fault)
        ADD_FAILURE() << "row " << report->fault->sequence << ": " << report->fault->what;
    return auditBooks(lines.data());
}

bool killIsOnRecord(const AuditBooks& books)
{
    QString last;
    for (const QJsonObject& row : books.rows) {
        const QString kind = row.value(QStringLiteral("kind")).toString();
        if (kind == QStringLiteral("killed") || kind == QStringLiteral("kill_confirmed"))
            last = kind;
    }
    return last == QStringLiteral("kill_confirmed");
}

void expectEqual(const ExchangeBooks& exchange, const AuditBooks& ours)
{
    EXPECT_EQ(ours.positions.size(), exchange.positions.size());
    for (const auto& [symbol, quantity] : exchange.positions) {
        const auto found = ours.positions.find(symbol);
        const Quantity held = found == ours.positions.end() ? Quantity{} : found->second;
        EXPECT_EQ(held.toString(), quantity.toString()) << symbol;
    }
    std::set<std::string> seen;
    for (const BrokerOrder& order : exchange.orders) {
        const std::string& id = order.clientOrderId;
        EXPECT_TRUE(seen.insert(id).second) << id << " is at the exchange twice";
        const auto theirs = exchange.filled.find(id);
        const auto own = ours.filled.find(id);
        const Quantity filled = theirs == exchange.filled.end() ? Quantity{} : theirs->second;
        EXPECT_EQ(filled.toString(), order.filledQuantity.toString()) << id;
        if (ours.submitted.count(id) == 0)
            continue; // placed by others
        const Quantity booked = own == ours.filled.end() ? Quantity{} : own->second;
        EXPECT_EQ(booked.toString(), filled.toString()) << id << ", filled here and there\n"
                                                        << storyOf(ours, id);
    }
    for (const auto& [id, quantity] : ours.filled)
        EXPECT_EQ(seen.count(id), 1U) << id << " was filled here and is unknown there";
}

void expectEachExecutionOnce(const ExchangeBooks& exchange,
                             const AuditBooks& ours,
                             const std::filesystem::path& journal)
{
    auto reader = store::JournalReader::open(test::journalAt(journal, Mode::Practice));
    ASSERT_TRUE(reader) << reader.error().what;
    const auto executions = reader->executions();
    ASSERT_TRUE(executions) << executions.error().what;
    std::set<std::string> seen;
    std::map<std::string, Quantity> booked;
    for (const Execution& execution : *executions) {
        // What was recovered from the broker's books has no id of its own.
        EXPECT_TRUE(execution.id.empty() || seen.insert(execution.id).second)
            << execution.id << " is on record twice";
        booked[execution.orderId] += execution.quantity;
    }
    for (const BrokerOrder& order : exchange.orders) {
        const auto found = booked.find(order.id);
        const bool known = found != booked.end();
        if (!known && ours.submitted.count(order.clientOrderId) == 0)
            continue; // placed by others
        const Quantity sum = known ? found->second : Quantity{};
        EXPECT_EQ(sum.toString(), order.filledQuantity.toString()) << order.clientOrderId;
        if (known)
            booked.erase(found);
    }
    EXPECT_TRUE(booked.empty()) << "an execution of no order: " << booked.begin()->first;
}

} // namespace tapedeck::scenario
