#pragma once

#include "base/canonical.h"
#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// How an item came to us.
enum class NewsVia : std::uint8_t
{
    Stream,
    Rest, ///< the broker's REST: at the start, after a hole, and while the stream is away
    Rss   ///< RSS and Atom feeds of others
};
[[nodiscard]] std::string_view toString(NewsVia via) noexcept;

/// A news item, or a later version of one: then with the same id (alpaca.md, section 2.7).
struct NewsItem
{
    std::int64_t id = 0; ///< the broker's; of an RSS item a negative one of our own
    std::string headline;
    std::string summary;
    std::string author;
    std::string url;
    std::string content; ///< HTML
    std::string source;
    Timestamp created;
    Timestamp updated;
    std::vector<std::string> symbols;
    TAPEDECK_FIELDS(self.id,
                    self.headline,
                    self.summary,
                    self.author,
                    self.url,
                    self.content,
                    self.source,
                    self.created,
                    self.updated,
                    self.symbols)
    friend bool operator==(const NewsItem&, const NewsItem&) = default;
};

/// What two reports of one story have in common, whoever tells it: the address without scheme,
/// "www.", query and fragment, and the letters and digits of the headline. Empty where there is
/// none, or too little of it to tell stories apart.
[[nodiscard]] std::string addressKey(std::string_view url);
[[nodiscard]] std::string headlineKey(std::string_view headline);

} // namespace tapedeck
