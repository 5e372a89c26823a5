#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

/// MessagePack beside JSON, for the streams of the practice exchange: what is sent is written as
/// JSON and translated, what is received is translated to JSON and read.
namespace tapedeck::practice {

/// What becomes of the texts under "t", "created_at" and "updated_at".
enum class PackedTimes : std::uint8_t
{
    Stamps, ///< extension -1, as on the data streams (alpaca.md, section 2.2)
    Texts   ///< as they are
};

/// Appends a JSON value, its members in the same order. Ids, counts and sizes are integers where
/// they are whole, all other numbers floats of 64 bits. Precondition: `json` is JSON.
void appendMessagePack(std::string& out, std::string_view json, PackedTimes times);
/// The head of an array of so many elements.
void appendArrayHead(std::string& out, std::size_t count);

/// A client's message as JSON text. Errors: Malformed: no single value, too deep, or of a kind that
/// JSON has not.
[[nodiscard]] Result<std::string> jsonOfMessagePack(std::string_view bytes);

} // namespace tapedeck::practice
