#include "app/commands/typed_line.h"

#include <unistd.h>

#include <cerrno>

namespace tapedeck::commands {

namespace {

/// Longer than any phrase that is asked for.
constexpr std::size_t kLineMax = 200;

} // namespace

std::optional<std::string> typedLine()
{
    std::string line;
    for (;;) {
        char c = 0;
        const ssize_t size = ::read(STDIN_FILENO, &c, 1);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return line.empty() ? std::nullopt : std::optional{line};
        if (c == '\n' || line.size() > kLineMax)
            return line;
        line.push_back(c);
    }
}

} // namespace tapedeck::commands
