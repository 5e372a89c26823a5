#pragma once

#include "base/result.h"
#include "market/news.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <vector>

namespace tapedeck::rss {

/// The largest document that is read, and the most items of one.
inline constexpr qsizetype kDocumentBytesMax = 2 << 20;
inline constexpr std::size_t kItemsMax = 200;

/// The items of an RSS 2.0 or an Atom document, as they stand. Ids are made of the address, else of
/// the headline, and are negative: the broker's are not. Symbols are those that the text names as
/// "(NASDAQ: AAPL)" or "$AAPL". Items without a headline or a time are passed over. Errors:
/// Malformed (not XML, or neither of the two), OutOfRange (too large).
[[nodiscard]] Result<std::vector<NewsItem>> readFeed(const QByteArray& document);

/// "Mon, 15 Jan 2024 09:30:00 EST", or "2024-01-15T09:30:00-05:00". Nothing for any other text.
[[nodiscard]] std::optional<Timestamp> readFeedTime(const QString& text);

/// Tags out, the usual entities resolved, white space as single blanks.
[[nodiscard]] QString plainText(QString html);

} // namespace tapedeck::rss
