#pragma once

#include "base/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tapedeck {

/// A news item, or a later version of one: then with the same id (alpaca.md, section 2.7).
struct NewsItem
{
    std::int64_t id = 0;
    std::string headline;
    std::string summary;
    std::string author;
    std::string url;
    std::string content; ///< HTML
    std::string source;
    Timestamp created;
    Timestamp updated;
    std::vector<std::string> symbols;
    friend bool operator==(const NewsItem&, const NewsItem&) = default;
};

} // namespace tapedeck
