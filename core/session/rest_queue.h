#pragma once

#include "session/broker_port.h"
#include "session/throttle.h"

#include <array>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace tapedeck {

struct RestOptions
{
    std::int64_t requestsPerMinute = 200;      ///< trading and data apart
    std::chrono::milliseconds timeout{10'000}; ///< of one attempt, connecting included
    /// The same, of what is urgent and does no harm when it is sent again: cancellations, and lists
    /// that confirm them. A connection that fell silent must not hold them up.
    std::chrono::milliseconds urgentTimeout{3'000};
    /// An order that cannot leave within this time rests on a price that is too old.
    std::chrono::milliseconds orderWaitMax{3'000};

    [[nodiscard]] std::chrono::milliseconds timeoutOf(const RestCall& call) const noexcept;
};

/// A request from send() to its answer.
struct RestJob
{
    RestCall call;
    RestReply reply;
    RestHooks hooks;
    int attempts = 0; ///< begun so far
    Nanoseconds queuedAt{0};
    Nanoseconds startedAt{0}; ///< the last attempt
};

/// Who of those who ask one host goes next: the urgent first, as its budget and the number of
/// connections allow. Times are those of a steady clock.
class RestQueue
{
public:
    explicit RestQueue(const RestOptions& options) noexcept
        : m_options{options}, m_throttle{options.requestsPerMinute}
    {}

    void push(std::shared_ptr<RestJob> job);
    /// Orders that waited too long: not sent, certainly so, since nothing of them has left.
    [[nodiscard]] std::vector<std::shared_ptr<RestJob>> takeExpired(Nanoseconds now);
    struct Next
    {
        std::shared_ptr<RestJob> job;           ///< begun now; null: nobody may go
        std::optional<Nanoseconds> lookAgainIn; ///< somebody waits, and nothing that ends tells
    };
    [[nodiscard]] Next next(Nanoseconds now);
    /// An attempt of next()'s is over.
    void onEnded(const RestCall& call) noexcept;

    [[nodiscard]] Throttle& throttle() noexcept { return m_throttle; }
    /// Somebody has been waiting for the budget long enough to be worth a word.
    [[nodiscard]] bool bites(Nanoseconds now) const;
    [[nodiscard]] static RestAnswer expiredAnswer();

private:
    RestOptions m_options;
    Throttle m_throttle;
    std::array<std::deque<std::shared_ptr<RestJob>>, 4> m_waiting; ///< by urgency
    int m_running = 0;
    int m_queriesRunning = 0;
    bool m_isShort = false; ///< the budget let somebody wait, at the last look
};

} // namespace tapedeck
