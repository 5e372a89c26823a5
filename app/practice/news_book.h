#pragma once

#include "base/result.h"
#include "base/time.h"
#include "market/news.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck::practice {

/// News that has come, and news that is still to come.
class NewsBook
{
public:
    /// Items of a file, one object a line, plain or zstd. Errors: Malformed (with the line's
    /// number), NotFound, Io.
    [[nodiscard]] Result<void> read(const std::filesystem::path& file);
    /// More to come. Precondition: none is due already.
    void add(std::vector<NewsItem> items);

    /// Time passes: what is due by `now` has come. Valid until the next call.
    [[nodiscard]] std::vector<const NewsItem*> advance(Timestamp now);

    using Key = std::pair<Timestamp, std::int64_t>; ///< update and id
    /// The newest version of everything that has come, by its update.
    [[nodiscard]] const std::map<Key, std::size_t>& known() const noexcept { return m_known; }
    [[nodiscard]] const NewsItem& item(std::size_t place) const noexcept { return m_items[place]; }

private:
    void sortComing();

    std::vector<NewsItem> m_items; ///< from m_due on by update
    std::size_t m_due = 0;
    std::map<Key, std::size_t> m_known;
    std::map<std::int64_t, Timestamp> m_updateOf;
};

/// Headlines of a day for the market in the box, marked as what they are: every one begins with
/// "[practice]". The same for the same seed and day, with a few updates among them.
[[nodiscard]] std::vector<NewsItem> practiceNews(std::uint64_t seed, Date day);

} // namespace tapedeck::practice
