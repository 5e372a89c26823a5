#pragma once

#include "engine/decks.h"

#include <QTest>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck::test {

inline constexpr int kPatienceMs = 20'000;

/// All inputs that the decks said, in order.
class HeardInputs final : public InputSink
{
public:
    void push(std::vector<InputWhat> batch) override
    {
        const std::lock_guard lock{m_mutex};
        for (InputWhat& what : batch)
            m_inputs.push_back(std::move(what));
    }
    void pushMarket(std::vector<MarketEvent> batch) override
    {
        const std::lock_guard lock{m_mutex};
        m_market.insert(m_market.end(), batch.begin(), batch.end());
    }

    template <class T>
    [[nodiscard]] std::vector<T> all() const
    {
        const std::lock_guard lock{m_mutex};
        std::vector<T> found;
        for (const InputWhat& what : m_inputs) {
            if (const T* one = std::get_if<T>(&what))
                found.push_back(*one);
        }
        return found;
    }
    /// The `count`-th of its kind, waited for.
    template <class T>
    [[nodiscard]] std::optional<T> next(std::size_t count = 1) const
    {
        if (!QTest::qWaitFor([&] { return all<T>().size() >= count; }, kPatienceMs))
            return std::nullopt;
        return all<T>()[count - 1];
    }
    [[nodiscard]] bool waitForLink(Link link, LinkState state, std::size_t times = 1) const
    {
        return QTest::qWaitFor(
            [&] {
                const auto states = statesOf(link);
                return static_cast<std::size_t>(std::count(states.begin(), states.end(), state)) >=
                       times;
            },
            kPatienceMs);
    }
    [[nodiscard]] std::vector<LinkState> statesOf(Link link) const
    {
        std::vector<LinkState> states;
        for (const input::LinkChanged& changed : all<input::LinkChanged>()) {
            if (changed.link == link)
                states.push_back(changed.state);
        }
        return states;
    }
    [[nodiscard]] std::string reasonOf(Link link) const
    {
        std::string reason;
        for (const input::LinkChanged& changed : all<input::LinkChanged>()) {
            if (changed.link == link)
                reason = changed.reason;
        }
        return reason;
    }
    [[nodiscard]] std::size_t marketEvents() const
    {
        const std::lock_guard lock{m_mutex};
        return m_market.size();
    }
    [[nodiscard]] std::vector<MarketEvent> market() const
    {
        const std::lock_guard lock{m_mutex};
        return m_market;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<InputWhat> m_inputs;
    std::vector<MarketEvent> m_market;
};

} // namespace tapedeck::test
