#include "frame_check.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tapedeck::fuzz {
namespace {

/// What the fuzzers have found worth keeping goes through the same checks in every build.
TEST(FuzzCorpus, EveryFrameThatIsKeptHoldsWhatMustHold)
{
    for (const char* encoding : {"json", "msgpack"}) {
        std::size_t files = 0;
        const std::filesystem::path folder = std::filesystem::path{TAPEDECK_CORPUS} / encoding;
        for (const auto& entry : std::filesystem::directory_iterator{folder}) {
            std::ifstream file{entry.path(), std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
            SCOPED_TRACE(entry.path());
            checkFrame(bytes);
            ++files;
        }
        EXPECT_GT(files, 20U) << encoding;
    }
}

} // namespace
} // namespace tapedeck::fuzz
