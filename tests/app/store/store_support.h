#pragma once

#include "app/store/instance_lock.h"
#include "app/store/journal.h"
#include "engine/decks.h"
#include "orders/intent.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

namespace tapedeck::test {

/// A folder that goes with the test.
class Folder
{
public:
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path() / name; }

private:
    QTemporaryDir m_folder;
};

/// An intent that the gate approved, of ten shares.
[[nodiscard]] OrderIntent intentOf(const std::string& clientOrderId);

/// An audit row with something in every field.
[[nodiscard]] AuditEntry
auditOf(AuditKind kind, const std::string& clientOrderId, const std::string& detail = "because");

/// The order of intentOf(), as the broker knows it.
[[nodiscard]] BrokerOrder orderOf(const std::string& clientOrderId, OrderStatus status);
[[nodiscard]] Execution executionOf(const std::string& id, const std::string& clientOrderId);

/// A decision as the engine posts it: audit row, state, intent.
[[nodiscard]] JournalBatch decisionOf(const std::string& clientOrderId);
[[nodiscard]] JournalBatch auditOnly(const std::string& detail);

inline const Operator kAnna{"anna (1000)", "seat0 on :0"};

/// The files of a mode's folder.
[[nodiscard]] std::filesystem::path journalFile(const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path killLatchFile(const std::filesystem::path& folder);
/// A journal's file as one of `mode`. Throws where no journal is called that.
[[nodiscard]] store::JournalFile journalAt(const std::filesystem::path& file,
                                           Mode mode = Mode::Paper);

/// A journal with its lock.
struct OpenJournal
{
    store::InstanceLock lock;
    store::Journal journal;
};
/// Fails the test and throws where that does not work.
[[nodiscard]] OpenJournal openJournal(const std::filesystem::path& file, Mode mode = Mode::Paper);
/// Commits one batch, which must work.
store::Committed commit(store::Journal& journal, JournalBatch batch);

/// Runs statements of our own on a database file, past everything that guards it.
void runSql(const std::filesystem::path& file, const std::vector<std::string>& statements);

} // namespace tapedeck::test
