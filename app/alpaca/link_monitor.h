#pragma once

#include "app/runtime/run_clock.h"
#include "base/time.h"
#include "desk/snapshot.h"
#include "session/call_counts.h"
#include "session/gap_ledger.h"
#include "session/lag_histogram.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace tapedeck::alpaca {

/// The run's time. Called from any thread.
using Now = std::function<Timestamp()>;

/// A run's clock that several threads read and somebody may set anew.
class SharedClock
{
public:
    explicit SharedClock(const runtime::RunClock& clock) noexcept : m_clock{clock} {}

    void set(const runtime::RunClock& clock)
    {
        const std::lock_guard lock{m_mutex};
        m_clock = clock;
    }
    [[nodiscard]] Timestamp now() const
    {
        const std::lock_guard lock{m_mutex};
        return m_clock.now();
    }

private:
    mutable std::mutex m_mutex;
    runtime::RunClock m_clock;
};

/// The figures of one link: written by its worker, read by whoever makes snapshots.
class LinkMonitor
{
public:
    LinkMonitor(Link link, Now now);

    void onState(LinkState state, const std::string& reason, std::optional<Nanoseconds> tryAgainIn);
    void onConnecting();
    /// So many messages arrived together.
    void onMessages(std::int64_t count, Nanoseconds steadyNow);
    void onLag(Nanoseconds lag);
    void onDropped(std::int64_t count);
    /// Messages of unknown kinds, all so far.
    void setUnknown(std::int64_t count);
    void setGaps(const GapLedger& ledger);
    /// A request leaves.
    void onCall(CallPurpose purpose, Nanoseconds steadyNow);
    /// What a person should know of now; empty: nothing any more.
    void setNotice(const std::string& notice);
    /// Several times a second; keeps the rates.
    void tick(Nanoseconds steadyNow);

    /// Any thread.
    [[nodiscard]] LinkHealth health() const;

private:
    Now m_now;
    mutable std::mutex m_mutex;
    LinkHealth m_health;
    LagHistogram m_lags;
    CallCounts m_calls;
    bool m_everConnected = false;
    std::optional<Nanoseconds> m_lastMessage;
    Nanoseconds m_rateSince{0};
    std::int64_t m_rateMessages = 0;
    Nanoseconds m_lagsSince{0};
};

} // namespace tapedeck::alpaca
