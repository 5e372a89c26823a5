#pragma once

namespace tapedeck {

/// Prints the broken invariant to standard error and aborts. Never returns.
[[noreturn]] void checkFailed(const char* expression, const char* file, int line) noexcept;

} // namespace tapedeck

/// An invariant of ours, tested in every build. For bad outside data use Result instead.
#define CHECK(expression)                                                                          \
    do {                                                                                           \
        if (!(expression)) [[unlikely]]                                                            \
            ::tapedeck::checkFailed(#expression, __FILE__, __LINE__);                              \
    } while (false)
