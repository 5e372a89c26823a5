#pragma once

#include "market/news.h"
#include "session/rest_call.h"

#include <string>
#include <variant>
#include <vector>

namespace tapedeck {

/// Fetches the news that was written or changed since a time, oldest first, page by page. What was
/// read stands when a later page fails.
class NewsSteps
{
public:
    static constexpr std::size_t kItemsPerPage = 50;
    static constexpr std::size_t kPagesMax = 40;

    /// Of all symbols where `symbols` is empty. Both times are included.
    NewsSteps(std::vector<std::string> symbols, Timestamp from, Timestamp to);

    [[nodiscard]] RestCall first() const { return call(); }
    struct Page
    {
        std::vector<NewsItem> items;
        std::optional<RestCall> next; ///< nothing: it was the last, or the bound is reached
    };
    /// Errors: Unavailable, Refused, Malformed.
    [[nodiscard]] Result<Page> onAnswer(const RestAnswer& answer);

private:
    [[nodiscard]] RestCall call() const;

    std::vector<std::string> m_symbols;
    Timestamp m_from;
    Timestamp m_to;
    std::string m_pageToken;
    std::size_t m_pages = 0;
};

} // namespace tapedeck
