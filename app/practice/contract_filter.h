#pragma once

#include "app/practice/http_message.h"
#include "app/practice/option_contracts.h"

#include <optional>
#include <string>
#include <vector>

namespace tapedeck::practice {

/// What a request narrows a list of contracts by (alpaca.md, section 4.11).
class ContractFilter
{
public:
    enum class For : std::uint8_t
    {
        Contracts, ///< the trading host: active ones up to the next weekend unless it says more
        Chain      ///< the data host's chain of an underlying: all that is not expired
    };
    /// Errors: Malformed, in a sentence for the client.
    [[nodiscard]] static Result<ContractFilter>
    parse(const HttpRequest& request, Timestamp now, For what);

    [[nodiscard]] bool wants(const OptionContract& contract) const;
    [[nodiscard]] Date today() const noexcept { return m_today; }

private:
    Timestamp m_now;
    Date m_today{};
    std::vector<std::string> m_underlyings; ///< empty: all
    std::string m_root;                     ///< empty: all
    bool m_inactive = false;
    std::optional<bool> m_call;
    std::optional<Date> m_expiry;
    std::optional<Date> m_expiryFrom;
    std::optional<Date> m_expiryTo;
    std::optional<Price> m_strikeFrom;
    std::optional<Price> m_strikeTo;
    bool m_none = false; ///< a filter that no contract here passes: european, outside the pilot
};

} // namespace tapedeck::practice
