#pragma once

#include "engine/decks.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

/// Stands where the engine would, for who asks the broker's deck one thing and waits for it: T is
/// the input that answers.
template <class T>
class AnswerWaiter final : public InputSink
{
public:
    void push(std::vector<InputWhat> batch) override
    {
        const std::lock_guard lock{m_mutex};
        for (InputWhat& what : batch) {
            if (auto* answer = std::get_if<T>(&what))
                m_answer = std::move(*answer);
            if (auto* failed = std::get_if<input::RequestFailed>(&what))
                m_failure = std::move(*failed);
        }
        m_news.notify_one();
    }
    void pushMarket(std::vector<MarketEvent> /*batch*/) override {}

    /// What has come counts no more. Before the next question.
    void forget()
    {
        const std::lock_guard lock{m_mutex};
        m_answer.reset();
        m_failure.reset();
    }
    /// Blocks this thread. Nothing where it failed, none came in time, or nobody wants it any more.
    [[nodiscard]] std::optional<T> wait(std::chrono::steady_clock::time_point deadline,
                                        const std::stop_token& unwanted = {})
    {
        std::unique_lock lock{m_mutex};
        m_news.wait_until(lock, unwanted, deadline, [this] { return m_answer || m_failure; });
        return m_answer;
    }
    /// Why there was none; nothing: it did not come in time.
    [[nodiscard]] std::optional<input::RequestFailed> failure() const
    {
        const std::lock_guard lock{m_mutex};
        return m_failure;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_news;
    std::optional<T> m_answer; ///< under m_mutex, as is the next
    std::optional<input::RequestFailed> m_failure;
};

} // namespace tapedeck
