#pragma once

#include "app/practice/credentials.h"

#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::practice {

/// One client of the trading stream, without its socket (alpaca.md, section 3.1).
class TradingSession
{
public:
    explicit TradingSession(const Credentials& credentials) : m_credentials{credentials} {}

    struct Reply
    {
        std::string frame; ///< empty = nothing to say
        bool close = false;
    };
    [[nodiscard]] Reply message(std::string_view text);
    /// The time to authenticate is over.
    [[nodiscard]] Reply authDeadline() const;

    [[nodiscard]] bool isListening() const noexcept { return m_listening; }

private:
    const Credentials& m_credentials;
    bool m_authorized = false;
    bool m_listening = false;
};

} // namespace tapedeck::practice
