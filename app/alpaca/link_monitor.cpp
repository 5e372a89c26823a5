#include "app/alpaca/link_monitor.h"

#include "app/runtime/run_clock.h"

namespace tapedeck::alpaca {

namespace {

constexpr Nanoseconds kRateOver = std::chrono::seconds{1};
constexpr Nanoseconds kLagsOver = std::chrono::seconds{10};
/// The health display shows so many holes of each stream.
constexpr std::size_t kGapsShown = 5;

} // namespace

LinkMonitor::LinkMonitor(Link link, Now now) : m_now{std::move(now)}
{
    m_health.link = link;
    m_health.since = m_now();
}

void LinkMonitor::onState(LinkState state,
                          const std::string& reason,
                          std::optional<Nanoseconds> tryAgainIn)
{
    const Timestamp now = m_now();
    const std::lock_guard lock{m_mutex};
    if (state != m_health.state)
        m_health.since = now;
    m_health.state = state;
    m_health.reason = reason;
    m_health.nextTryAt.reset();
    if (tryAgainIn)
        m_health.nextTryAt = now + *tryAgainIn;
}

void LinkMonitor::onConnecting()
{
    const std::lock_guard lock{m_mutex};
    if (m_everConnected)
        ++m_health.reconnects;
    m_everConnected = true;
}

void LinkMonitor::onMessages(std::int64_t count, Nanoseconds steadyNow)
{
    const std::lock_guard lock{m_mutex};
    m_health.messages += count;
    m_rateMessages += count;
    m_lastMessage = steadyNow;
}

void LinkMonitor::onLag(Nanoseconds lag)
{
    const std::lock_guard lock{m_mutex};
    m_lags.add(lag);
}

void LinkMonitor::onDropped(std::int64_t count)
{
    const std::lock_guard lock{m_mutex};
    m_health.dropped += count;
}

void LinkMonitor::setUnknown(std::int64_t count)
{
    const std::lock_guard lock{m_mutex};
    m_health.unknown = count;
}

void LinkMonitor::setGaps(const GapLedger& ledger)
{
    auto last = ledger.last(kGapsShown);
    const std::lock_guard lock{m_mutex};
    m_health.gaps = ledger.counts();
    m_health.lastGaps = std::move(last);
}

void LinkMonitor::onCall(CallPurpose purpose, Nanoseconds steadyNow)
{
    const std::lock_guard lock{m_mutex};
    m_calls.add(purpose, steadyNow);
}

void LinkMonitor::setNotice(const std::string& notice)
{
    const std::lock_guard lock{m_mutex};
    m_health.notice = notice;
}

void LinkMonitor::tick(Nanoseconds steadyNow)
{
    const std::lock_guard lock{m_mutex};
    const Nanoseconds span = steadyNow - m_rateSince;
    if (span >= kRateOver) {
        m_health.messagesPerSecond =
            static_cast<double>(m_rateMessages) / std::chrono::duration<double>(span).count();
        m_rateMessages = 0;
        m_rateSince = steadyNow;
    }
    if (steadyNow - m_lagsSince >= kLagsOver) {
        m_lags.turn();
        m_lagsSince = steadyNow;
    }
}

LinkHealth LinkMonitor::health() const
{
    const std::lock_guard lock{m_mutex};
    LinkHealth health = m_health;
    health.lagMedian = m_lags.quantile(500);
    health.lagP99 = m_lags.quantile(990);
    if (m_lastMessage)
        health.lastMessageAge = runtime::RunClock::sinceBoot() - *m_lastMessage;
    if (m_health.link == Link::BrokerRest)
        health.calls = m_calls.lastHour(runtime::RunClock::sinceBoot());
    return health;
}

} // namespace tapedeck::alpaca
