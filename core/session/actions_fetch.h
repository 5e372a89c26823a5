#pragma once

#include "engine/input.h"
#include "engine/output.h"
#include "session/rest_call.h"

#include <string>
#include <variant>
#include <vector>

namespace tapedeck {

/// Fetches the corporate actions of some symbols, page by page. The answer is whole or none: an
/// action that is not in it was taken back. What cannot be read hides nothing else.
class ActionsSteps
{
public:
    static constexpr std::size_t kItemsPerPage = 1'000;
    static constexpr std::size_t kPagesMax = 20;

    explicit ActionsSteps(const output::FetchCorporateActions& asked);

    using Next = std::variant<RestCall, input::CorporateActions>;
    [[nodiscard]] RestCall first() const { return call(); }
    /// Errors: Unavailable, Refused, Malformed .
    [[nodiscard]] Result<Next> onAnswer(const RestAnswer& answer);

private:
    [[nodiscard]] RestCall call() const;

    input::CorporateActions m_found;
    std::string m_pageToken;
    std::size_t m_pages = 0;
};

} // namespace tapedeck
