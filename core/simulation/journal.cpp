#include "simulation/journal.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// How long a transaction takes, at most, and how long the thread takes to wake, in milliseconds.
constexpr std::int64_t kCommitMs = 12;
constexpr std::int64_t kSlowCommitMs = 900;
constexpr std::int64_t kWakeMs = 2;

} // namespace

void SimulatedJournal::post(JournalBatch batch)
{
    if (batch.isEmpty())
        return;
    for (const OrderIntent& intent : batch.intents) {
        m_records.emplace(intent.record().clientOrderId,
                          Decided{intent.record(), batch.decided.presses});
        if (m_stage.isSpoilt(Sabotage::SentBeforeDurable))
            m_ears.durable(intent.record(), batch.decided.presses);
    }
    m_waiting.push_back(std::move(batch));
    wakeIn(m_stage.upTo(kWakeMs));
}

void SimulatedJournal::wakeIn(Nanoseconds delay)
{
    if (std::exchange(m_isAwake, true))
        return;
    m_stage.timeline.later(delay, Whose::Program, [this] {
        m_isAwake = false;
        take();
    });
}

void SimulatedJournal::take()
{
    const JournalLimits limits;
    std::vector<JournalBatch> group;
    while (!m_waiting.empty() && group.size() < limits.groupBatchesMax) {
        group.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    std::vector<InputWhat> news;
    m_group = m_steps.begin(std::move(group), m_stage.timeline.steady(), false, news);
    tell(news);
    if (m_group.empty()) {
        rest();
        return;
    }
    m_isAwake = true;
    m_stage.timeline.later(commitTakes(), Whose::Program, [this] {
        m_isAwake = false;
        write();
    });
}

Nanoseconds SimulatedJournal::commitTakes()
{
    if (m_stage.isCalm)
        return std::chrono::milliseconds{1};
    const Timestamp now = m_stage.timeline.now();
    if (now < m_stage.diskStuckUntil)
        return m_stage.diskStuckUntil - now;
    return m_stage.upTo(now < m_stage.diskSlowUntil ? kSlowCommitMs : kCommitMs);
}

void SimulatedJournal::write()
{
    if (m_stage.diesAt(WritePoint::BeforeCommit))
        return;
    std::vector<InputWhat> news;
    if (m_stage.timeline.now() < m_stage.diskFullUntil) {
        ++m_stage.counts.refusedCommits;
        m_steps.onRefused(std::move(m_group), "disk full", m_stage.timeline.steady(), news);
        tell(news);
        rest();
        return;
    }
    std::vector<std::string> ids;
    for (const JournalBatch& batch : m_group) {
        for (const OrderIntent& intent : batch.intents)
            ids.push_back(intent.record().clientOrderId);
    }
    auto refused = m_store.commit(m_group);
    if (!refused) {
        m_stage.problem("the journal failed: " + refused.error().what);
        return;
    }
    ++m_stage.counts.commits;
    for (const std::string& id : *refused)
        std::erase(ids, id);
    m_ears.committed(m_group, ids);
    m_group.clear();
    if (!m_stage.diesAt(WritePoint::AfterCommit))
        release(std::move(ids), std::move(*refused));
}

void SimulatedJournal::release(std::vector<std::string> durable, std::vector<std::string> refused)
{
    std::vector<InputWhat> news;
    const std::vector<std::string> ids = durable;
    m_steps.onCommitted(std::move(durable), std::move(refused), 0, news);
    tell(news);
    for (const std::string& id : ids) {
        if (const auto record = m_records.extract(id); !record.empty())
            m_ears.durable(record.mapped().intent, record.mapped().presses);
    }
    rest();
}

/// Until there is something to do.
void SimulatedJournal::rest()
{
    if (!m_waiting.empty())
        wakeIn(Nanoseconds{0});
    else if (const auto at = m_steps.retryAt())
        wakeIn(std::max(*at - m_stage.timeline.steady(), Nanoseconds{0}));
}

void SimulatedJournal::tell(std::vector<InputWhat>& news)
{
    for (InputWhat& what : news) {
        if (const auto* lost = std::get_if<input::IntentLost>(&what)) {
            m_stage.note(lost->clientOrderId + " is lost: " + lost->reason);
            m_records.erase(lost->clientOrderId);
            m_ears.lost(lost->clientOrderId);
        }
        m_stage.toEngine(std::move(what));
    }
    news.clear();
}

} // namespace tapedeck
