#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::test {

/// The lines of tests/data/wire/NAME.jsonl (README.md there says where they come from).
[[nodiscard]] std::vector<std::string> wireSamples(std::string_view name);

} // namespace tapedeck::test
