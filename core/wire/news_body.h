#pragma once

#include "market/news.h"
#include "wire/body_fields.h"
#include "wire/json_writer.h"
#include "wire/stream_control.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// News on the stream and over REST (alpaca.md, sections 2.7 and 4.12).
namespace tapedeck {

/// More symbols of one item are left out.
inline constexpr std::size_t kNewsSymbolsMax = 1'000;

/// One object of either form; unknown keys are ignored. Errors: Malformed (no id, headline or time
/// of creation; a time that is none).
[[nodiscard]] Result<NewsItem> parseNews(std::string_view object);
/// As the stream sends it, an object.
[[nodiscard]] std::string encodeNews(const NewsItem& item);
/// As REST does: keys in alphabetical order, with images; the content only where it is asked for.
void writeNews(JsonWriter& json, const NewsItem& item, bool content);

struct NewsPage
{
    BodyList<NewsItem> news;
    std::string nextPageToken; ///< empty: it was the last
};
/// A REST answer. Errors: Malformed.
[[nodiscard]] Result<NewsPage> parseNewsPage(std::string_view body);

/// What a frame of the news stream holds, in the order of the wire.
struct NewsFrame
{
    std::vector<std::variant<NewsItem, StreamControl>> messages;
    std::vector<Error> unreadable; ///< each names the message
    std::uint64_t unknownTypes = 0;
};
/// JSON or MessagePack, told apart by the first byte; an array, or one bare object. Errors:
/// Malformed, OutOfRange: nothing in it can be used.
[[nodiscard]] Result<NewsFrame> parseNewsFrame(std::string_view frame);

} // namespace tapedeck
