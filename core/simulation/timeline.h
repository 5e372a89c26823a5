#pragma once

#include "base/time.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace tapedeck {

/// Whose an event is: the program's are forgotten when it stops, and wait while it sleeps.
enum class Whose : std::uint8_t
{
    World,
    Program
};

/// Virtual time: what is due happens in its order, and nothing happens in between.
class Timeline
{
public:
    explicit Timeline(Timestamp start) noexcept : m_start{start}, m_now{start} {}

    void later(Nanoseconds delay, Whose whose, std::function<void()> act);
    /// `passed` is called whenever the time has moved, before what is due then.
    void runUntil(Timestamp until, const std::function<void()>& passed);
    void forgetProgram();
    void fallAsleep() noexcept { m_asleep = true; }
    /// What the program was to do meanwhile, it does now.
    void wake();
    /// Nothing that was to come comes.
    void jumpTo(Timestamp now);

    [[nodiscard]] Timestamp now() const noexcept { return m_now; }
    /// Of a clock that counts through sleep, as the program's does.
    [[nodiscard]] Nanoseconds steady() const noexcept { return m_now - m_start; }
    [[nodiscard]] bool isAsleep() const noexcept { return m_asleep; }

private:
    struct Event
    {
        Timestamp at;
        std::uint64_t number = 0;
        Whose whose{};
        std::function<void()> act;
    };
    [[nodiscard]] static bool isLater(const Event& a, const Event& b) noexcept;
    void push(Event event);

    Timestamp m_start;
    Timestamp m_now;
    std::vector<Event> m_events; ///< a heap, earliest first
    std::vector<Event> m_held;   ///< the program's, while it sleeps
    std::uint64_t m_number = 0;
    bool m_asleep = false;
};

} // namespace tapedeck
