#include "wire/news_body.h"

#include "wire/msgpack_json.h"
#include "wire/msgpack_reader.h"

namespace tapedeck {

namespace {

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

void take(JsonValue element, std::size_t index, NewsFrame& frame)
{
    const auto refuse = [&](Error error) {
        error.what = "message " + std::to_string(index + 1) + ": " + error.what;
        frame.unreadable.push_back(std::move(error));
    };
    const std::string type = element.isObject() ? element["T"].text() : std::string{};
    if (type == "n") {
        BodyCounts counts;
        if (auto item = readNews(element, counts))
            frame.messages.emplace_back(std::move(*item));
        else
            refuse(item.error());
    } else if (type == "success" || type == "subscription" || type == "error") {
        if (auto control = readControl(element))
            frame.messages.emplace_back(std::move(*control));
        else
            refuse(control.error());
    } else if (type.empty()) {
        refuse({ErrorCode::Malformed, element.isObject() ? "no type" : "not an object"});
    } else {
        ++frame.unknownTypes;
    }
}

} // namespace

Result<NewsItem> parseNews(std::string_view object)
{
    return parseBody<NewsItem>(object, &readNews, nullptr);
}

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

Result<NewsPage> parseNewsPage(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue list = document->root()["news"];
    if (!list.isArray())
        return fail(ErrorCode::Malformed, "news: 'news' is not a list");
    NewsPage page;
    for (const JsonValue element : list) {
        if (auto item = readNews(element, page.news.counts))
            page.news.items.push_back(std::move(*item));
        else
            page.news.unreadable.push_back(item.error());
    }
    page.nextPageToken = document->root()["next_page_token"].text();
    return page;
}

Result<NewsFrame> parseNewsFrame(std::string_view frame)
{
    std::string json;
    if (isMsgPack(frame)) {
        auto text = jsonOfMsgPack(frame);
        if (!text)
            return tl::unexpected<Error>{text.error()};
        json = std::move(*text);
        frame = json;
    }
    const auto document = JsonDocument::parse(frame);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    NewsFrame read;
    if (root.isObject()) {
        take(root, 0, read);
        return read;
    }
    if (!root.isArray())
        return fail(ErrorCode::Malformed, "frame is not an array of messages");
    std::size_t index = 0;
    for (const JsonValue element : root)
        take(element, index++, read);
    return read;
}

} // namespace tapedeck
