#pragma once

#include "app/alpaca/endpoints.h"
#include "engine/decks.h"
#include "support/heard_inputs.h"

#include <gtest/gtest.h>

#include <string>

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
