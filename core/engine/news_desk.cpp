#include "engine/news_desk.h"

#include "signals/news/news_score.h"

#include <algorithm>

namespace tapedeck {

void NewsDesk::onNews(const input::News& news)
{
    for (const NewsItem& item : news.items)
        take(item, news.via);
}

void NewsDesk::take(const NewsItem& item, NewsVia via)
{
    EngineState& s = m_state;
    const NewsStories::Told told = s.stories.take(item, via);
    if (told.isFirstOfSource)
        s.put(output::RecordSighting{told.story, via, item.created, s.now});
    if (!told.isNew)
        return; // told twice, or late

    const NewsScore score = scoreNews(item.headline + ". " + item.summary);
    s.put(output::RecordNews{item, via, s.now, score.milli, std::string{toString(score.label)}});

    NewsRow row;
    row.id = item.id;
    row.at = item.updated;
    row.receivedAt = s.now;
    row.via = via;
    row.headline = item.headline;
    row.summary = item.summary;
    row.source = item.source;
    row.url = item.url;
    row.symbols = item.symbols;
    row.scoreMilli = score.milli;
    const auto concerned =
        std::stable_partition(row.symbols.begin(),
                              row.symbols.end(),
                              [this](const std::string& each) { return concerns(each); });
    row.concerns = concerned != row.symbols.begin();
    const auto before = std::find_if(s.news.begin(), s.news.end(), [&](const NewsRow& other) {
        return other.id == told.replaces;
    });
    if (before != s.news.end()) {
        row.versions = before->versions + 1;
        s.news.erase(before);
    }
    const auto place = std::find_if(
        s.news.begin(), s.news.end(), [&](const NewsRow& other) { return other.at <= row.at; });
    s.news.insert(place, std::move(row));
    if (s.news.size() > EngineState::kNewsShown)
        s.news.pop_back();
}

bool NewsDesk::concerns(const std::string& symbol) const
{
    const auto id = m_state.symbols.find(symbol);
    return m_state.isWatched(symbol) || (id && !m_state.decisive.book.quantity(*id).isZero());
}

} // namespace tapedeck
