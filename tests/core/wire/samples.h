#pragma once

#include "wire/json_value.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::test {

/// The lines of tests/data/wire/NAME.jsonl (README.md there says where they come from).
[[nodiscard]] std::vector<std::string> wireSamples(std::string_view name);

/// One REST answer of the samples.
struct RestSample
{
    std::string request;
    int status = 0;
    std::string body;
};
/// The answers whose request begins like this, in the order of the file.
[[nodiscard]] std::vector<RestSample> restSamples(std::string_view file, std::string_view request);

/// The names of an object's members; of a list's first element.
[[nodiscard]] std::set<std::string> keysOf(std::string_view json);

} // namespace tapedeck::test
