#include "market/news.h"

namespace tapedeck {

std::string_view toString(NewsVia via) noexcept
{
    switch (via) {
    case NewsVia::Stream:
        return "stream";
    case NewsVia::Rest:
        return "rest";
    }
    return "";
}

} // namespace tapedeck
