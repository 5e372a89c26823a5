#include "app/practice/data_api.h"
#include "app/practice/http_connection.h"
#include "app/practice/rest_parameters.h"
#include "wire/market_body.h"
#include "wire/news_body.h"

#include <algorithm>

// News that has come, the newest version of each.
namespace tapedeck::practice {

namespace {

struct NewsQuery
{
    Timestamp from = Timestamp::min();
    Timestamp to;
    std::size_t limit = 10;
    bool ascending = false;
    bool content = false;
    bool noContentless = false;
    std::vector<std::string> symbols; ///< empty: all
    std::optional<NewsBook::Key> after;

    [[nodiscard]] bool wants(const NewsItem& item) const
    {
        const auto isAsked = [&](const std::string& symbol) {
            return std::binary_search(symbols.begin(), symbols.end(), symbol);
        };
        return (!noContentless || !item.content.empty()) &&
               (symbols.empty() || std::any_of(item.symbols.begin(), item.symbols.end(), isAsked));
    }
};

Result<bool> flagOf(const HttpRequest& request, std::string_view name)
{
    const std::string_view text = request.parameter(name).value_or("false");
    if (text != "true" && text != "false")
        return fail(ErrorCode::Malformed, std::string{name} + " must be true or false");
    return text == "true";
}

Result<NewsQuery> newsQueryOf(const HttpRequest& request, Timestamp now)
{
    NewsQuery query;
    const auto from = timeParameter(request, "start");
    const auto to = timeParameter(request, "end");
    for (const auto* time : {&from, &to}) {
        if (!*time)
            return tl::unexpected<Error>{time->error()};
    }
    query.from = from->value_or(Timestamp::min());
    if (*to && **to < query.from)
        return fail(ErrorCode::Malformed, "end should not be before start");
    query.to = std::min(to->value_or(now), now);
    const auto limit = countParameter(request, "limit", 10, 50);
    const auto ascending = ascendingParameter(request, "sort", false);
    const auto content = flagOf(request, "include_content");
    const auto noContentless = flagOf(request, "exclude_contentless");
    if (!limit)
        return tl::unexpected<Error>{limit.error()};
    for (const auto* flag : {&ascending, &content, &noContentless}) {
        if (!*flag)
            return tl::unexpected<Error>{flag->error()};
    }
    query.limit = *limit;
    query.ascending = *ascending;
    query.content = *content;
    query.noContentless = *noContentless;
    if (const auto text = request.parameter("symbols"); text && !text->empty()) {
        auto symbols = symbolsOf(*text);
        if (!symbols)
            return tl::unexpected<Error>{symbols.error()};
        query.symbols = std::move(*symbols);
    }
    if (const auto text = request.parameter("page_token"); text && !text->empty()) {
        const auto token = parsePageToken(*text);
        if (!token)
            return tl::unexpected<Error>{token.error()};
        query.after = NewsBook::Key{token->at, static_cast<std::int64_t>(token->count)};
    }
    return query;
}

} // namespace

HttpAnswer DataApi::news(const HttpRequest& request) const
{
    const auto query = newsQueryOf(request, m_venue.now());
    if (!query)
        return errorAnswer(400, 0, query.error().what);
    const NewsBook& book = m_venue.news();
    const auto& known = book.known();
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("news").beginArray();
    std::size_t room = query->limit;
    NewsBook::Key last;
    bool more = false;
    /// False when the page is full.
    const auto offer = [&](const NewsBook::Key& key, std::size_t place) {
        if (!query->wants(book.item(place)))
            return true;
        more = room == 0;
        if (more)
            return false;
        --room;
        last = key;
        writeNews(json, book.item(place), query->content);
        return true;
    };
    const NewsBook::Key first{query->from, INT64_MIN};
    const NewsBook::Key end{query->to, INT64_MAX};
    auto low = known.lower_bound(first);
    auto high = known.upper_bound(end);
    if (query->after && query->ascending && *query->after >= first)
        low = *query->after < end ? known.upper_bound(*query->after) : high;
    if (query->after && !query->ascending && *query->after <= end)
        high = *query->after > first ? known.lower_bound(*query->after) : low;
    if (query->ascending) {
        while (low != high && offer(low->first, low->second))
            ++low;
    } else {
        while (high != low) {
            --high;
            if (!offer(high->first, high->second))
                break;
        }
    }
    json.endArray();
    writePageToken(
        json,
        more ? encodePageToken({"news", last.first, static_cast<std::size_t>(last.second)})
             : std::string{});
    json.endObject();
    return {200, out, {}};
}

} // namespace tapedeck::practice
