#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace tapedeck::runtime {

/// Wakes the event loop of one thread from any other. On Linux an eventfd, so that ThreadSanitizer
/// sees the hand-over; an argument-free queued call elsewhere.
class Waker
{
public:
    Waker();
    ~Waker();
    Waker(const Waker&) = delete;
    Waker& operator=(const Waker&) = delete;

    /// On the thread that is to be woken. `context` lives there and outlives the waker.
    void attach(QObject* context, std::function<void()> wake);
    /// From any thread. Until the wake-up runs, further rings cost one atomic exchange.
    void ring();
    /// First thing in the wake-up: from here on a ring wakes again.
    void disarm();

private:
    std::atomic<bool> m_armed{false};
    int m_fd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QObject* m_context = nullptr;
    std::function<void()> m_wake;
};

/// Batches from any number of threads to one. Bounded: what happens at the bound is the pusher's
/// policy, so push() says how full it is and refuses nothing.
template <class T>
class Inbox
{
public:
    void attach(QObject* context, std::function<void()> wake)
    {
        m_waker.attach(context, std::move(wake));
    }
    /// Returns how many items wait now.
    std::size_t push(T item)
    {
        std::size_t waiting = 0;
        {
            const std::lock_guard lock{m_mutex};
            m_items.push_back(std::move(item));
            waiting = m_items.size();
        }
        m_waker.ring();
        return waiting;
    }
    /// Applies `change` to what waits; for conflation under pressure.
    template <class F>
    void edit(F&& change)
    {
        const std::lock_guard lock{m_mutex};
        change(m_items);
    }
    /// Everything that waits, in order. On the receiving thread.
    [[nodiscard]] std::deque<T> takeAll()
    {
        m_waker.disarm();
        std::deque<T> taken;
        const std::lock_guard lock{m_mutex};
        taken.swap(m_items);
        return taken;
    }

private:
    std::mutex m_mutex;
    std::deque<T> m_items;
    Waker m_waker;
};

} // namespace tapedeck::runtime
