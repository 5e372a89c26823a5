#include "wire/watchlist_body.h"

#include "wire/asset_body.h"

namespace tapedeck {

namespace {

void writeHead(JsonWriter& json, const Watchlist& list, std::string_view account)
{
    json.key("account_id").string(account).key("created_at").time(list.created);
    json.key("id").string(list.id).key("name").string(list.name);
    json.key("updated_at").time(list.updated);
}

} // namespace

Result<Watchlist> readWatchlist(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "watchlist", counts};
    Watchlist list;
    list.id = fields.requiredText("id");
    list.name = fields.requiredText("name");
    list.created = fields.requiredTime("created_at");
    list.updated = fields.requiredTime("updated_at");
    for (const JsonValue asset : fields.member("assets"))
        list.symbols.push_back(asset["symbol"].text());
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return list;
}

std::string encodeWatchlistHead(const Watchlist& list, std::string_view account)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    writeHead(json, list, account);
    json.endObject();
    return out;
}

std::string
encodeWatchlist(const Watchlist& list, std::string_view account, std::span<const Asset> assets)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    writeHead(json, list, account);
    json.key("assets").beginArray();
    for (const Asset& asset : assets)
        json.raw(encodeAsset(asset));
    json.endArray().endObject();
    return out;
}

} // namespace tapedeck
