#pragma once

#include "base/time.h"
#include "engine/decks.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// Bounds of a journal deck, named once.
struct JournalLimits
{
    std::size_t waitingBatchesMax = 16'384; ///< posted and not yet looked at
    std::size_t groupBatchesMax = 256;      ///< written in one transaction
    std::size_t keptRowsMax = 200'000;      ///< in memory, while the disk refuses
    Nanoseconds retryFirst = std::chrono::milliseconds{100};
    Nanoseconds retryMax = std::chrono::seconds{5};
};

struct JournalCounts
{
    std::uint64_t rowsWritten = 0; ///< audit rows, orders and intents on disk
    std::uint64_t commits = 0;     ///< transactions
    std::uint64_t failures = 0;    ///< transactions that the disk refused
    std::uint64_t intentsLost = 0; ///< never sent
    std::uint64_t rowsKept = 0;    ///< in memory now, waiting for the disk
    std::uint64_t rowsDropped = 0; ///< did not fit into memory
};

/// Rows of the record in it: what is kept when the disk refuses.
[[nodiscard]] std::size_t rowsOf(const JournalBatch& batch) noexcept;
/// Its intents are never sent: the engine hears of it through `news`.
void loseIntents(JournalBatch& batch, const std::string& reason, std::vector<InputWhat>& news);

/// What becomes of the batches that are posted to a journal, without thread and disk: which are
/// written when, and what is kept, lost and said. Times are those of a steady clock.
///
/// When the disk refuses: the intents of the transaction are lost and so are, at once, those that
/// come before it works again (an order that waited would rest on an old price). Audit rows,
/// orders and the newest state are kept in memory and tried again with back-off. What does not fit
/// is dropped, counted, and named when the journal writes again.
class JournalSteps
{
public:
    explicit JournalSteps(JournalLimits limits = {}) noexcept : m_limits{limits} {}

    /// What to write now in one transaction, what was kept first; empty: nothing. One of
    /// onCommitted() and onRefused() must follow. `ending`: the disk gets its last chance.
    [[nodiscard]] std::vector<JournalBatch> begin(std::vector<JournalBatch> group,
                                                  Nanoseconds now,
                                                  bool ending,
                                                  std::vector<InputWhat>& news);
    /// It is on disk. `durable`: client ids of the intents that may leave once the engine has heard
    /// of it; `refused`: the journal had them already. `turnedAway`: rows that never came here, all
    /// in all.
    void onCommitted(std::vector<std::string> durable,
                     std::vector<std::string> refused,
                     std::uint64_t turnedAway,
                     std::vector<InputWhat>& news);
    /// The disk refused what begin() gave.
    void onRefused(std::vector<JournalBatch> group,
                   const std::string& reason,
                   Nanoseconds now,
                   std::vector<InputWhat>& news);

    /// While the disk is left alone: when it is tried again, also with nothing new.
    [[nodiscard]] std::optional<Nanoseconds> retryAt() const noexcept;
    [[nodiscard]] const JournalCounts& counts() const noexcept { return m_counts; }

private:
    [[nodiscard]] bool isStalled() const noexcept { return !m_stalledWhy.empty(); }
    void
    lose(std::vector<JournalBatch>& group, const std::string& reason, std::vector<InputWhat>& news);
    void keep(std::vector<JournalBatch>& group);

    JournalLimits m_limits;
    JournalCounts m_counts;
    JournalBatch m_kept;             ///< what the disk refused, but for intents
    std::uint64_t m_rowsBegun = 0;   ///< of the transaction that begin() gave
    std::uint64_t m_droppedTold = 0; ///< of all rows that are lost
    std::string m_stalledWhy;        ///< empty = writing
    Nanoseconds m_retryAt{};
    Nanoseconds m_retryAfter{};
};

} // namespace tapedeck
