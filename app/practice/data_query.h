#pragma once

#include "app/practice/http_message.h"
#include "base/result.h"
#include "base/time.h"
#include "wire/json_writer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::practice {

/// Where a page ended: so many items of this symbol and time are sent already. Opaque to clients.
struct PageToken
{
    std::string symbol;
    Timestamp at;
    std::size_t count = 0;
};
[[nodiscard]] std::string encodePageToken(const PageToken& token);
/// Errors: Malformed.
[[nodiscard]] Result<PageToken> parsePageToken(std::string_view text);

/// What every historical request says beside its symbols.
struct DataWindow
{
    Timestamp from; ///< inclusive
    Timestamp to;   ///< inclusive; never past now
    std::size_t limit = 0;
    bool ascending = true;
    std::optional<PageToken> after;
};

/// start, end, limit, sort and page_token. Without a start the day of `now` is meant. Errors:
/// Malformed, OutOfRange, in the broker's words where they are known.
[[nodiscard]] Result<DataWindow> dataWindowOf(const HttpRequest& request,
                                              Timestamp now,
                                              std::size_t limit = 1'000,
                                              std::size_t limitMax = 10'000);

/// The symbols of the query, each once, ascending. Errors: Malformed: none, or no symbol.
[[nodiscard]] Result<std::vector<std::string>> symbolsOf(std::string_view text);

/// Writes a page of bars, trades or quotes: of several symbols, or of one.
class PageWriter
{
public:
    /// `what` is the envelope's name: "bars". `single`: the symbol of the single form, else empty.
    PageWriter(std::string_view what, std::string single, const DataWindow& window);

    [[nodiscard]] JsonWriter& json() noexcept { return m_json; }
    /// Room for one more item? If so, the caller writes it. If not, the page is full.
    [[nodiscard]] bool offer(const std::string& symbol, Timestamp at);
    [[nodiscard]] bool isFull() const noexcept { return m_full; }
    /// The whole body.
    [[nodiscard]] std::string finish();

private:
    std::string m_out;
    JsonWriter m_json{m_out};
    std::string m_single;
    std::size_t m_room;
    PageToken m_last;
    std::string m_open; ///< the symbol whose list is open
    bool m_full = false;
};

} // namespace tapedeck::practice
