#pragma once

#include <optional>
#include <string>

namespace tapedeck::commands {

/// One line of standard input, without its end; nothing at the end of input. Reads no further than
/// that line.
[[nodiscard]] std::optional<std::string> typedLine();

} // namespace tapedeck::commands
