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

std::vector<RestSample> restSamples(std::string_view file, std::string_view request)
{
    std::vector<RestSample> samples;
    for (const std::string& line : wireSamples(file)) {
        const auto document = JsonDocument::parse(line).value();
        const std::string name = document.root()["request"].text();
        if (name.rfind(request, 0) != 0)
            continue;
        const std::string status = document.root()["status"].text();
        const std::size_t body = line.find("\"body\":") + 7;
        samples.push_back(RestSample{name,
                                     status.empty() ? 0 : std::stoi(status),
                                     line.substr(body, line.size() - body - 1)});
    }
    CHECK(!samples.empty());
    return samples;
}

std::set<std::string> keysOf(std::string_view json)
{
    const auto document = JsonDocument::parse(json).value();
    JsonValue object = document.root();
    if (object.isArray())
        object = *object.begin();
    std::set<std::string> keys;
    for (const JsonValue member : object)
        keys.insert(member.key());
    return keys;
}

} // namespace tapedeck::test
