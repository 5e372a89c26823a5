#pragma once

#include "app/store/instance_lock.h"
#include "app/store/journal.h"
#include "engine/decks.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

class QThread;

namespace tapedeck::store {

/// Bounds of the worker, named once.
struct JournalLimits
{
    std::size_t waitingBatchesMax = 16'384; ///< posted and not yet looked at
    std::size_t groupBatchesMax = 256;      ///< written in one transaction
    std::size_t keptRowsMax = 200'000;      ///< in memory, while the disk refuses
    std::chrono::milliseconds retryFirst{100};
    std::chrono::milliseconds retryMax{5'000};
};

/// What a restart needs of the last run.
struct Recovered
{
    std::string savedState;
    std::vector<IntentRecord> unresolvedIntents;
    std::vector<AuditRow> auditTail; ///< newest first
    RecordEnd auditEnd;              ///< before this run added to it
};

/// The journal on a thread of its own.
///
/// Group commit: all batches that wait go into one transaction, in the order of posting, so that a
/// busy moment costs one synchronisation with the disk. Only then do IntentDurable and, after it,
/// the request to the broker leave, in the same order.
///
/// When the disk refuses: the intents of the transaction are lost and so are, at once, those that
/// come before it works again (an order that waited would rest on an old price). Audit rows,
/// orders and the newest state are kept in memory and tried again with back-off. What does not fit
/// is dropped, counted, and named when the journal writes again.
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

    /// Called on the journal's thread after the request of an order has left for the broker. Set it
    /// before start().
    void onSubmitted(std::function<void()> hook) { m_onSubmitted = std::move(hook); }
    /// Opens the journal on its own thread and waits for what it recovered. Call once. Errors: as
    /// Journal::open() and reading it.
    [[nodiscard]] Result<Recovered> start(std::size_t auditRowsMax);
    void post(JournalBatch batch) override;
    /// Commits what waits, tries once more what was kept, and ends the thread. Nothing posted
    /// later is written.
    void stop();

    struct Counts
    {
        std::uint64_t rowsWritten = 0; ///< audit rows, orders and intents on disk
        std::uint64_t commits = 0;     ///< transactions
        std::uint64_t failures = 0;    ///< transactions that the disk refused
        std::uint64_t intentsLost = 0; ///< never sent
        std::uint64_t rowsKept = 0;    ///< in memory now, waiting for the disk
        std::uint64_t rowsDropped = 0; ///< did not fit into memory
    };
    [[nodiscard]] Counts counts() const;
    /// The newest audit row that is on disk. From any thread.
    [[nodiscard]] ChainHead head() const;

private:
    struct Opening;
    using Clock = std::chrono::steady_clock;

    void run(Opening& opening);
    [[nodiscard]] Result<Recovered> open(std::size_t auditRowsMax);
    /// Waits for work; true when it is time to end.
    [[nodiscard]] bool take(std::vector<JournalBatch>& group);
    void write(std::vector<JournalBatch> group, bool ending);
    void release(Committed committed);
    void stall(std::vector<JournalBatch>& group, const std::string& reason);
    void keep(std::vector<JournalBatch>& group);
    void lose(std::vector<JournalBatch>& group, const std::string& reason);
    void sayWorking(bool wasStalled, std::uint64_t dropped);

    const std::filesystem::path m_file;
    const Mode m_mode;
    const InstanceLock& m_lock;
    const Operator m_by;
    BrokerDeck& m_broker;
    InputSink& m_sink;
    const JournalLimits m_limits;
    std::function<void()> m_onSubmitted; ///< not changed once the thread runs

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<JournalBatch> m_waiting; ///< under m_mutex, as are the next two
    bool m_ending = false;
    Counts m_counts;
    ChainHead m_head; ///< under m_mutex too

    // Of the worker's thread only.
    std::optional<Journal> m_journal;
    JournalBatch m_kept;             ///< what the disk refused, but for intents
    std::uint64_t m_droppedTold = 0; ///< of Counts::rowsDropped
    std::string m_stalledWhy;        ///< empty = writing
    Clock::time_point m_retryAt;
    std::chrono::milliseconds m_retryAfter{};

    std::unique_ptr<QThread> m_thread; ///< last: it uses all of the above
};

} // namespace tapedeck::store
