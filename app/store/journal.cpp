#include "app/store/journal.h"

#include "app/store/journal_schema.h"
#include "app/store/sql_values.h"
#include "base/canonical.h"
#include "base/join.h"

#include <algorithm>
#include <utility>

namespace tapedeck::store {

namespace {

/// Drops what a statement that went well has to say.
Result<void> done(Result<std::int64_t> changed)
{
    if (!changed)
        return tl::unexpected{std::move(changed.error())};
    return {};
}

} // namespace

Journal::Journal(JournalReader reader, Operator by) noexcept
    : m_reader{std::move(reader)}, m_by{std::move(by)}
{}

Result<Journal> Journal::open(const JournalFile& file, const InstanceLock& lock, Operator by)
{
    CHECK(lock.database() == file.path());
    auto opened = Database::open(file.path(), journalSchema(), Durability::Full);
    if (!opened)
        return tl::unexpected{opened.error()};
    Journal journal{JournalReader{std::move(*opened), file.mode()}, std::move(by)};
    if (auto ours = journal.claimMode(); !ours)
        return tl::unexpected{ours.error()};
    if (auto whole = journal.checkHead(); !whole)
        return tl::unexpected{whole.error()};
    return journal;
}

Result<void> Journal::claimMode()
{
    auto written = done(database().run("INSERT INTO meta (name, value) VALUES ('mode', ?) "
                                       "ON CONFLICT (name) DO NOTHING",
                                       {text(std::string{toString(m_reader.m_mode)})}));
    if (!written)
        return written;
    return m_reader.checkMode();
}

Result<void> Journal::checkHead()
{
    const auto head = readHead(database(), m_reader.m_mode);
    if (!head)
        return tl::unexpected{head.error()};
    return database().read(
        "SELECT max(sequence) FROM audit", {}, [&](const QSqlQuery& row) -> Result<void> {
            if (numberAt(row, 0) <= head->sequence)
                return {};
            return fail(ErrorCode::Malformed,
                        "the audit log in " + database().file().string() +
                            " was changed from outside: it ends at row " +
                            std::to_string(numberAt(row, 0)) + " and not at " +
                            std::to_string(head->sequence) +
                            ". Nothing was changed now; see `tapedeck audit "
                            "verify`, or set the file aside and start again");
        });
}

Result<ChainHead> Journal::appendByPerson(AuditKind kind, std::string source, std::string detail)
{
    JournalBatch batch;
    AuditEntry& entry = batch.audit.emplace_back();
    entry.kind = kind;
    entry.at = now();
    entry.origin = {OriginKind::Person, std::move(source)};
    entry.detail = std::move(detail);
    return commit({&batch, 1}).map([](const Committed& committed) { return committed.head; });
}

Result<void> Journal::bindAccount(const std::string& accountId)
{
    auto known = m_reader.accountId();
    if (!known)
        return tl::unexpected{known.error()};
    if (*known == accountId)
        return {};
    if (!known->empty())
        return fail(ErrorCode::Conflict,
                    "the journal " + database().file().string() + " belongs to account " + *known +
                        ", and these keys to account " + accountId +
                        "; use the keys of the first, or another data folder");
    return done(
        database().run("INSERT INTO meta (name, value) VALUES ('account', ?)", {text(accountId)}));
}

Result<Committed> Journal::commit(std::span<JournalBatch> batches)
{
    // What goes into a file without a name is lost at the next start.
    if (!database().isInPlace())
        return fail(ErrorCode::Io,
                    "the journal " + database().file().string() +
                        " was moved or deleted while in use; put it back and start again");
    auto transaction = Transaction::begin(database());
    if (!transaction)
        return tl::unexpected{transaction.error()};
    auto head = readHead(database(), m_reader.m_mode);
    if (!head)
        return tl::unexpected{head.error()};
    const std::int64_t headBefore = head->sequence;

    std::vector<std::vector<bool>> fresh; // by batch and intent
    for (const JournalBatch& batch : batches) {
        if (auto written = write(batch, *head); !written)
            return tl::unexpected{written.error()};
        auto& batchFresh = fresh.emplace_back();
        for (const OrderIntent& intent : batch.intents) {
            const auto isNew = writeIntent(intent.record());
            if (!isNew)
                return tl::unexpected{isNew.error()};
            batchFresh.push_back(*isNew);
        }
    }
    Result<void> written = writeState(batches);
    if (written && head->sequence != headBefore)
        written = writeHead(database(), *head);
    if (written)
        written = transaction->commit();
    if (!written)
        return tl::unexpected{written.error()};

    Committed committed;
    committed.head = *head;
    for (std::size_t b = 0; b < batches.size(); ++b) {
        for (std::size_t i = 0; i < batches[b].intents.size(); ++i) {
            OrderIntent& intent = batches[b].intents[i];
            if (fresh[b][i])
                committed.durable.push_back(JournalCommit::durable(std::move(intent)));
            else
                committed.refused.push_back(intent.record().clientOrderId);
        }
        batches[b].intents.clear();
    }
    return committed;
}

Result<void> Journal::write(const JournalBatch& batch, ChainHead& head)
{
    for (const AuditEntry& entry : batch.audit) {
        if (auto written = writeAudit(entry, head); !written)
            return written;
    }
    for (const output::RecordOrder& record : batch.orders) {
        if (auto written = writeOrder(record); !written)
            return written;
    }
    for (const output::RecordNews& record : batch.news) {
        if (auto written = writeNews(record); !written)
            return written;
    }
    for (const output::RecordSighting& sighting : batch.sightings) {
        if (auto written = writeSighting(sighting); !written)
            return written;
    }
    return {};
}

Result<void> Journal::writeAudit(const AuditEntry& entry, ChainHead& head)
{
    if (auto appended = appendAudit(database(), head, entry, m_by); !appended)
        return appended;
    // An intent without an order on record ends when the broker refused it, or never had it.
    const bool ends = entry.kind == AuditKind::Rejected || entry.kind == AuditKind::Resolved;
    if (!ends || entry.clientOrderId.empty())
        return {};
    return done(database().run("UPDATE intents SET settled = 1 WHERE client_order_id = ? AND NOT "
                               "EXISTS (SELECT 1 FROM orders WHERE order_key = ? AND is_open = 1)",
                               {text(entry.clientOrderId), text(entry.clientOrderId)}));
}

Result<void> Journal::writeOrder(const output::RecordOrder& record)
{
    const BrokerOrder& order = record.order;
    const std::string& key = order.clientOrderId.empty() ? order.id : order.clientOrderId;
    const bool isOpen = !isTerminal(order.status);
    auto written = done(database().run(
        "INSERT INTO orders (order_key, broker_id, client_order_id, symbol, status, is_open, "
        "updated_at, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (order_key) DO UPDATE SET broker_id = excluded.broker_id, "
        "status = excluded.status, is_open = excluded.is_open, "
        "updated_at = excluded.updated_at, record = excluded.record",
        {text(key),
         text(order.id),
         text(order.clientOrderId),
         text(order.spec.symbol),
         text(toString(order.status)),
         number(isOpen ? 1 : 0),
         number(nanosOf(order.updatedAt)),
         blob(canonicalBytes(order))}));
    if (!written)
        return written;
    written = done(database().run("UPDATE intents SET settled = ? WHERE client_order_id = ?",
                                  {number(isOpen ? 0 : 1), text(order.clientOrderId)}));
    if (!written || !record.execution)
        return written;
    // Each execution counts once: what comes again is not written again.
    const Execution& execution = *record.execution;
    return done(database().run(
        "INSERT INTO executions (id, order_id, symbol, at, record) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO NOTHING",
        {execution.id.empty() ? QVariant{} : QVariant{text(execution.id)},
         text(execution.orderId),
         text(execution.symbol),
         number(nanosOf(execution.at)),
         blob(canonicalBytes(execution))}));
}

Result<void> Journal::writeNews(const output::RecordNews& record)
{
    const NewsItem& item = record.item;
    // What an earlier run has recorded comes again after a start.
    return done(database().run(
        "INSERT INTO news (id, updated_at, created_at, received_at, via, source, author, headline, "
        "summary, content, url, symbols, score, label) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, updated_at) DO NOTHING",
        {number(item.id),
         number(nanosOf(item.updated)),
         number(nanosOf(item.created)),
         number(nanosOf(record.receivedAt)),
         text(toString(record.via)),
         text(item.source),
         text(item.author),
         text(item.headline),
         text(item.summary),
         text(item.content),
         text(item.url),
         text(joined(item.symbols)),
         number(record.scoreMilli),
         text(record.label)}));
}

Result<void> Journal::writeSighting(const output::RecordSighting& sighting)
{
    return done(database().run("INSERT INTO news_sightings (story, via, created_at, received_at) "
                               "VALUES (?, ?, ?, ?) ON CONFLICT (story, via) DO NOTHING",
                               {number(sighting.story),
                                text(toString(sighting.via)),
                                number(nanosOf(sighting.created)),
                                number(nanosOf(sighting.receivedAt))}));
}

Result<void> Journal::writeState(std::span<const JournalBatch> batches)
{
    const auto newest = std::find_if(batches.rbegin(), batches.rend(), [](const JournalBatch& b) {
        return b.state.has_value();
    });
    if (newest == batches.rend())
        return {};
    const Digest digest = sha256(*newest->state);
    return done(database().run(
        "INSERT INTO state (id, bytes, hash) VALUES (1, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, hash = excluded.hash",
        {blob(*newest->state), blob(std::string{digest.begin(), digest.end()})}));
}

Result<bool> Journal::writeIntent(const IntentRecord& intent)
{
    const auto changed = database().run(
        "INSERT INTO intents (client_order_id, decided_at, symbol, record) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (client_order_id) DO NOTHING",
        {text(intent.clientOrderId),
         number(nanosOf(intent.decidedAt)),
         text(intent.ticket.order.symbol),
         blob(canonicalBytes(intent))});
    if (!changed)
        return tl::unexpected{changed.error()};
    return *changed == 1;
}

} // namespace tapedeck::store
