#pragma once

#include "base/result.h"
#include "base/time.h"
#include "trading/watchlist.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::practice {

/// The account's watchlists. Errors: NotFound (no such list, or no such symbol in it), Conflict
/// (the name or the symbol is taken), OutOfRange (a name of none or over 64 characters, too many).
class WatchlistBook
{
public:
    static constexpr std::size_t kNameMax = 64;
    static constexpr std::size_t kListsMax = 200;
    static constexpr std::size_t kSymbolsMax = 500;

    WatchlistBook() = default;
    explicit WatchlistBook(std::vector<Watchlist> lists) : m_lists{std::move(lists)} {}

    [[nodiscard]] const std::vector<Watchlist>& all() const noexcept { return m_lists; }
    [[nodiscard]] const Watchlist* byId(std::string_view id) const noexcept;
    [[nodiscard]] const Watchlist* byName(std::string_view name) const noexcept;

    Result<Watchlist> create(std::string name, std::vector<std::string> symbols, Timestamp now);
    /// What is not given stays.
    Result<Watchlist> change(std::string_view id,
                             std::optional<std::string> name,
                             std::optional<std::vector<std::string>> symbols,
                             Timestamp now);
    Result<Watchlist> add(std::string_view id, const std::string& symbol, Timestamp now);
    Result<Watchlist> take(std::string_view id, std::string_view symbol, Timestamp now);
    Result<void> erase(std::string_view id);

private:
    [[nodiscard]] Watchlist* find(std::string_view id) noexcept;
    [[nodiscard]] Result<void> checkName(std::string_view name, std::string_view ownId) const;

    std::vector<Watchlist> m_lists; ///< in the order of making
};

} // namespace tapedeck::practice
