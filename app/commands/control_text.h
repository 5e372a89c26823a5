#pragma once

#include "app/api/control_port.h"

#include <string>
#include <string_view>

/// A running instance in words for a terminal.
namespace tapedeck::commands {

/// Several lines, each with its end.
[[nodiscard]] std::string statusText(const api::ControlStatus& status);
/// "confirmed 0.412 s after the press, 7 orders canceled, the last after 0.398 s"; empty before.
[[nodiscard]] std::string killTimesText(const api::ControlStatus& status);
/// "TSLA 1.5 (-$12.34), A 3 (+$0.20; not closed yet: session)".
[[nodiscard]] std::string nakedText(const std::vector<NakedPosition>& positions);
/// "2 orders", "1 order", "no order".
[[nodiscard]] std::string counted(std::int64_t number, std::string_view noun);
/// "$1,234.57", rounded to cents; with `sign` "+$1,234.57" too.
[[nodiscard]] std::string dollars(Money amount, bool sign = false);
/// Without what would move a terminal's cursor or change its colours.
[[nodiscard]] std::string printable(std::string_view text);

} // namespace tapedeck::commands
