#pragma once

#include "app/store/instance_lock.h"
#include "app/store/journal.h"
#include "engine/decks.h"
#include "session/journal_steps.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

class QThread;

namespace tapedeck::store {

/// What a restart needs of the last run.
struct Recovered
{
    std::string savedState;
    std::vector<IntentRecord> unresolvedIntents;
    std::vector<AuditRow> auditTail; ///< newest first
};

/// The journal on a thread of its own.
///
/// Group commit: all batches that wait go into one transaction, in the order of posting, so that a
/// busy moment costs one synchronisation with the disk. Only then do IntentDurable and, after it,
/// the request to the broker leave, in the same order.
///
/// What is written, kept and lost is decided by JournalSteps.
class JournalWorker final : public JournalDeck
{
public:
    /// `lock`, `broker` and `sink` must outlive the worker.
    JournalWorker(std::filesystem::path file,
                  Mode mode,
                  const InstanceLock& lock,
                  Operator by,
                  BrokerDeck& broker,
                  InputSink& sink,
                  JournalLimits limits = {});
    /// stop()
    ~JournalWorker() override;
    JournalWorker(const JournalWorker&) = delete;
    JournalWorker& operator=(const JournalWorker&) = delete;

    /// Opens the journal on its own thread and waits for what it recovered. Call once. Errors: as
    /// Journal::open() and reading it.
    [[nodiscard]] Result<Recovered> start(std::size_t auditRowsMax);
    void post(JournalBatch batch) override;
    /// Commits what waits, tries once more what was kept, and ends the thread. Nothing posted
    /// later is written.
    void stop();

    [[nodiscard]] JournalCounts counts() const;

private:
    struct Opening;
    using Clock = std::chrono::steady_clock;

    void run(Opening& opening);
    [[nodiscard]] Result<Recovered> open(std::size_t auditRowsMax);
    /// Waits for work; true when it is time to end.
    [[nodiscard]] bool take(std::vector<JournalBatch>& group);
    void write(std::vector<JournalBatch> group, bool ending);
    /// What the steps have to say goes to the engine, and their counts to whoever asks.
    void tell(std::vector<InputWhat> news);

    const std::filesystem::path m_file;
    const Mode m_mode;
    const InstanceLock& m_lock;
    const Operator m_by;
    BrokerDeck& m_broker;
    InputSink& m_sink;
    const JournalLimits m_limits;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<JournalBatch> m_waiting; ///< under m_mutex, as are the next three
    bool m_ending = false;
    JournalCounts m_counts;     ///< as the worker's thread has them
    JournalCounts m_turnedAway; ///< at post()

    // Of the worker's thread only.
    std::optional<Journal> m_journal;
    JournalSteps m_steps;
    std::optional<Clock::time_point> m_retryAt; ///< nothing = writing

    std::unique_ptr<QThread> m_thread; ///< last: it uses all of the above
};

} // namespace tapedeck::store
