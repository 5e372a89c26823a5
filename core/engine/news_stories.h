#pragma once

#include "market/news.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace tapedeck {

/// Which stories are known, whoever told them. The broker's items are told apart by their ids. An
/// item of others is the same story as one that has its address or its headline and is no more
/// than a day older or newer. The last ten thousand are known.
class NewsStories
{
public:
    static constexpr std::size_t kStoriesMax = 10'000;

    struct Told
    {
        std::int64_t story = 0; ///< the id under which it became known
        bool isNew = false;     ///< a new story, or a new version of one: worth showing and keeping
        bool isFirstOfSource = false;
        /// Of the item in whose place this one stands; its own for a later version.
        std::int64_t replaces = 0;
    };
    /// An item of others tells something only where nobody told it before, and gives way to the
    /// broker's.
    Told take(const NewsItem& item, NewsVia via);

private:
    struct Story
    {
        std::int64_t shownId = 0; ///< of the item that stands for it
        Timestamp version;
        std::uint8_t sources = 0; ///< a bit for each NewsVia
    };
    [[nodiscard]] std::optional<std::int64_t> find(const NewsItem& item, bool ofBroker) const;
    void learn(const NewsItem& item, std::int64_t story);
    void forgetOldest(std::size_t count);

    std::map<std::int64_t, Story> m_stories;
    std::map<std::string, std::int64_t, std::less<>> m_keys;   ///< ids, addresses, headlines
    std::deque<std::pair<std::int64_t, std::string>> m_learnt; ///< story and key, oldest first
};

} // namespace tapedeck
