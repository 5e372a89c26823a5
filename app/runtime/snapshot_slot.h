#pragma once

#include "desk/snapshot.h"

#include <functional>
#include <memory>
#include <mutex>

namespace tapedeck::runtime {

/// The newest snapshot, from the engine's thread to the window's: a newer one takes the place of
/// one that nobody has read. The window never waits: when the slot is being written, it takes the
/// next one.
class SnapshotSlot
{
public:
    /// `urgent`: whoever reads is woken.
    void put(std::shared_ptr<const Snapshot> snapshot, bool urgent)
    {
        {
            // The old one is freed outside the lock.
            const std::lock_guard lock{m_mutex};
            m_newest.swap(snapshot);
        }
        if (!urgent)
            return;
        const std::lock_guard lock{m_wakeMutex};
        if (m_wake)
            m_wake();
    }
    /// Called by put(), on its thread. None is called any more when this returns.
    void setWake(std::function<void()> wake)
    {
        const std::lock_guard lock{m_wakeMutex};
        m_wake = std::move(wake);
    }
    /// Null if there is none since the last call.
    [[nodiscard]] std::shared_ptr<const Snapshot> take()
    {
        const std::unique_lock lock{m_mutex, std::try_to_lock};
        return lock ? std::move(m_newest) : nullptr;
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<const Snapshot> m_newest;
    std::mutex m_wakeMutex;
    std::function<void()> m_wake; ///< under m_wakeMutex
};

} // namespace tapedeck::runtime
