#include "session/rest_queue.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

/// The network layer opens six connections a host: queries leave some to orders.
constexpr int kRunningMax = 6;
constexpr int kQueriesRunningMax = 3;
/// How often those who wait are looked at.
constexpr Nanoseconds kOrderLook = std::chrono::milliseconds{250};
constexpr Nanoseconds kQueryLook = std::chrono::seconds{1};
/// A request that has waited for so long is worth a word.
constexpr Nanoseconds kBudgetBites = std::chrono::seconds{2};

} // namespace

std::chrono::milliseconds RestOptions::timeoutOf(const RestCall& call) const noexcept
{
    return call.urgency == Urgency::Safety ? std::min(urgentTimeout, timeout) : timeout;
}

void RestQueue::push(std::shared_ptr<RestJob> job)
{
    m_waiting[static_cast<std::size_t>(job->call.urgency)].push_back(std::move(job));
}

std::vector<std::shared_ptr<RestJob>> RestQueue::takeExpired(Nanoseconds now)
{
    auto& orders = m_waiting[static_cast<std::size_t>(Urgency::Order)];
    std::vector<std::shared_ptr<RestJob>> expired;
    std::erase_if(orders, [&](const std::shared_ptr<RestJob>& job) {
        const bool late =
            job->call.method == RestMethod::Post && now - job->queuedAt >= m_options.orderWaitMax;
        if (late)
            expired.push_back(job);
        return late;
    });
    return expired;
}

RestAnswer RestQueue::expiredAnswer()
{
    RestAnswer answer;
    answer.kind = RestAnswer::Kind::NotSent;
    answer.reason = "the broker allows no more requests for now, and the order's price would be "
                    "too old";
    return answer;
}

RestQueue::Next RestQueue::next(Nanoseconds now)
{
    m_isShort = false;
    for (auto& queue : m_waiting) {
        if (queue.empty())
            continue;
        const Urgency urgency = queue.front()->call.urgency;
        const bool query = isQuery(urgency);
        if (m_running >= kRunningMax || (query && m_queriesRunning >= kQueriesRunningMax)) {
            // Whatever ends looks again; an order must hear in time that it is too late.
            return {nullptr, query ? std::nullopt : std::optional{kOrderLook}};
        }
        const Nanoseconds wait = m_throttle.take(urgency, now);
        if (wait > Nanoseconds{0}) {
            m_isShort = true;
            const Nanoseconds most =
                query ? kQueryLook : std::min(Nanoseconds{m_options.orderWaitMax}, kOrderLook);
            return {nullptr, std::min(wait, most)};
        }
        Next next{std::move(queue.front()), std::nullopt};
        queue.pop_front();
        ++next.job->attempts;
        next.job->startedAt = now;
        ++m_running;
        m_queriesRunning += query ? 1 : 0;
        return next;
    }
    return {};
}

void RestQueue::onEnded(const RestCall& call) noexcept
{
    --m_running;
    m_queriesRunning -= isQuery(call.urgency) ? 1 : 0;
}

bool RestQueue::bites(Nanoseconds now) const
{
    return m_isShort && std::any_of(m_waiting.begin(), m_waiting.end(), [now](const auto& queue) {
               return !queue.empty() && now - queue.front()->queuedAt >= kBudgetBites;
           });
}

} // namespace tapedeck
