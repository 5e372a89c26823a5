#pragma once

#include "app/alpaca/endpoints.h"
#include "engine/decks.h"

#include <QTest>

#include <gtest/gtest.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// The journal's one key, here without a journal: what is under test is what follows a commit.
class JournalCommit
{
public:
    [[nodiscard]] static Durable<OrderIntent> of(OrderIntent intent)
    {
        return Durable<OrderIntent>{std::move(intent)};
    }
};

} // namespace tapedeck

namespace tapedeck::test {

inline constexpr int kPatienceMs = 20'000;

/// All inputs that the decks said, in order.
class HeardInputs final : public InputSink
{
public:
    void push(std::vector<InputWhat> batch) override;
    void pushMarket(std::vector<MarketEvent> batch) override;

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
    [[nodiscard]] bool waitForLink(Link link, LinkState state, std::size_t times = 1) const;
    [[nodiscard]] std::vector<LinkState> statesOf(Link link) const;
    [[nodiscard]] std::string reasonOf(Link link) const;
    [[nodiscard]] std::size_t marketEvents() const;
    [[nodiscard]] std::vector<MarketEvent> market() const;

private:
    mutable std::mutex m_mutex;
    std::vector<InputWhat> m_inputs;
    std::vector<MarketEvent> m_market;
};

[[nodiscard]] inline Secret secretOf(std::string text)
{
    return Secret::takeFrom(text);
}
[[nodiscard]] alpaca::Login loginTo(int port,
                                    const std::string& key = "PKPRACTICE",
                                    const std::string& secret = "practice-secret");

/// A buy of ten, approved by the gate, on disk as far as the broker can tell.
[[nodiscard]] request::Submit submitOf(const std::string& clientOrderId,
                                       const std::string& symbol = "AAPL");
/// A person's closing order.
[[nodiscard]] request::Submit closingSubmitOf(const std::string& clientOrderId);

/// An order's body as the broker answers it.
[[nodiscard]] QByteArray orderBody(const std::string& clientOrderId);

} // namespace tapedeck::test
