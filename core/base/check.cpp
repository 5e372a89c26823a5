#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace tapedeck {

void checkFailed(const char* expression, const char* file, int line) noexcept
{
    std::fprintf(stderr, "tapedeck: invariant broken: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

} // namespace tapedeck
