#include "engine/news_stories.h"

#include <array>

namespace tapedeck {

namespace {

/// Some headlines come every day.
constexpr Nanoseconds kSameFor = std::chrono::hours{24};

std::array<std::string, 3> keysOf(const NewsItem& item)
{
    return {"#" + std::to_string(item.id), addressKey(item.url), headlineKey(item.headline)};
}

} // namespace

NewsStories::Told NewsStories::take(const NewsItem& item, NewsVia via)
{
    const bool ofBroker = via != NewsVia::Rss;
    const auto known = find(item, ofBroker);
    Told told;
    told.story = known.value_or(item.id);
    Story& story = m_stories[told.story];
    const auto source = static_cast<std::uint8_t>(1U << static_cast<unsigned>(via));
    told.isFirstOfSource = (story.sources & source) == 0;
    story.sources = static_cast<std::uint8_t>(story.sources | source);
    told.replaces = story.shownId;
    if (!known)
        told.isNew = true;
    else if (item.id == story.shownId)
        told.isNew = item.updated > story.version;
    else
        told.isNew = ofBroker; // until now others had told it
    if (told.isNew) {
        story.shownId = item.id;
        story.version = item.updated;
    }
    learn(item, told.story);
    return told;
}

std::optional<std::int64_t> NewsStories::find(const NewsItem& item, bool ofBroker) const
{
    bool isId = true;
    for (const std::string& key : keysOf(item)) {
        const bool byId = std::exchange(isId, false);
        const auto found = key.empty() ? m_keys.end() : m_keys.find(key);
        if (found == m_keys.end())
            continue;
        const Story& story = m_stories.at(found->second);
        if (byId)
            return found->second;
        const Nanoseconds apart = item.updated - story.version;
        const bool near = apart <= kSameFor && -apart <= kSameFor;
        if (near && (!ofBroker || story.shownId < 0))
            return found->second;
    }
    return std::nullopt;
}

void NewsStories::learn(const NewsItem& item, std::int64_t story)
{
    for (std::string& key : keysOf(item)) {
        if (key.empty())
            continue;
        const auto [place, isNew] = m_keys.insert_or_assign(key, story);
        if (isNew)
            m_learnt.emplace_back(story, std::move(key));
    }
    if (m_stories.size() > kStoriesMax) // many at once: each costs a look at all keys
        forgetOldest(kStoriesMax / 10);
}

void NewsStories::forgetOldest(std::size_t count)
{
    for (const auto& [story, key] : m_learnt) {
        if (count == 0)
            break;
        count -= m_stories.erase(story);
    }
    std::erase_if(m_keys, [this](const auto& entry) { return !m_stories.contains(entry.second); });
    std::erase_if(m_learnt, [this](const auto& entry) { return !m_keys.contains(entry.second); });
}

} // namespace tapedeck
