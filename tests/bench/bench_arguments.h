#pragma once

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tapedeck::bench {

[[noreturn]] inline void giveUp(const std::string& why)
{
    std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, why.c_str());
    std::fflush(nullptr);
    std::_Exit(1);
}

/// The program's `index`th argument, a number of 1 or more; `fallback` where there is none.
[[nodiscard]] inline int countArgument(int argc, char** argv, int index, int fallback)
{
    if (argc <= index)
        return fallback;
    const std::string_view text{argv[index]};
    int count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || count < 1)
        giveUp("\"" + std::string{text} + "\" is not a number of 1 or more");
    return count;
}

} // namespace tapedeck::bench
