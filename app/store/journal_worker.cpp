#include "app/store/journal_worker.h"

#include "desk/snapshot.h"
#include "engine/input.h"

#include <QThread>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tapedeck::store {

/// How start() hears of what happened on the other thread.
struct JournalWorker::Opening
{
    std::size_t auditRowsMax = 0;
    std::optional<Result<Recovered>> result; ///< under m_mutex
};

JournalWorker::JournalWorker(JournalFile file,
                             const InstanceLock& lock,
                             Operator by,
                             BrokerDeck& broker,
                             InputSink& sink,
                             JournalLimits limits)
    : m_file{std::move(file)}, m_lock{lock}, m_by{std::move(by)}, m_broker{broker}, m_sink{sink},
      m_limits{limits}, m_steps{limits}
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
        if (refused) {
            m_turnedAway.rowsDropped += rowsOf(batch);
            m_turnedAway.intentsLost += batch.intents.size();
        } else {
            m_waiting.push_back(std::move(batch));
        }
    }
    if (!refused) {
        m_wake.notify_all();
        return;
    }
    std::vector<InputWhat> news;
    loseIntents(batch, "the journal has no room for more", news);
    if (!news.empty())
        m_sink.push(std::move(news));
}

Result<void> JournalWorker::bindAccount(std::string accountId)
{
    std::unique_lock lock{m_mutex};
    m_bound.reset();
    m_toBind = std::move(accountId);
    m_wake.notify_all();
    m_wake.wait(lock, [this] { return m_bound || m_ending; });
    return m_bound ? *m_bound : fail(ErrorCode::Unavailable, "the program ends");
}

void JournalWorker::bindIfAsked()
{
    std::optional<std::string> accountId;
    {
        const std::lock_guard lock{m_mutex};
        accountId = std::exchange(m_toBind, std::nullopt);
    }
    if (!accountId)
        return;
    const auto bound = m_journal->bindAccount(*accountId);
    const std::lock_guard lock{m_mutex};
    m_bound = bound;
    m_wake.notify_all();
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

JournalCounts JournalWorker::counts() const
{
    const std::lock_guard lock{m_mutex};
    JournalCounts all = m_counts;
    all.rowsDropped += m_turnedAway.rowsDropped;
    all.intentsLost += m_turnedAway.intentsLost;
    return all;
}

ChainHead JournalWorker::head() const
{
    const std::lock_guard lock{m_mutex};
    return m_head;
}

Result<Recovered> JournalWorker::open(std::size_t auditRowsMax)
{
    auto journal = Journal::open(m_file, m_lock, m_by);
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
    auto killed = reader.killOnRecord(!state->empty());
    if (!killed)
        return tl::unexpected{killed.error()};
    {
        const std::lock_guard lock{m_mutex};
        m_head = end->head;
    }
    return Recovered{
        std::move(*state), std::move(*intents), std::move(*tail), *end, std::move(*killed)};
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
        bindIfAsked();
        write(std::move(group), ending);
    }
    m_journal.reset(); // on the thread that opened it
}

bool JournalWorker::take(std::vector<JournalBatch>& group)
{
    std::unique_lock lock{m_mutex};
    const auto hasWork = [&] { return m_ending || m_toBind || !m_waiting.empty(); };
    if (m_retryAt)
        m_wake.wait_until(lock, *m_retryAt, hasWork);
    else
        m_wake.wait(lock, hasWork);
    const std::size_t count = std::min(m_waiting.size(), m_limits.groupBatchesMax);
    const auto end = m_waiting.begin() + static_cast<std::ptrdiff_t>(count);
    group.assign(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(end));
    m_waiting.erase(m_waiting.begin(), end);
    return m_ending && m_waiting.empty();
}

void JournalWorker::write(std::vector<JournalBatch> group, bool ending)
{
    const auto now = [] { return Nanoseconds{Clock::now().time_since_epoch()}; };
    std::vector<InputWhat> news;
    group = m_steps.begin(std::move(group), now(), ending, news);
    if (group.empty()) {
        tell(std::move(news));
        return;
    }
    // As the oldest of them was decided.
    const auto oldest = std::find_if(group.begin(), group.end(), [](const JournalBatch& batch) {
        return !batch.intents.empty();
    });
    const DecisionStamp decided = oldest == group.end() ? DecisionStamp{} : oldest->decided;
    auto committed = m_journal->commit(group);
    if (!committed) {
        m_steps.onRefused(std::move(group), committed.error().what, now(), news);
        tell(std::move(news));
        return;
    }
    std::vector<std::string> durable;
    for (const auto& intent : committed->durable)
        durable.push_back(intent.value().record().clientOrderId);
    std::uint64_t turnedAway = 0;
    {
        const std::lock_guard lock{m_mutex};
        turnedAway = m_turnedAway.rowsDropped;
        m_head = committed->head;
    }
    m_steps.onCommitted(std::move(durable), std::move(committed->refused), turnedAway, news);
    // The engine hears of it before the broker can answer.
    tell(std::move(news));
    for (auto& intent : committed->durable)
        m_broker.post(request::Submit{std::move(intent), decided});
    if (!committed->durable.empty() && m_onSubmitted)
        m_onSubmitted();
}

void JournalWorker::tell(std::vector<InputWhat> news)
{
    const auto retryAt = m_steps.retryAt();
    m_retryAt = retryAt ? std::optional{Clock::time_point{
                              std::chrono::duration_cast<Clock::duration>(*retryAt)}}
                        : std::nullopt;
    {
        const std::lock_guard lock{m_mutex};
        m_counts = m_steps.counts();
    }
    if (!news.empty())
        m_sink.push(std::move(news));
}

} // namespace tapedeck::store
