#include "app/store/journal_worker.h"

#include "desk/snapshot.h"
#include "engine/input.h"

#include <QThread>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tapedeck::store {

namespace {

std::size_t rowsOf(const JournalBatch& batch) noexcept
{
    return batch.audit.size() + batch.orders.size();
}

} // namespace

/// How start() hears of what happened on the other thread.
struct JournalWorker::Opening
{
    std::size_t auditRowsMax = 0;
    std::optional<Result<Recovered>> result; ///< under m_mutex
};

JournalWorker::JournalWorker(std::filesystem::path file,
                             Mode mode,
                             const InstanceLock& lock,
                             Operator by,
                             BrokerDeck& broker,
                             InputSink& sink,
                             JournalLimits limits)
    : m_file{std::move(file)}, m_mode{mode}, m_lock{lock}, m_by{std::move(by)}, m_broker{broker},
      m_sink{sink}, m_limits{limits}
{}

JournalWorker::~JournalWorker()
{
    stop();
}

Result<Recovered> JournalWorker::start(std::size_t auditRowsMax)
{
    CHECK(m_thread == nullptr);
    Opening opening;
    opening.auditRowsMax = auditRowsMax;
    m_thread.reset(QThread::create([this, &opening] { run(opening); }));
    m_thread->setObjectName("journal");
    m_thread->start();
    std::unique_lock lock{m_mutex};
    m_wake.wait(lock, [&] { return opening.result.has_value(); });
    return std::move(*opening.result);
}

void JournalWorker::post(JournalBatch batch)
{
    if (batch.isEmpty())
        return;
    bool refused = false;
    {
        const std::lock_guard lock{m_mutex};
        refused = m_ending || m_waiting.size() >= m_limits.waitingBatchesMax;
        if (!refused)
            m_waiting.push_back(std::move(batch));
        else
            m_counts.rowsDropped += rowsOf(batch);
    }
    if (!refused) {
        m_wake.notify_all();
        return;
    }
    std::vector<JournalBatch> lost;
    lost.push_back(std::move(batch));
    lose(lost, "the journal has no room for more");
}

void JournalWorker::stop()
{
    {
        const std::lock_guard lock{m_mutex};
        m_ending = true;
    }
    m_wake.notify_all();
    if (m_thread != nullptr)
        m_thread->wait();
}

JournalWorker::Counts JournalWorker::counts() const
{
    const std::lock_guard lock{m_mutex};
    return m_counts;
}

ChainHead JournalWorker::head() const
{
    const std::lock_guard lock{m_mutex};
    return m_head;
}

Result<Recovered> JournalWorker::open(std::size_t auditRowsMax)
{
    auto journal = Journal::open(m_file, m_mode, m_lock, m_by);
    if (!journal)
        return tl::unexpected{journal.error()};
    m_journal.emplace(std::move(*journal));
    JournalReader& reader = m_journal->reader();
    auto state = reader.savedState();
    if (!state)
        return tl::unexpected{state.error()};
    auto intents = reader.unresolvedIntents();
    if (!intents)
        return tl::unexpected{intents.error()};
    auto tail = reader.auditTail(auditRowsMax);
    if (!tail)
        return tl::unexpected{tail.error()};
    auto end = reader.auditEnd();
    if (!end)
        return tl::unexpected{end.error()};
    {
        const std::lock_guard lock{m_mutex};
        m_head = end->head;
    }
    return Recovered{std::move(*state), std::move(*intents), std::move(*tail), *end};
}

void JournalWorker::run(Opening& opening)
{
    auto result = open(opening.auditRowsMax);
    const bool opened = result.has_value();
    {
        // After this `opening` is gone.
        const std::lock_guard lock{m_mutex};
        opening.result.emplace(std::move(result));
        m_ending = m_ending || !opened;
        m_wake.notify_all();
    }
    bool ending = !opened;
    while (!ending) {
        std::vector<JournalBatch> group;
        ending = take(group);
        write(std::move(group), ending);
    }
    m_journal.reset(); // on the thread that opened it
}

bool JournalWorker::take(std::vector<JournalBatch>& group)
{
    std::unique_lock lock{m_mutex};
    const auto hasWork = [&] { return m_ending || !m_waiting.empty(); };
    if (m_stalledWhy.empty())
        m_wake.wait(lock, hasWork);
    else
        m_wake.wait_until(lock, m_retryAt, hasWork);
    const std::size_t count = std::min(m_waiting.size(), m_limits.groupBatchesMax);
    const auto end = m_waiting.begin() + static_cast<std::ptrdiff_t>(count);
    group.assign(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(end));
    m_waiting.erase(m_waiting.begin(), end);
    return m_ending && m_waiting.empty();
}

void JournalWorker::write(std::vector<JournalBatch> group, bool ending)
{
    const bool stalled = !m_stalledWhy.empty();
    if (stalled && !ending && Clock::now() < m_retryAt) {
        lose(group, m_stalledWhy);
        keep(group);
        return;
    }
    if (stalled)
        group.insert(group.begin(), std::exchange(m_kept, JournalBatch{}));
    if (group.empty())
        return;
    std::uint64_t rows = 0;
    for (const JournalBatch& batch : group)
        rows += rowsOf(batch) + batch.intents.size();
    auto committed = m_journal->commit(group);
    if (!committed) {
        stall(group, committed.error().what);
        return;
    }
    std::uint64_t dropped = 0;
    {
        const std::lock_guard lock{m_mutex};
        ++m_counts.commits;
        m_counts.rowsWritten += rows - committed->refused.size();
        m_counts.rowsKept = 0;
        m_head = committed->head;
        dropped = m_counts.rowsDropped;
    }
    sayWorking(stalled, dropped);
    release(std::move(*committed));
}

void JournalWorker::release(Committed committed)
{
    std::vector<InputWhat> news;
    for (const auto& intent : committed.durable)
        news.emplace_back(input::IntentDurable{intent.value().record().clientOrderId});
    for (std::string& id : committed.refused)
        news.emplace_back(input::IntentLost{std::move(id), "this client order id was used before"});
    if (!committed.refused.empty()) {
        const std::lock_guard lock{m_mutex};
        m_counts.intentsLost += committed.refused.size();
    }
    // The engine hears of it before the broker can answer.
    if (!news.empty())
        m_sink.push(std::move(news));
    for (auto& intent : committed.durable)
        m_broker.post(request::Submit{std::move(intent)});
    if (!committed.durable.empty() && m_onSubmitted)
        m_onSubmitted();
}

void JournalWorker::stall(std::vector<JournalBatch>& group, const std::string& reason)
{
    const bool wasWriting = m_stalledWhy.empty();
    m_stalledWhy = reason;
    m_retryAfter = wasWriting ? m_limits.retryFirst : std::min(m_retryAfter * 2, m_limits.retryMax);
    m_retryAt = Clock::now() + m_retryAfter;
    {
        const std::lock_guard lock{m_mutex};
        ++m_counts.failures;
    }
    lose(group, reason);
    keep(group);
    if (wasWriting)
        m_sink.push({input::LinkChanged{Link::Journal, LinkState::Stale, reason}});
}

void JournalWorker::keep(std::vector<JournalBatch>& group)
{
    std::uint64_t dropped = 0;
    for (JournalBatch& batch : group) {
        if (batch.state)
            m_kept.state = std::move(batch.state);
        if (rowsOf(m_kept) + rowsOf(batch) > m_limits.keptRowsMax) {
            dropped += rowsOf(batch);
            continue;
        }
        std::move(batch.audit.begin(), batch.audit.end(), std::back_inserter(m_kept.audit));
        std::move(batch.orders.begin(), batch.orders.end(), std::back_inserter(m_kept.orders));
    }
    const std::lock_guard lock{m_mutex};
    m_counts.rowsKept = rowsOf(m_kept);
    m_counts.rowsDropped += dropped;
}

void JournalWorker::lose(std::vector<JournalBatch>& group, const std::string& reason)
{
    std::vector<InputWhat> news;
    for (JournalBatch& batch : group) {
        for (const OrderIntent& intent : batch.intents)
            news.emplace_back(input::IntentLost{intent.record().clientOrderId, reason});
        batch.intents.clear();
    }
    if (news.empty())
        return;
    {
        const std::lock_guard lock{m_mutex};
        m_counts.intentsLost += news.size();
    }
    m_sink.push(std::move(news));
}

void JournalWorker::sayWorking(bool wasStalled, std::uint64_t dropped)
{
    m_stalledWhy.clear();
    const std::uint64_t untold = dropped - std::exchange(m_droppedTold, dropped);
    if (!wasStalled && untold == 0)
        return;
    std::string reason = "the journal writes again";
    if (untold > 0)
        reason += "; " + std::to_string(untold) + " rows did not fit into memory and are lost";
    m_sink.push({input::LinkChanged{Link::Journal, LinkState::Live, reason}});
}

} // namespace tapedeck::store
