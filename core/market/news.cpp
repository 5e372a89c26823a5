#include "market/news.h"

namespace tapedeck {

std::string_view toString(NewsVia via) noexcept
{
    switch (via) {
    case NewsVia::Stream:
        return "stream";
    case NewsVia::Rest:
        return "rest";
    case NewsVia::Rss:
        return "rss";
    }
    return "";
}

std::string addressKey(std::string_view url)
{
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos)
        return {};
    url.remove_prefix(scheme + 3);
    if (url.starts_with("www."))
        url.remove_prefix(4);
    url = url.substr(0, url.find_first_of("?#"));
    while (url.ends_with('/'))
        url.remove_suffix(1);
    // A host alone is the front page: every story of it.
    return url.find('/') == std::string_view::npos ? std::string{} : std::string{url};
}

std::string headlineKey(std::string_view headline)
{
    constexpr std::size_t kLeast = 16;
    std::string key;
    for (const char c : headline) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<signed char>(c) < 0)
            key += c;
        else if (c >= 'A' && c <= 'Z')
            key += static_cast<char>(c - 'A' + 'a');
    }
    return key.size() < kLeast ? std::string{} : key;
}

} // namespace tapedeck
