#include "app/practice/data_query.h"

#include "app/practice/rest_parameters.h"
#include "base/limits.h"
#include "market/new_york.h"
#include "wire/market_body.h"

#include <QByteArray>

#include <algorithm>
#include <charconv>

namespace tapedeck::practice {

namespace {

template <class Number>
bool readNumber(std::string_view text, Number& number) noexcept
{
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
    return trouble == std::errc{} && end == text.data() + text.size();
}

bool isSymbol(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= kSymbolTextMax &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '/' || c == '-';
           });
}

} // namespace

std::string encodePageToken(const PageToken& token)
{
    const std::string plain =
        token.symbol + "|" + std::to_string(nanosOf(token.at)) + "|" + std::to_string(token.count);
    return QByteArray::fromStdString(plain).toBase64().toStdString();
}

Result<PageToken> parsePageToken(std::string_view text)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray{text.data(), static_cast<qsizetype>(text.size())},
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    const std::string plain = decoded ? decoded.decoded.toStdString() : std::string{};
    const std::size_t first = plain.find('|');
    const std::size_t second = plain.find('|', first == std::string::npos ? first : first + 1);
    PageToken token;
    std::int64_t nanos = 0;
    if (second == std::string::npos ||
        !readNumber(std::string_view{plain}.substr(first + 1, second - first - 1), nanos) ||
        !readNumber(std::string_view{plain}.substr(second + 1), token.count) || nanos <= 0 ||
        nanos == INT64_MAX)
        return fail(ErrorCode::Malformed, "invalid page_token");
    token.symbol = plain.substr(0, first);
    token.at = timestampOf(nanos);
    return token;
}

Result<DataWindow>
dataWindowOf(const HttpRequest& request, Timestamp now, std::size_t limit, std::size_t limitMax)
{
    const auto from = timeParameter(request, "start");
    const auto to = timeParameter(request, "end");
    const auto count = countParameter(request, "limit", limit, limitMax);
    const auto ascending = ascendingParameter(request, "sort", true);
    for (const auto* time : {&from, &to}) {
        if (!*time)
            return tl::unexpected<Error>{time->error()};
    }
    if (!count)
        return tl::unexpected<Error>{count.error()};
    if (!ascending)
        return tl::unexpected<Error>{ascending.error()};
    DataWindow window;
    window.from = from->value_or(newYorkMidnight(now));
    if (*to && **to < window.from)
        return fail(ErrorCode::Malformed, "end should not be before start");
    window.to = std::min(to->value_or(now), now);
    window.limit = *count;
    window.ascending = *ascending;
    if (const auto text = request.parameter("page_token"); text && !text->empty()) {
        auto token = parsePageToken(*text);
        if (!token)
            return tl::unexpected<Error>{token.error()};
        window.after = std::move(*token);
    }
    return window;
}

Result<std::vector<std::string>> symbolsOf(std::string_view text)
{
    std::vector<std::string> symbols = commaList(text);
    if (symbols.empty())
        return fail(ErrorCode::Malformed, "symbols is required");
    for (const std::string& symbol : symbols) {
        if (!isSymbol(symbol))
            return fail(ErrorCode::Malformed, "invalid symbol: " + symbol.substr(0, 40));
    }
    std::sort(symbols.begin(), symbols.end());
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    return symbols;
}

PageWriter::PageWriter(std::string_view what, std::string single, const DataWindow& window)
    : m_single{std::move(single)}, m_room{window.limit}, m_last{window.after.value_or(PageToken{})}
{
    m_json.beginObject().key(what);
    if (m_single.empty())
        m_json.beginObject();
    else
        m_json.beginArray();
}

bool PageWriter::offer(const std::string& symbol, Timestamp at)
{
    m_full = m_room == 0;
    if (m_full)
        return false;
    --m_room;
    if (m_single.empty() && m_open != symbol) {
        if (!m_open.empty())
            m_json.endArray();
        m_json.key(symbol).beginArray();
        m_open = symbol;
    }
    if (m_last.symbol != symbol || m_last.at != at)
        m_last = {symbol, at, 0};
    ++m_last.count;
    return true;
}

std::string PageWriter::finish()
{
    if (m_single.empty()) {
        if (!m_open.empty())
            m_json.endArray();
        m_json.endObject();
    } else {
        m_json.endArray();
    }
    writePageToken(m_json, m_full ? encodePageToken(m_last) : std::string{});
    if (!m_single.empty())
        m_json.key("symbol").string(m_single);
    m_json.endObject();
    return std::move(m_out);
}

} // namespace tapedeck::practice
