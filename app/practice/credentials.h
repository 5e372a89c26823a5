#pragma once

#include "base/secret.h"

#include <string>
#include <string_view>

namespace tapedeck::practice {

/// The one pair of keys that opens the practice account.
class Credentials
{
public:
    Credentials(std::string key, Secret secret) : m_key{std::move(key)}, m_secret{std::move(secret)}
    {}

    /// Takes the same time whatever the guess.
    [[nodiscard]] bool match(std::string_view key, std::string_view secret) const noexcept
    {
        const bool keyMatches = same(key, m_key);
        return same(secret, m_secret.reveal()) && keyMatches;
    }

private:
    static bool same(std::string_view guess, std::string_view truth) noexcept
    {
        unsigned difference = guess.size() == truth.size() ? 0U : 1U;
        for (std::size_t i = 0; i < guess.size(); ++i) {
            const char expected = truth.empty() ? '\0' : truth[i % truth.size()];
            difference |= static_cast<unsigned char>(guess[i]) ^
                          static_cast<unsigned>(static_cast<unsigned char>(expected));
        }
        return difference == 0;
    }

    std::string m_key;
    Secret m_secret;
};

} // namespace tapedeck::practice
