#pragma once

#include "desk/snapshot.h"

#include <memory>
#include <mutex>

namespace tapedeck::runtime {

/// The newest snapshot, from the engine's thread to the window's: a newer one takes the place of
/// one that nobody has read. The window never waits: when the slot is being written, it takes the
/// next one.
class SnapshotSlot
{
public:
    void put(std::shared_ptr<const Snapshot> snapshot)
    {
        // The old one is freed outside the lock.
        const std::lock_guard lock{m_mutex};
        m_newest.swap(snapshot);
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
};

} // namespace tapedeck::runtime
