#pragma once

#include "trading/account.h"
#include "trading/watchlist.h"
#include "wire/body_fields.h"
#include "wire/json_writer.h"

#include <span>
#include <string>
#include <string_view>

namespace tapedeck {

/// An element of GET /v2/watchlists, which has no assets, or one list, which has (alpaca.md,
/// section 4.10). Errors: Malformed.
[[nodiscard]] Result<Watchlist> readWatchlist(JsonValue object, BodyCounts& counts);
[[nodiscard]] inline Result<Watchlist> parseWatchlist(std::string_view body)
{
    return parseBody(body, &readWatchlist, nullptr);
}
[[nodiscard]] inline Result<BodyList<Watchlist>> parseWatchlists(std::string_view body)
{
    return parseBodyList(body, &readWatchlist);
}
/// Without its assets: an element of the list.
[[nodiscard]] std::string encodeWatchlistHead(const Watchlist& list, std::string_view account);
[[nodiscard]] std::string
encodeWatchlist(const Watchlist& list, std::string_view account, std::span<const Asset> assets);

} // namespace tapedeck
