#pragma once

#include "base/result.h"

#include <span>
#include <string>
#include <string_view>

/// MessagePack and JSON that say the same. What is rare on the wire (control messages, trade
/// updates, news) has one reader and one writer, in JSON, and goes through here; market data does
/// not (stock_decoder.h).
namespace tapedeck {

/// One value as JSON text. Times become RFC 3339, floats their shortest decimal, binary and
/// extensions null; keys that are no text are left out. Errors: Malformed (with the offset; a
/// number that is not finite; deeper than kJsonDepthMax), OutOfRange (kFrameBytesMax).
[[nodiscard]] Result<std::string> jsonOfMsgPack(std::string_view bytes);

/// JSON text as MessagePack: whole numbers as the shortest integers, others as 64-bit floats, and
/// the members named in `timeKeys`, where they hold a time, as the timestamp extension. Objects
/// keep the order of their members. Errors: Malformed, OutOfRange.
[[nodiscard]] Result<std::string> msgPackOfJson(std::string_view json,
                                                std::span<const std::string_view> timeKeys = {});

} // namespace tapedeck
