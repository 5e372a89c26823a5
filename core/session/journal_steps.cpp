#include "session/journal_steps.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tapedeck {

std::size_t rowsOf(const JournalBatch& batch) noexcept
{
    return batch.audit.size() + batch.orders.size();
}

void loseIntents(JournalBatch& batch, const std::string& reason, std::vector<InputWhat>& news)
{
    for (const OrderIntent& intent : batch.intents)
        news.emplace_back(input::IntentLost{intent.record().clientOrderId, reason});
    batch.intents.clear();
}

std::optional<Nanoseconds> JournalSteps::retryAt() const noexcept
{
    return isStalled() ? std::optional{m_retryAt} : std::nullopt;
}

std::vector<JournalBatch> JournalSteps::begin(std::vector<JournalBatch> group,
                                              Nanoseconds now,
                                              bool ending,
                                              std::vector<InputWhat>& news)
{
    if (isStalled() && !ending && now < m_retryAt) {
        lose(group, m_stalledWhy, news);
        keep(group);
        return {};
    }
    if (isStalled())
        group.insert(group.begin(), std::exchange(m_kept, JournalBatch{}));
    m_rowsBegun = 0;
    for (const JournalBatch& batch : group)
        m_rowsBegun += rowsOf(batch) + batch.intents.size();
    return group;
}

void JournalSteps::onCommitted(std::vector<std::string> durable,
                               std::vector<std::string> refused,
                               std::uint64_t turnedAway,
                               std::vector<InputWhat>& news)
{
    const bool wasStalled = isStalled();
    m_stalledWhy.clear();
    ++m_counts.commits;
    m_counts.rowsWritten += m_rowsBegun - refused.size();
    m_counts.rowsKept = 0;
    m_counts.intentsLost += refused.size();

    const std::uint64_t dropped = m_counts.rowsDropped + turnedAway;
    const std::uint64_t untold = dropped - std::exchange(m_droppedTold, dropped);
    if (wasStalled || untold > 0) {
        std::string reason = "the journal writes again";
        if (untold > 0)
            reason += "; " + std::to_string(untold) + " rows did not fit into memory and are lost";
        news.emplace_back(input::LinkChanged{Link::Journal, LinkState::Live, std::move(reason)});
    }
    for (std::string& id : durable)
        news.emplace_back(input::IntentDurable{std::move(id)});
    for (std::string& id : refused)
        news.emplace_back(input::IntentLost{std::move(id), "this client order id was used before"});
}

void JournalSteps::onRefused(std::vector<JournalBatch> group,
                             const std::string& reason,
                             Nanoseconds now,
                             std::vector<InputWhat>& news)
{
    const bool wasWriting = !isStalled();
    m_stalledWhy = reason;
    m_retryAfter = wasWriting ? m_limits.retryFirst : std::min(m_retryAfter * 2, m_limits.retryMax);
    m_retryAt = now + m_retryAfter;
    ++m_counts.failures;
    lose(group, reason, news);
    keep(group);
    if (wasWriting)
        news.emplace_back(input::LinkChanged{Link::Journal, LinkState::Stale, reason});
}

void JournalSteps::lose(std::vector<JournalBatch>& group,
                        const std::string& reason,
                        std::vector<InputWhat>& news)
{
    const std::size_t before = news.size();
    for (JournalBatch& batch : group)
        loseIntents(batch, reason, news);
    m_counts.intentsLost += news.size() - before;
}

void JournalSteps::keep(std::vector<JournalBatch>& group)
{
    for (JournalBatch& batch : group) {
        if (batch.state)
            m_kept.state = std::move(batch.state);
        if (rowsOf(m_kept) + rowsOf(batch) > m_limits.keptRowsMax) {
            m_counts.rowsDropped += rowsOf(batch);
            continue;
        }
        std::move(batch.audit.begin(), batch.audit.end(), std::back_inserter(m_kept.audit));
        std::move(batch.orders.begin(), batch.orders.end(), std::back_inserter(m_kept.orders));
    }
    m_counts.rowsKept = rowsOf(m_kept);
}

} // namespace tapedeck
