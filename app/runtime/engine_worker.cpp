#include "app/runtime/engine_worker.h"

#include "base/overloaded.h"
#include "engine/routing.h"

#include <QThread>

#include <algorithm>
#include <utility>

namespace tapedeck::runtime {

namespace {

constexpr int kTickMilliseconds = 20;
constexpr int kSnapshotMilliseconds = 33;
/// A frame at sixty a second: what is urgent waits no longer, and nothing is made more often.
constexpr int kUrgentMilliseconds = 16;
/// Rounds of the tick timer between two flushes of the record, and between two looks at the
/// account.
constexpr int kFlushRounds = 50;
constexpr int kAccountRounds = 25;
constexpr std::size_t kAuditShown = 300;

} // namespace

EngineWorker::EngineWorker(const SharedClock& clock) : m_clock{clock} {}

EngineWorker::~EngineWorker() = default;

Result<void> EngineWorker::recordTo(ByteSink& sink)
{
    auto recorder = SessionRecorder::create(sink, m_engine.symbols());
    if (!recorder)
        return tl::unexpected<Error>{recorder.error()};
    m_recorder.emplace(std::move(*recorder));
    return {};
}

void EngineWorker::push(std::vector<InputWhat> batch)
{
    m_inbox.push(std::move(batch));
}

void EngineWorker::pushMarket(std::vector<MarketEvent> batch)
{
    const std::size_t waiting = ++m_marketWaiting;
    m_inbox.push(std::move(batch));
    if (waiting > kMarketBatchesMax && waiting % kMarketBatchesMax == 0)
        m_inbox.edit([this](std::deque<Batch>& batches) { conflate(batches); });
}

void EngineWorker::look(const ChartRequest& request)
{
    const std::lock_guard lock{m_requestMutex};
    m_request = request;
}

std::shared_ptr<const Snapshot> EngineWorker::latest() const
{
    const std::lock_guard lock{m_latestMutex};
    return m_latest;
}

void EngineWorker::begin()
{
    CHECK(m_ports.has_value());
    m_tickTimer = std::make_unique<QTimer>();
    m_tickTimer->setTimerType(Qt::PreciseTimer);
    connect(m_tickTimer.get(), &QTimer::timeout, this, &EngineWorker::onTimer);
    m_tickTimer->start(kTickMilliseconds);
    m_snapshotTimer = std::make_unique<QTimer>();
    m_snapshotTimer->setTimerType(Qt::PreciseTimer);
    connect(m_snapshotTimer.get(), &QTimer::timeout, this, &EngineWorker::publish);
    m_snapshotTimer->start(kSnapshotMilliseconds);
    m_sincePublished.start();
    m_inbox.attach(this, [this] { drain(); });
}

void EngineWorker::end()
{
    if (m_ended)
        return;
    drain();
    publish();
    m_ended = true;
    m_tickTimer.reset();
    m_snapshotTimer.reset();
    if (m_recorder)
        (void)m_recorder->close({m_inputs, m_digest.count(), m_digest.digest()});
}

void EngineWorker::drain()
{
    if (m_ended)
        return;
    for (Batch& batch : m_inbox.takeAll()) {
        if (std::holds_alternative<std::vector<MarketEvent>>(batch))
            --m_marketWaiting;
        // One clock reading a batch: its events came together.
        const Timestamp now = m_clock.now();
        const auto take = [&](auto& what) {
            m_sequencer.take(now, std::move(what), [this](const Input& in) { step(in); });
        };
        std::visit(
            [&](auto& happenings) {
                for (auto& what : happenings)
                    take(what);
            },
            batch);
    }
    publishUrgent();
}

void EngineWorker::onTimer()
{
    advanceTime();
    publishUrgent();
    ++m_timerRounds;
    if (m_recorder && m_timerRounds % kFlushRounds == 0)
        noteRecorded(m_recorder->flush());
    if (m_accountWanted && m_timerRounds % kAccountRounds == 0) {
        m_accountWanted = false;
        m_ports->broker.post(request::FetchAccount{});
    }
}

void EngineWorker::advanceTime()
{
    if (m_inputs == 0)
        return;
    m_sequencer.advance(m_clock.now(), [this](const Input& in) { step(in); });
}

/// A quiet market fills no block, so that only a flush finds out that the disk is full.
void EngineWorker::noteRecorded(const Result<void>& written)
{
    if (!written && m_recordProblem.empty())
        m_recordProblem = written.error().what + "; the session is not recorded any further";
}

void EngineWorker::step(const Input& in)
{
    if (m_recorder && m_recordProblem.empty())
        noteRecorded(m_recorder->append(in));
    ++m_inputs;
    m_outputs.clear();
    const std::uint32_t presses = m_ports->latch.presses();
    m_engine.step(in, m_outputs);
    if (m_outputs.empty())
        return;
    m_digest.add(m_outputs);
    route(m_outputs, presses);
}

void EngineWorker::route(std::vector<Output>& outputs, std::uint32_t presses)
{
    JournalBatch batch = gather(
        outputs,
        Overloaded{[this](output::SetKillLatch& set) {
                       if (m_ports->latch.follow(set.killed))
                           m_ports->setDurableLatch(set.killed);
                   },
                   [this](output::Subscribe& subscribe) {
                       m_ports->market.subscribe(m_engine.symbols(), std::move(subscribe.symbols));
                   },
                   [this](auto& request) { m_ports->broker.post(std::move(request)); }});
    if (batch.isEmpty())
        return;
    m_accountWanted = m_accountWanted || !batch.orders.empty();
    m_urgent = true;
    batch.decided = {RunClock::sinceBoot(), presses};
    m_ports->journal.post(std::move(batch));
}

void EngineWorker::publishUrgent()
{
    if (!m_urgent || m_ended)
        return;
    const auto waited = static_cast<int>(m_sincePublished.elapsed());
    if (waited >= kUrgentMilliseconds)
        publish();
    else if (m_snapshotTimer->remainingTime() > kUrgentMilliseconds - waited)
        m_snapshotTimer->start(kUrgentMilliseconds - waited);
}

void EngineWorker::publish()
{
    if (m_ended)
        return;
    m_sincePublished.restart();
    m_snapshotTimer->start(kSnapshotMilliseconds);
    ChartRequest request;
    {
        const std::lock_guard lock{m_requestMutex};
        request = m_request;
    }
    auto snapshot = std::make_unique<Snapshot>(m_engine.snapshot(request));
    snapshot->version = ++m_snapshotVersion;
    snapshot->speed = m_clock.get().speed().toDouble();
    const auto room = kAuditShown - std::min(kAuditShown, snapshot->audit.size());
    const auto earlier = std::min(room, m_earlierAudit.size());
    const std::int64_t before = m_earlierAudit.empty() ? 0 : m_earlierAudit.front().sequence;
    for (AuditRow& row : snapshot->audit)
        row.sequence += before;
    snapshot->audit.insert(snapshot->audit.end(),
                           m_earlierAudit.begin(),
                           m_earlierAudit.begin() + static_cast<std::ptrdiff_t>(earlier));
    if (!m_recordProblem.empty())
        snapshot->notices.push_back(m_recordProblem);
    m_ports->fillHealth(*snapshot);
    auto shared = std::shared_ptr<const Snapshot>{std::move(snapshot)};
    {
        const std::lock_guard lock{m_latestMutex};
        m_latest = shared;
    }
    m_ports->snapshots.put(std::move(shared), std::exchange(m_urgent, false));
}

void EngineWorker::conflate(std::deque<Batch>& waiting)
{
    // From the newest to the oldest: of each symbol only the first quote met is kept.
    std::vector<bool> seen;
    for (auto batch = waiting.rbegin(); batch != waiting.rend(); ++batch) {
        auto* events = std::get_if<std::vector<MarketEvent>>(&*batch);
        if (events == nullptr)
            continue;
        std::vector<MarketEvent> kept;
        kept.reserve(events->size());
        for (auto event = events->rbegin(); event != events->rend(); ++event) {
            const auto* quote = std::get_if<Quote>(&*event);
            const std::size_t index = indexOf(symbolOf(*event));
            if (index >= seen.size())
                seen.resize(index + 1);
            if (quote != nullptr && seen[index]) {
                ++m_conflated;
                continue;
            }
            seen[index] = seen[index] || quote != nullptr;
            kept.push_back(std::move(*event));
        }
        std::reverse(kept.begin(), kept.end());
        *events = std::move(kept);
    }
}

} // namespace tapedeck::runtime
