#pragma once

#include "app/runtime/inbox.h"
#include "app/runtime/shared_clock.h"
#include "app/runtime/snapshot_slot.h"
#include "backtest/session_file.h"
#include "desk/snapshot.h"
#include "engine/decks.h"
#include "engine/engine.h"
#include "engine/sequencer.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace tapedeck::runtime {

/// What the engine's thread needs of the others. All of it outlives the worker.
struct EnginePorts
{
    BrokerDeck& broker;
    MarketDeck& market;
    JournalDeck& journal;
    KillLatch& latch;
    SnapshotSlot& snapshots;
    /// To the durable latch; on the engine's thread, because nothing may leave before it is done.
    std::function<void(bool killed)> setDurableLatch;
    /// What the engine does not know: figures of the links (rates, lags, counts), and notices.
    std::function<void(Snapshot&)> fillHealth;
};

/// The engine on its thread: the only one that touches trading state. Puts what happened in order,
/// gives it its time, records it, steps, and hands the outputs on.
class EngineWorker final : public QObject, public InputSink
{
    Q_OBJECT

public:
    /// Batches of market data that may wait before quotes are conflated.
    static constexpr std::size_t kMarketBatchesMax = 1'024;

    /// `clock` must outlive the worker.
    explicit EngineWorker(const SharedClock& clock);
    ~EngineWorker() override;

    /// Before the thread starts: the decks need the engine first, and the engine needs them now.
    void connectPorts(EnginePorts ports) { m_ports.emplace(std::move(ports)); }
    /// Before the thread starts. `sink` must outlive the worker.
    Result<void> recordTo(ByteSink& sink);
    /// Before the thread starts: rows of earlier runs, newest first, for the window.
    void setEarlierAudit(std::vector<AuditRow> rows) { m_earlierAudit = std::move(rows); }

    // From any thread.
    void push(std::vector<InputWhat> batch) override;
    void pushMarket(std::vector<MarketEvent> batch) override;
    void look(const ChartRequest& request);
    /// Quotes that were conflated away under pressure.
    [[nodiscard]] std::int64_t conflatedQuotes() const noexcept { return m_conflated.load(); }
    /// The newest state in short, whether or not a window reads snapshots.
    [[nodiscard]] std::shared_ptr<const Snapshot> latest() const;

public slots:
    /// On the worker's thread, as its first event.
    void begin();
    /// Drains what waits, closes the record, and steps no more.
    void end();

private:
    using Batch = std::variant<std::vector<InputWhat>, std::vector<MarketEvent>>;

    void drain();
    void onTimer();
    void advanceTime();
    void noteRecorded(const Result<void>& written);
    void step(const Input& in);
    /// `presses`: of the kill latch, before the step that put them out.
    void route(std::vector<Output>& outputs, std::uint32_t presses);
    void publish();
    /// Something happened that a person waits for: publishes now, or as soon as a frame is over.
    void publishUrgent();
    void conflate(std::deque<Batch>& waiting);

    std::optional<EnginePorts> m_ports;
    const SharedClock& m_clock;
    std::mutex m_requestMutex;
    ChartRequest m_request; ///< under m_requestMutex
    Inbox<Batch> m_inbox;
    std::atomic<std::size_t> m_marketWaiting{0};
    std::atomic<std::int64_t> m_conflated{0};

    Engine m_engine;
    Sequencer m_sequencer;
    OutputDigest m_digest;
    std::uint64_t m_inputs = 0;
    std::optional<SessionRecorder> m_recorder;
    std::string m_recordProblem;
    std::vector<AuditRow> m_earlierAudit;
    std::vector<Output> m_outputs;
    std::unique_ptr<QTimer> m_tickTimer;
    std::unique_ptr<QTimer> m_snapshotTimer;
    QElapsedTimer m_sincePublished;
    bool m_urgent = false; ///< not yet published
    std::uint64_t m_snapshotVersion = 0;
    bool m_accountWanted = false;
    bool m_ended = false;
    int m_timerRounds = 0;

    mutable std::mutex m_latestMutex;
    std::shared_ptr<const Snapshot> m_latest; ///< under m_latestMutex
};

} // namespace tapedeck::runtime
