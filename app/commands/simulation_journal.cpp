#include "app/commands/simulation_journal.h"

#include "app/store/instance_lock.h"
#include "app/store/journal.h"

#include <QTemporaryDir>

#include <filesystem>
#include <optional>
#include <utility>

namespace tapedeck::commands {

namespace {

class JournalStore final : public SimulatedStore
{
public:
    Result<void> open()
    {
        const store::JournalFile file =
            store::ModeFolder::at(m_folder.path().toStdString(), Mode::Practice).journal();
        if (!m_folder.isValid())
            return fail(ErrorCode::Io, "no temporary folder for the journal");
        if (!m_lock) {
            auto lock = store::InstanceLock::acquire(file.path());
            if (!lock)
                return tl::unexpected{lock.error()};
            m_lock.emplace(std::move(*lock));
        }
        m_journal.reset();
        auto journal = store::Journal::open(file, *m_lock, {"simulation", "no seat"});
        if (!journal)
            return tl::unexpected{journal.error()};
        m_journal.emplace(std::move(*journal));
        return {};
    }

    Result<std::vector<std::string>> commit(std::span<JournalBatch> batches) override
    {
        auto committed = m_journal->commit(batches);
        if (!committed)
            return tl::unexpected{committed.error()};
        return std::move(committed->refused); // the simulation sends records, not proofs
    }
    Result<std::string> savedState() override
    {
        // A program that starts opens its journal.
        if (auto opened = open(); !opened)
            return tl::unexpected{opened.error()};
        return m_journal->reader().savedState();
    }
    Result<std::vector<IntentRecord>> unresolvedIntents() override
    {
        return m_journal->reader().unresolvedIntents();
    }
    Result<std::int64_t> verify() override
    {
        const auto report = m_journal->reader().verifyAudit();
        if (!report)
            return tl::unexpected{report.error()};
        if (report->fault)
            return fail(ErrorCode::Malformed, report->fault->what);
        return report->rows;
    }

private:
    QTemporaryDir m_folder;
    std::optional<store::InstanceLock> m_lock;
    std::optional<store::Journal> m_journal;
};

} // namespace

Result<std::unique_ptr<SimulatedStore>> makeJournalStore()
{
    auto made = std::make_unique<JournalStore>();
    if (auto opened = made->open(); !opened)
        return tl::unexpected{opened.error()};
    return std::unique_ptr<SimulatedStore>{std::move(made)};
}

} // namespace tapedeck::commands
