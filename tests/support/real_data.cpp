#include "support/real_data.h"

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace tapedeck::test {

std::string realDataFolder()
{
    const char* named = std::getenv("TAPEDECK_DATA");
    const std::filesystem::path folder =
        named != nullptr ? std::filesystem::path{named}
                         : std::filesystem::path{TAPEDECK_SOURCE_DIR} / ".." / "shared" / "data";
    return std::filesystem::exists(folder / "tape_20131010.jsonl.zst") ? folder.string() : "";
}

bool realDataRequired()
{
    const char* required = std::getenv("TAPEDECK_REQUIRE_DATA");
    return required != nullptr && std::string_view{required} == "1";
}

} // namespace tapedeck::test
