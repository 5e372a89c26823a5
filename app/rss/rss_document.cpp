#include "app/rss/rss_document.h"

#include "base/hash.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>
#include <cstring>

namespace tapedeck::rss {

namespace {

/// Names of zones as RFC 822 has them, in hours from UTC.
constexpr std::array<std::pair<const char*, const char*>, 12> kZones{{{"GMT", "+0000"},
                                                                      {"UTC", "+0000"},
                                                                      {"UT", "+0000"},
                                                                      {"Z", "+0000"},
                                                                      {"EST", "-0500"},
                                                                      {"EDT", "-0400"},
                                                                      {"CST", "-0600"},
                                                                      {"CDT", "-0500"},
                                                                      {"MST", "-0700"},
                                                                      {"MDT", "-0600"},
                                                                      {"PST", "-0800"},
                                                                      {"PDT", "-0700"}}};
constexpr qsizetype kTextMax = 4'000;
constexpr std::size_t kSymbolsMax = 10;

/// What is read of an item before it is judged.
struct Draft
{
    QString headline;
    QString summary;
    QString author;
    QString url;
    QString published;
    QString updated;
};

QString textOf(QXmlStreamReader& xml)
{
    return xml.readElementText(QXmlStreamReader::IncludeChildElements).left(kTextMax);
}

void readMember(QXmlStreamReader& xml, Draft& draft)
{
    const auto name = xml.name();
    const auto into = [&xml](QString& member) {
        const QString text = textOf(xml);
        if (member.isEmpty())
            member = text;
    };
    if (name == QStringLiteral("title")) {
        into(draft.headline);
    } else if (name == QStringLiteral("description") || name == QStringLiteral("summary")) {
        into(draft.summary);
    } else if (name == QStringLiteral("creator") || name == QStringLiteral("author")) {
        into(draft.author);
    } else if (name == QStringLiteral("pubDate") || name == QStringLiteral("published") ||
               name == QStringLiteral("date")) {
        into(draft.published);
    } else if (name == QStringLiteral("updated")) {
        into(draft.updated);
    } else if (name == QStringLiteral("link")) {
        // Atom has it in an attribute, and others of other kinds beside it.
        const QString kind = xml.attributes().value(QStringLiteral("rel")).toString();
        const QString address = xml.attributes().value(QStringLiteral("href")).toString();
        const QString text = textOf(xml);
        if (draft.url.isEmpty() && (kind.isEmpty() || kind == QStringLiteral("alternate")))
            draft.url = address.isEmpty() ? text.trimmed() : address;
    } else {
        xml.skipCurrentElement();
    }
}

std::int64_t idOf(const std::string& text)
{
    const Digest digest = sha256(text);
    std::int64_t id = 0;
    std::memcpy(&id, digest.data(), sizeof id);
    return -(id & INT64_MAX) - 1;
}

std::vector<std::string> symbolsIn(const QString& text)
{
    static const QRegularExpression named{
        QStringLiteral("\\((?:NYSE|NASDAQ|NYSEARCA|NYSE "
                       "American|AMEX|BATS|CBOE)\\s*:\\s*([A-Z]{1,5}(?:\\.[A-Z])?)\\)"
                       "|\\$([A-Z]{1,5}(?:\\.[A-Z])?)\\b")};
    std::vector<std::string> symbols;
    for (auto match = named.globalMatch(text); match.hasNext() && symbols.size() < kSymbolsMax;) {
        const auto found = match.next();
        const std::string symbol =
            (found.captured(1).isEmpty() ? found.captured(2) : found.captured(1)).toStdString();
        if (std::find(symbols.begin(), symbols.end(), symbol) == symbols.end())
            symbols.push_back(symbol);
    }
    return symbols;
}

std::optional<NewsItem> itemOf(const Draft& draft, const QString& source)
{
    const QString headline = plainText(draft.headline);
    const auto created = readFeedTime(draft.published.isEmpty() ? draft.updated : draft.published);
    if (headline.isEmpty() || !created)
        return std::nullopt;
    NewsItem item;
    item.headline = headline.toStdString();
    const QString summary = plainText(draft.summary);
    item.summary = summary.toStdString();
    item.author = plainText(draft.author).toStdString();
    item.url = draft.url.toStdString();
    item.source = source.toStdString();
    item.created = *created;
    item.updated = std::max(*created, readFeedTime(draft.updated).value_or(*created));
    item.symbols = symbolsIn(headline + QLatin1Char(' ') + summary);
    item.id = idOf(item.url.empty() ? item.headline : item.url);
    return item;
}

/// The members of one item, up to its end.
Draft readDraft(QXmlStreamReader& xml)
{
    Draft draft;
    while (xml.readNextStartElement())
        readMember(xml, draft);
    return draft;
}

} // namespace

std::optional<Timestamp> readFeedTime(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (const auto exact = parseTimestamp(trimmed.toStdString()))
        return *exact;
    QString numbered = trimmed;
    for (const auto& [zone, offset] : kZones) {
        if (numbered.endsWith(QLatin1Char(' ') + QLatin1String{zone})) {
            numbered.chop(static_cast<qsizetype>(std::strlen(zone)));
            numbered += QLatin1String{offset};
            break;
        }
    }
    const QDateTime time = QDateTime::fromString(numbered, Qt::RFC2822Date);
    // A time without its zone is no time.
    static const QRegularExpression zoned{QStringLiteral("[+-]\\d{4}$")};
    if (!time.isValid() || !zoned.match(numbered).hasMatch())
        return std::nullopt;
    return Timestamp{std::chrono::milliseconds{time.toMSecsSinceEpoch()}};
}

QString plainText(QString html)
{
    static const QRegularExpression tags{QStringLiteral("<[^>]*>")};
    html.replace(tags, QStringLiteral(" "));
    constexpr std::array<std::pair<const char*, const char*>, 7> kEntities{{{"&nbsp;", " "},
                                                                            {"&lt;", "<"},
                                                                            {"&gt;", ">"},
                                                                            {"&quot;", "\""},
                                                                            {"&#39;", "'"},
                                                                            {"&apos;", "'"},
                                                                            {"&amp;", "&"}}};
    for (const auto& [entity, character] : kEntities)
        html.replace(QLatin1String{entity}, QLatin1String{character});
    return html.simplified();
}

Result<std::vector<NewsItem>> readFeed(const QByteArray& document)
{
    if (document.size() > kDocumentBytesMax)
        return fail(ErrorCode::OutOfRange, "the document is larger than 2 MiB");
    QXmlStreamReader xml{document};
    if (!xml.readNextStartElement())
        return fail(ErrorCode::Malformed, "no XML: " + xml.errorString().toStdString());
    const bool isAtom = xml.name() == QStringLiteral("feed");
    if (!isAtom && xml.name() != QStringLiteral("rss"))
        return fail(ErrorCode::Malformed,
                    "neither RSS nor Atom: <" + xml.name().toString().left(40).toStdString() + ">");
    if (!isAtom && (!xml.readNextStartElement() || xml.name() != QStringLiteral("channel")))
        return fail(ErrorCode::Malformed, "no channel in it");
    std::vector<NewsItem> items;
    QString source;
    while (xml.readNextStartElement()) {
        if (xml.name() == QStringLiteral("title")) {
            source = plainText(textOf(xml));
        } else if (xml.name() == QStringLiteral("item") || xml.name() == QStringLiteral("entry")) {
            const Draft draft = readDraft(xml);
            auto item = itemOf(draft, source);
            if (item && items.size() < kItemsMax)
                items.push_back(std::move(*item));
        } else {
            xml.skipCurrentElement();
        }
    }
    if (xml.hasError())
        return fail(ErrorCode::Malformed,
                    "broken XML in line " + std::to_string(xml.lineNumber()) + ": " +
                        xml.errorString().toStdString());
    return items;
}

} // namespace tapedeck::rss
