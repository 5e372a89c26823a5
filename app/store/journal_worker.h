#pragma once

#include "app/store/instance_lock.h"
#include "app/store/journal.h"
#include "engine/decks.h"
#include "session/journal_steps.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
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
    RecordEnd auditEnd;              ///< before this run added to it
    std::string killed; ///< why this run begins killed; empty: the record knows of none
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
    JournalWorker(JournalFile file,
                  const InstanceLock& lock,
                  Operator by,
                  BrokerDeck& broker,
                  InputSink& sink,
                  JournalLimits limits = {});
    /// stop()
    ~JournalWorker() override;
    JournalWorker(const JournalWorker&) = delete;
    JournalWorker& operator=(const JournalWorker&) = delete;

    /// Called on the journal's thread after the request of an order has left for the broker. Set it
    /// before start().
    void onSubmitted(std::function<void()> hook) { m_onSubmitted = std::move(hook); }
    /// Opens the journal on its own thread and waits for what it recovered. Call once. Errors: as
    /// Journal::open() and reading it.
    [[nodiscard]] Result<Recovered> start(std::size_t auditRowsMax);
    /// From here on this journal is of this account; waits for the disk. Errors: Conflict (it is
    /// of another one), Io, Unavailable (it ends).
    [[nodiscard]] Result<void> bindAccount(std::string accountId);
    void post(JournalBatch batch) override;
    /// Commits what waits, tries once more what was kept, and ends the thread. Nothing posted
    /// later is written.
    void stop();

    [[nodiscard]] JournalCounts counts() const;
    /// The newest audit row that is on disk. From any thread.
    [[nodiscard]] ChainHead head() const;

private:
    struct Opening;
    using Clock = std::chrono::steady_clock;

    void run(Opening& opening);
    [[nodiscard]] Result<Recovered> open(std::size_t auditRowsMax);
    /// Waits for work; true when it is time to end.
    [[nodiscard]] bool take(std::vector<JournalBatch>& group);
    void bindIfAsked();
    void write(std::vector<JournalBatch> group, bool ending);
    /// What the steps have to say goes to the engine, and their counts to whoever asks.
    void tell(std::vector<InputWhat> news);

    const JournalFile m_file;
    const InstanceLock& m_lock;
    const Operator m_by;
    BrokerDeck& m_broker;
    InputSink& m_sink;
    const JournalLimits m_limits;
    std::function<void()> m_onSubmitted; ///< not changed once the thread runs

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<JournalBatch> m_waiting; ///< under m_mutex, as are the next three
    bool m_ending = false;
    JournalCounts m_counts;     ///< as the worker's thread has them
    JournalCounts m_turnedAway; ///< at post()
    ChainHead m_head;           ///< under m_mutex too, as are the next two
    std::optional<std::string> m_toBind;
    std::optional<Result<void>> m_bound;

    // Of the worker's thread only.
    std::optional<Journal> m_journal;
    JournalSteps m_steps;
    std::optional<Clock::time_point> m_retryAt; ///< nothing = writing

    std::unique_ptr<QThread> m_thread; ///< last: it uses all of the above
};

} // namespace tapedeck::store
