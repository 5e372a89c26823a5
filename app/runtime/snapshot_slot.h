#pragma once

#include "desk/snapshot.h"

#include <atomic>
#include <memory>

namespace tapedeck::runtime {

/// The newest snapshot, from the engine's thread to the window's, without a lock: a newer one takes
/// the place of one that nobody has read.
class SnapshotSlot
{
public:
    SnapshotSlot() = default;
    ~SnapshotSlot() { delete m_newest.exchange(nullptr); }
    SnapshotSlot(const SnapshotSlot&) = delete;
    SnapshotSlot& operator=(const SnapshotSlot&) = delete;

    void put(std::unique_ptr<const Snapshot> snapshot)
    {
        delete m_newest.exchange(snapshot.release(), std::memory_order_acq_rel);
    }
    /// Null if there is none since the last call.
    [[nodiscard]] std::shared_ptr<const Snapshot> take()
    {
        return std::shared_ptr<const Snapshot>{
            m_newest.exchange(nullptr, std::memory_order_acq_rel)};
    }
    /// True while the last one still waits: making another would be wasted.
    [[nodiscard]] bool isFull() const noexcept
    {
        return m_newest.load(std::memory_order_relaxed) != nullptr;
    }

private:
    std::atomic<const Snapshot*> m_newest{nullptr};
};

} // namespace tapedeck::runtime
