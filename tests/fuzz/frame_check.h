#pragma once

#include <string_view>

/// What must hold of any bytes that a stream may bring; a broken rule ends the program.
namespace tapedeck::fuzz {

/// Through the decoders of every stream, in the encoding that the first byte says. What is accepted
/// is in its bounds, decodes to the same again, encodes back to the same in both encodings, and
/// is the same when it is translated into the other one.
void checkFrame(std::string_view bytes);

} // namespace tapedeck::fuzz
