#include "frame_check.h"
#include "wire/msgpack_reader.h"

#include <cstddef>
#include <cstdint>

/// libFuzzer's entry: frames in JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (!tapedeck::isMsgPack(bytes))
        tapedeck::fuzz::checkFrame(bytes);
    return 0;
}
