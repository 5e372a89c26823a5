#include "store_support.h"

#include "risk/gate.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

namespace tapedeck::test {

namespace {

constexpr Timestamp kNow = timestampOf(1'381'411'800'000'000'000); // 2013-10-10 13:30 UTC

OrderSpec buyOfTen()
{
    OrderSpec order;
    order.symbol = "ACME";
    order.side = Side::Buy;
    order.type = OrderType::Limit;
    order.timeInForce = TimeInForce::Day;
    order.quantity = Quantity::fromWhole(10);
    order.limitPrice = Price::fromWhole(20);
    return order;
}

RiskView calmView()
{
    RiskView view;
    view.now = kNow;
    view.mode = Mode::Paper;
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
    asset.symbol = "ACME";
    asset.active = asset.tradable = asset.fractionable = true;
    view.asset = asset;
    view.halt = HaltState::Trading;
    view.regularHours = true;
    Quote quote;
    quote.at = kNow;
    quote.bid = Price::parse("19.99").value();
    quote.ask = Price::fromWhole(20);
    quote.bidSize = quote.askSize = Quantity::fromWhole(100);
    view.quote = quote;
    view.last = Price::fromWhole(20);
    view.lastAt = kNow;
    return view;
}

} // namespace

OrderIntent intentOf(const std::string& clientOrderId)
{
    Proposal proposal;
    proposal.id = "proposal of " + clientOrderId;
    proposal.origin = {OriginKind::Strategy, "calm"};
    proposal.order = buyOfTen();
    proposal.reference = Price::fromWhole(20);
    proposal.referenceAt = kNow;
    Verdict verdict = RiskGate::check(proposal, calmView(), LimitTable::defaults(Rules::Automatic));
    return OrderIntent{std::move(verdict.approved.value()), clientOrderId, kNow};
}

AuditEntry auditOf(AuditKind kind, const std::string& clientOrderId, const std::string& detail)
{
    AuditEntry entry;
    entry.kind = kind;
    entry.at = kNow;
    entry.symbol = "ACME";
    entry.origin = {OriginKind::Strategy, "calm"};
    entry.proposalId = "p-1";
    entry.suggestionId = "s-1";
    entry.clientOrderId = clientOrderId;
    entry.order = buyOfTen();
    entry.quantity = Quantity::fromWhole(10);
    entry.price = Price::parse("19.995").value();
    entry.confidence = 0.75;
    entry.evidence = {{Metric::MomentumPct, Comparison::Above, 0.061, 0.05, 10}};
    entry.checks = {
        {Limit::PriceAge, LimitResult::Passed, LimitUnit::Seconds, 120'000'000, 5'000'000'000}};
    entry.detail = detail;
    return entry;
}

BrokerOrder orderOf(const std::string& clientOrderId, OrderStatus status)
{
    BrokerOrder order;
    order.id = "broker-" + clientOrderId;
    order.clientOrderId = clientOrderId;
    order.spec = buyOfTen();
    order.status = status;
    order.createdAt = order.updatedAt = kNow;
    return order;
}

Execution executionOf(const std::string& id, const std::string& clientOrderId)
{
    return {id,
            "broker-" + clientOrderId,
            "ACME",
            Side::Buy,
            Price::fromWhole(20),
            Quantity::fromWhole(4),
            Quantity::fromWhole(4),
            kNow};
}

JournalBatch decisionOf(const std::string& clientOrderId)
{
    JournalBatch batch;
    batch.audit.push_back(auditOf(AuditKind::Submitted, clientOrderId));
    batch.state = "state after " + clientOrderId;
    batch.intents.push_back(intentOf(clientOrderId));
    return batch;
}

JournalBatch auditOnly(const std::string& detail)
{
    JournalBatch batch;
    batch.audit.push_back(auditOf(AuditKind::SignalRaised, "", detail));
    return batch;
}

std::filesystem::path journalFile(const std::filesystem::path& folder)
{
    return store::ModeFolder::at(folder, Mode::Practice).journal().path();
}

std::filesystem::path killLatchFile(const std::filesystem::path& folder)
{
    return store::ModeFolder::at(folder, Mode::Practice).killLatch();
}

store::JournalFile journalAt(const std::filesystem::path& file, Mode mode)
{
    store::JournalFile found = store::ModeFolder::at(file.parent_path(), mode).journal();
    if (found.path() != file)
        throw std::runtime_error{file.string() + " is not what a journal is called"};
    return found;
}

OpenJournal openJournal(const std::filesystem::path& file, Mode mode)
{
    auto lock = store::InstanceLock::acquire(file);
    if (!lock)
        throw std::runtime_error{lock.error().what};
    auto journal = store::Journal::open(journalAt(file, mode), *lock, kAnna);
    if (!journal)
        throw std::runtime_error{journal.error().what};
    return {std::move(*lock), std::move(*journal)};
}

store::Committed commit(store::Journal& journal, JournalBatch batch)
{
    auto committed = journal.commit({&batch, 1});
    if (!committed)
        throw std::runtime_error{committed.error().what};
    return std::move(*committed);
}

void runSql(const std::filesystem::path& file, const std::vector<std::string>& statements)
{
    const QString name = QStringLiteral("behind the back");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(QString::fromStdString(file.string()));
        ASSERT_TRUE(database.open());
        for (const std::string& statement : statements) {
            QSqlQuery query{database};
            ASSERT_TRUE(query.exec(QString::fromStdString(statement)))
                << statement << ": " << query.lastError().text().toStdString();
        }
    }
    QSqlDatabase::removeDatabase(name);
}

} // namespace tapedeck::test
