#pragma once

#include "base/int128.h"
#include "market/events.h"
#include "wire/json_writer.h"

#include <string_view>

/// Market objects as the data host's REST side writes them: numbers, keys in alphabetical order,
/// the symbol outside (alpaca.md, section 4.12). Both stock and option forms.
namespace tapedeck {

/// What became of a historical trade: the key "u", absent while it is valid.
enum class TradeFate : std::uint8_t
{
    Valid,
    Canceled,  ///< annulled
    Incorrect, ///< corrected, and no longer valid itself
    Corrected, ///< stands in the place of an incorrect one
};
[[nodiscard]] std::string_view toString(TradeFate fate) noexcept;

void writeTrade(JsonWriter& json, const Trade& trade, TradeFate fate = TradeFate::Valid);
void writeQuote(JsonWriter& json, const Quote& quote);
void writeBar(JsonWriter& json, const Bar& bar);
/// With a volume, in nanos of a share, that may be past what a Quantity holds: a busy year.
void writeBar(JsonWriter& json, const Bar& bar, Int128 volumeNanos);

/// Options have no tape and no trade ids, and their condition is one text.
void writeOptionTrade(JsonWriter& json, const Trade& trade);
void writeOptionQuote(JsonWriter& json, const Quote& quote);

/// "next_page_token": the token, or null where it is empty.
void writePageToken(JsonWriter& json, std::string_view token);

} // namespace tapedeck
