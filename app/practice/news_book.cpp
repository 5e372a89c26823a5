#include "app/practice/news_book.h"

#include "app/practice/file_source.h"
#include "tape/line_reader.h"
#include "wire/body_fields.h"

#include <algorithm>

namespace tapedeck::practice {

namespace {

constexpr std::size_t kNewsSymbolsMax = 1'000;

Result<NewsItem> readNews(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "news", counts};
    NewsItem item;
    const auto id = fields.integer("id");
    if (!id)
        fields.refuse(ErrorCode::Malformed, "id", "missing");
    item.id = id.value_or(0);
    item.headline = fields.requiredText("headline");
    item.summary = fields.text("summary");
    item.author = fields.text("author");
    item.url = fields.text("url");
    item.content = fields.text("content");
    item.source = fields.text("source");
    item.created = fields.requiredTime("created_at");
    item.updated = fields.time("updated_at").value_or(item.created);
    for (const JsonValue symbol : fields.member("symbols")) {
        if (item.symbols.size() < kNewsSymbolsMax)
            item.symbols.push_back(symbol.text());
    }
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return item;
}

void writeSymbols(JsonWriter& json, const NewsItem& item)
{
    json.key("symbols").beginArray();
    for (const std::string& symbol : item.symbols)
        json.string(symbol);
    json.endArray();
}

} // namespace

std::string encodeNews(const NewsItem& item)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("T").string("n").key("id").integer(item.id);
    json.key("headline").string(item.headline).key("summary").string(item.summary);
    json.key("author").string(item.author).key("created_at").time(item.created);
    json.key("updated_at").time(item.updated).key("url").string(item.url);
    json.key("content").string(item.content);
    writeSymbols(json, item);
    json.key("source").string(item.source).endObject();
    return out;
}

void writeNews(JsonWriter& json, const NewsItem& item, bool content)
{
    json.beginObject().key("author").string(item.author);
    json.key("content").string(content ? item.content : std::string{});
    json.key("created_at").time(item.created).key("headline").string(item.headline);
    json.key("id").integer(item.id).key("images").beginArray().endArray();
    json.key("source").string(item.source).key("summary").string(item.summary);
    writeSymbols(json, item);
    json.key("updated_at").time(item.updated).key("url").string(item.url).endObject();
}

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
        auto item = parseBody<NewsItem>(line.text, &readNews, nullptr);
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
