#include "app/practice/rest_answers.h"
#include "app/practice/rest_api.h"
#include "wire/body_fields.h"
#include "wire/watchlist_body.h"

// The person's lists of symbols.
namespace tapedeck::practice {

namespace {

constexpr int kNotFound = 40410000;

HttpAnswer answerOf(const Error& error)
{
    return error.code == ErrorCode::NotFound ? errorAnswer(404, kNotFound, error.what)
                                             : badParameter(error);
}

/// What a body sets.
struct Wish
{
    std::optional<std::string> name;
    std::optional<std::vector<std::string>> symbols;
    std::optional<std::string> symbol;
};

Result<Wish> readWish(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document || !document->root().isObject())
        return fail(ErrorCode::Malformed, "request body format is invalid");
    const JsonValue root = document->root();
    Wish wish;
    if (const std::string name = root["name"].text(); !name.empty())
        wish.name = name;
    if (const std::string symbol = root["symbol"].text(); !symbol.empty())
        wish.symbol = symbol;
    const JsonValue symbols = root["symbols"];
    if (symbols.isArray()) {
        wish.symbols.emplace();
        for (const JsonValue each : symbols)
            wish.symbols->push_back(each.text());
    } else if (!symbols.isNull()) {
        return fail(ErrorCode::Malformed, "symbols must be a list");
    }
    return wish;
}

} // namespace

std::string RestApi::encoded(const Watchlist& list) const
{
    std::vector<Asset> assets;
    for (const std::string& symbol : list.symbols) {
        if (const Asset* asset = m_venue.exchange().asset(symbol))
            assets.push_back(*asset);
    }
    return encodeWatchlist(list, m_venue.exchange().account().id, assets);
}

HttpAnswer RestApi::kept(Result<Watchlist> list)
{
    if (!list)
        return answerOf(list.error());
    if (const auto durable = m_venue.keepWatchlists(); !durable)
        return broken(durable.error());
    return ok(encoded(*list));
}

/// Why symbols cannot be watched; nothing when they can.
std::optional<HttpAnswer> RestApi::unlisted(const std::vector<std::string>& symbols) const
{
    for (const std::string& symbol : symbols) {
        if (m_venue.exchange().asset(symbol) == nullptr)
            return errorAnswer(422, kBadParameter, "asset \"" + symbol + "\" not found");
    }
    return std::nullopt;
}

HttpAnswer RestApi::watchlists(const HttpRequest& request)
{
    if (request.method == "GET") {
        std::vector<std::string> heads;
        for (const Watchlist& list : m_venue.watchlists().all())
            heads.push_back(encodeWatchlistHead(list, m_venue.exchange().account().id));
        return ok(encodeList(heads));
    }
    if (request.method != "POST")
        return errorAnswer(405, 0, "method not allowed");
    auto wish = readWish(request.body);
    if (!wish)
        return badParameter(wish.error());
    auto symbols = wish->symbols.value_or(std::vector<std::string>{});
    if (auto refusal = unlisted(symbols))
        return *refusal;
    return kept(
        m_venue.watchlists().create(wish->name.value_or(""), std::move(symbols), m_venue.now()));
}

HttpAnswer RestApi::watchlistByName(const HttpRequest& request)
{
    const Watchlist* list = m_venue.watchlists().byName(request.parameter("name").value_or(""));
    return list == nullptr ? errorAnswer(404, kNotFound, "watchlist not found")
                           : watchlist(request, std::string{list->id});
}

HttpAnswer RestApi::watchlist(const HttpRequest& request, const std::string& id)
{
    WatchlistBook& book = m_venue.watchlists();
    const Watchlist* list = book.byId(id);
    if (list == nullptr)
        return errorAnswer(404, kNotFound, "watchlist not found");
    if (request.method == "GET")
        return ok(encoded(*list));
    if (request.method == "DELETE") {
        (void)book.erase(id);
        if (const auto durable = m_venue.keepWatchlists(); !durable)
            return broken(durable.error());
        return {204, {}, {}};
    }
    if (request.method != "PUT" && request.method != "POST")
        return errorAnswer(405, 0, "method not allowed");
    auto wish = readWish(request.body);
    if (!wish)
        return badParameter(wish.error());
    if (request.method == "PUT") {
        if (auto refusal = unlisted(wish->symbols.value_or(std::vector<std::string>{})))
            return *refusal;
        return kept(
            book.change(id, std::move(wish->name), std::move(wish->symbols), m_venue.now()));
    }
    if (!wish->symbol)
        return errorAnswer(422, kBadParameter, "symbol is required");
    if (auto refusal = unlisted({*wish->symbol}))
        return *refusal;
    return kept(book.add(id, *wish->symbol, m_venue.now()));
}

HttpAnswer RestApi::watchedSymbol(const HttpRequest& request)
{
    if (request.method != "DELETE")
        return errorAnswer(405, 0, "method not allowed");
    return kept(m_venue.watchlists().take(request.path[2], request.path[3], m_venue.now()));
}

} // namespace tapedeck::practice
