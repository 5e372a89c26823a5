#include "app/practice/news_book.h"

#include "app/practice/file_source.h"
#include "tape/line_reader.h"
#include "wire/news_body.h"

#include <algorithm>

namespace tapedeck::practice {

Result<void> NewsBook::read(const std::filesystem::path& file)
{
    auto source = FileSource::open(file);
    if (!source)
        return tl::unexpected<Error>{source.error()};
    LineReader reader{*source};
    TapeLine line;
    std::vector<NewsItem> items;
    while (true) {
        const auto more = reader.next(line);
        if (!more)
            return fail(more.error().code, file.string() + ": " + more.error().what);
        if (!*more)
            break;
        auto item = parseNews(line.text);
        if (!item)
            return fail(item.error().code,
                        file.string() + ", line " + std::to_string(line.number) + ": " +
                            item.error().what);
        items.push_back(std::move(*item));
    }
    add(std::move(items));
    return {};
}

void NewsBook::add(std::vector<NewsItem> items)
{
    m_items.insert(m_items.end(),
                   std::make_move_iterator(items.begin()),
                   std::make_move_iterator(items.end()));
    sortComing();
}

void NewsBook::sortComing()
{
    std::stable_sort(m_items.begin() + static_cast<std::ptrdiff_t>(m_due),
                     m_items.end(),
                     [](const NewsItem& a, const NewsItem& b) { return a.updated < b.updated; });
}

std::vector<const NewsItem*> NewsBook::advance(Timestamp now)
{
    std::vector<const NewsItem*> due;
    for (; m_due < m_items.size() && m_items[m_due].updated <= now; ++m_due) {
        const NewsItem& item = m_items[m_due];
        const auto [place, fresh] = m_updateOf.try_emplace(item.id, item.updated);
        if (!fresh)
            m_known.erase({place->second, item.id});
        place->second = item.updated;
        m_known[{item.updated, item.id}] = m_due;
        due.push_back(&item);
    }
    return due;
}

} // namespace tapedeck::practice
