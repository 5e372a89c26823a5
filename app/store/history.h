#pragma once

#include "app/store/database.h"
#include "base/symbols.h"
#include "market/events.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tapedeck::store {

/// Bars on disk, in a file of their own, so that they never hold up an order's commit. What is in
/// it can be fetched again: a damaged file is set aside by itself and a new one begun.
class History
{
public:
    /// Errors: as Database::open(), but for a damaged file.
    [[nodiscard]] static Result<History> open(const std::filesystem::path& file);

    /// Where a damaged file was set aside by open(), if one was.
    [[nodiscard]] const std::optional<std::filesystem::path>& damaged() const noexcept
    {
        return m_damaged;
    }

    /// Stores bars, in place of those with the same symbol, timeframe and start; all or none.
    [[nodiscard]] Result<void> store(std::span<const Bar> bars, const Symbols& symbols);
    /// The bars that start in [from, to), oldest first.
    [[nodiscard]] Result<std::vector<Bar>> load(
        SymbolId symbol, Timeframe timeframe, Timestamp from, Timestamp to, const Symbols& symbols);
    /// Start of the newest bar that is stored, if there is one: what to fetch from.
    [[nodiscard]] Result<std::optional<Timestamp>> newest(std::string_view symbol,
                                                          Timeframe timeframe);

private:
    explicit History(Database database) noexcept : m_database{std::move(database)} {}

    Database m_database;
    std::optional<std::filesystem::path> m_damaged;
};

} // namespace tapedeck::store
