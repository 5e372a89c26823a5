#pragma once

#include "base/result.h"

#include <span>
#include <string>
#include <string_view>

/// MessagePack and JSON that say the same. What is rare on the wire (control messages, trade
/// updates, news) has one reader and one writer, in JSON, and goes through here; decoding market
/// data does not (stock_decoder.h).
namespace tapedeck {

/// One value as JSON text. Times become RFC 3339, floats their shortest decimal, binary and
/// extensions null; keys that are no text are left out. Errors: Malformed (with the offset; a
/// number that is not finite; a text that is not UTF-8; deeper than kJsonDepthMax), OutOfRange
/// (kFrameBytesMax).
[[nodiscard]] Result<std::string> jsonOfMsgPack(std::string_view bytes);

/// Members that MessagePack writes by their meaning.
struct PackedKeys
{
    std::span<const std::string_view> times; ///< the timestamp extension, where they hold a time
    std::span<const std::string_view> reals; ///< 64-bit floats, also where they are whole
};

/// What the data streams use: times and prices of market data and news.
extern const PackedKeys kStreamKeys;

/// JSON text as MessagePack: whole numbers as the shortest integers, others as 64-bit floats,
/// except what `keys` names. Objects keep the order of their members. Errors: Malformed,
/// OutOfRange.
[[nodiscard]] Result<std::string> msgPackOfJson(std::string_view json, const PackedKeys& keys = {});

} // namespace tapedeck
