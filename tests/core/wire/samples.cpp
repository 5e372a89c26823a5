#include "samples.h"

#include "base/check.h"

#include <fstream>

namespace tapedeck::test {

std::vector<std::string> wireSamples(std::string_view name)
{
    std::ifstream file{std::string{TAPEDECK_TEST_DATA "/wire/"} + std::string{name} + ".jsonl"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    CHECK(!lines.empty());
    return lines;
}

} // namespace tapedeck::test
