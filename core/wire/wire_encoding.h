#pragma once

#include <cstdint>

namespace tapedeck {

/// What a stream's frames are written in. The first byte of one says which it is.
enum class WireEncoding : std::uint8_t
{
    Json,
    MsgPack
};

} // namespace tapedeck
