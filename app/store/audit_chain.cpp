#include "app/store/audit_chain.h"

#include "app/store/sql_values.h"
#include "base/canonical.h"

#include <algorithm>
#include <utility>

namespace tapedeck::store {

namespace {

std::string_view bytesOf(const Digest& digest) noexcept
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Result<Digest> digestFrom(const std::string& bytes)
{
    Digest digest{};
    if (bytes.size() != digest.size())
        return fail(ErrorCode::Malformed, "a hash does not have 32 bytes");
    std::transform(bytes.begin(), bytes.end(), digest.begin(), [](char c) {
        return static_cast<std::uint8_t>(c);
    });
    return digest;
}

/// The columns that people search by repeat what the entry says.
struct Columns
{
    std::int64_t at = 0;
    std::string kind;
    std::string symbol;
    std::string clientOrderId;
    friend bool operator==(const Columns&, const Columns&) = default;
};

/// Text as the column gives it back: what is not UTF-8 in it is replaced on the way in.
std::string stored(std::string_view utf8)
{
    return text(utf8).toStdString();
}

Columns columnsOf(const AuditEntry& entry)
{
    return {nanosOf(entry.at),
            std::string{toString(entry.kind)},
            stored(entry.symbol),
            stored(entry.clientOrderId)};
}

/// Walks rows in the order of their sequence.
class Walk
{
public:
    Walk(Mode mode, const ChainVisitor& visitor) : m_visitor{visitor}
    {
        m_report.head.hash = chainStart(mode);
    }

    /// After a fault the rest is passed over.
    Result<void> see(const QSqlQuery& row)
    {
        m_report.lastRow = numberAt(row, 0);
        if (m_report.fault)
            return {};
        ChainedRow chained;
        chained.sequence = numberAt(row, 0);
        const std::int64_t expected = m_report.head.sequence + 1;
        if (chained.sequence > expected)
            return blame(expected, "is missing");
        if (chained.sequence < expected)
            return blame(chained.sequence, "does not belong to the chain");
        chained.entry = blobAt(row, 1);
        chained.by = {textAt(row, 2), textAt(row, 3)};
        const auto previous = digestFrom(blobAt(row, 4));
        const auto hash = digestFrom(blobAt(row, 5));
        if (!previous || !hash)
            return blame(expected, "was changed: a hash does not have 32 bytes");
        chained.previous = *previous;
        chained.hash = *hash;
        if (chained.previous != m_report.head.hash)
            return blame(expected, "does not follow from the row before it");
        if (chained.hash != chainHash(chained))
            return blame(expected, "was changed: its hash does not fit what it says");
        return accept(std::move(chained),
                      {numberAt(row, 6), textAt(row, 7), textAt(row, 8), textAt(row, 9)});
    }

    [[nodiscard]] ChainReport& report() noexcept { return m_report; }

private:
    Result<void> accept(ChainedRow chained, const Columns& columns)
    {
        // The hash fits, so these are bytes that this program or an older one wrote.
        const auto entry = fromCanonicalBytes<AuditEntry>(chained.entry);
        if (!entry)
            return blame(chained.sequence, "holds an entry that cannot be read");
        if (columns != columnsOf(*entry))
            return blame(chained.sequence, "was changed: its columns do not repeat its entry");
        m_report.head = {chained.sequence, chained.hash};
        ++m_report.rows;
        return m_visitor ? m_visitor(chained, *entry) : Result<void>{};
    }
    Result<void> blame(std::int64_t sequence, std::string what)
    {
        m_report.fault =
            ChainFault{sequence, "audit row " + std::to_string(sequence) + " " + std::move(what)};
        return {};
    }

    const ChainVisitor& m_visitor;
    ChainReport m_report;
};

} // namespace

Result<void>
appendAudit(Database& database, ChainHead& head, const AuditEntry& entry, const Operator& by)
{
    const ChainedRow row = chainedAfter(head, entry, {stored(by.user), stored(by.seat)});
    const Columns columns = columnsOf(entry);
    auto done = database.run(
        "INSERT INTO audit (sequence, at, kind, symbol, client_order_id, os_user, seat, entry, "
        "prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {number(row.sequence),
         number(columns.at),
         text(columns.kind),
         text(columns.symbol),
         text(columns.clientOrderId),
         text(row.by.user),
         text(row.by.seat),
         blob(row.entry),
         blob(bytesOf(row.previous)),
         blob(bytesOf(row.hash))});
    if (!done)
        return tl::unexpected{done.error()};
    head = {row.sequence, row.hash};
    return {};
}

Result<ChainHead> readHead(Database& database, Mode mode)
{
    ChainHead head{0, chainStart(mode)};
    auto done = database.read("SELECT sequence, hash FROM audit_head WHERE id = 1",
                              {},
                              [&](const QSqlQuery& row) -> Result<void> {
                                  const auto hash = digestFrom(blobAt(row, 1));
                                  if (!hash)
                                      return tl::unexpected{hash.error()};
                                  head = {numberAt(row, 0), *hash};
                                  return {};
                              });
    if (!done)
        return tl::unexpected{done.error()};
    return head;
}

Result<ChainHead> readLastRow(Database& database, Mode mode)
{
    ChainHead last{0, chainStart(mode)};
    auto done = database.read("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1",
                              {},
                              [&](const QSqlQuery& row) -> Result<void> {
                                  const auto hash = digestFrom(blobAt(row, 1));
                                  if (!hash)
                                      return tl::unexpected{hash.error()};
                                  last = {numberAt(row, 0), *hash};
                                  return {};
                              });
    if (!done)
        return tl::unexpected{done.error()};
    return last;
}

Result<std::optional<Digest>> readHash(Database& database, std::int64_t sequence)
{
    std::optional<Digest> found;
    auto done = database.read("SELECT hash FROM audit WHERE sequence = ?",
                              {number(sequence)},
                              [&](const QSqlQuery& row) -> Result<void> {
                                  const auto hash = digestFrom(blobAt(row, 0));
                                  if (!hash)
                                      return tl::unexpected{hash.error()};
                                  found = *hash;
                                  return {};
                              });
    if (!done)
        return tl::unexpected{done.error()};
    return found;
}

std::string missingRows(std::int64_t first, std::int64_t last)
{
    if (first == last)
        return "audit row " + std::to_string(first) + " is missing";
    return "audit rows " + std::to_string(first) + " to " + std::to_string(last) + " are missing";
}

Result<void> writeHead(Database& database, const ChainHead& head)
{
    auto done = database.run("INSERT INTO audit_head (id, sequence, hash) VALUES (1, ?, ?) "
                             "ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, "
                             "hash = excluded.hash",
                             {number(head.sequence), blob(bytesOf(head.hash))});
    if (!done)
        return tl::unexpected{done.error()};
    return {};
}

Result<ChainReport> walkChain(Database& database, Mode mode, const ChainVisitor& visitor)
{
    // Rows and head are read at one instant, or a commit between them would look like a fault.
    auto transaction = Transaction::beginReading(database);
    if (!transaction)
        return tl::unexpected{transaction.error()};
    Walk walk{mode, visitor};
    auto done = database.read("SELECT sequence, entry, os_user, seat, prev_hash, hash, at, kind, "
                              "symbol, client_order_id FROM audit ORDER BY sequence",
                              {},
                              [&](const QSqlQuery& row) { return walk.see(row); });
    if (!done)
        return tl::unexpected{done.error()};
    const auto head = readHead(database, mode);
    ChainReport report = std::move(walk.report());
    if (report.fault)
        return report;
    if (!head || head->sequence < report.head.sequence)
        report.fault = ChainFault{report.head.sequence,
                                  "audit row " + std::to_string(report.head.sequence) +
                                      " is not the last that was written on record"};
    else if (head->sequence > report.head.sequence)
        report.fault = ChainFault{report.head.sequence + 1,
                                  missingRows(report.head.sequence + 1, head->sequence)};
    else if (head->hash != report.head.hash)
        report.fault = ChainFault{report.head.sequence,
                                  "audit row " + std::to_string(report.head.sequence) +
                                      " is not the one that was written last"};
    return report;
}

} // namespace tapedeck::store
