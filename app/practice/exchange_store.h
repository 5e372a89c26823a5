#pragma once

#include "app/practice/market_source.h"
#include "app/practice/watchlist_book.h"
#include "exchange/records.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

class QSqlDatabase;

namespace tapedeck::practice {

/// Everything that a relaunch needs.
struct SavedExchange
{
    std::string fingerprint; ///< of the market source that the position belongs to
    SourcePosition position;
    ExchangeState state;
};

/// The exchange's own SQLite file: WAL with synchronous=FULL, so that what save() has returned from
/// survives a loss of power. Lives on one thread. One process at a time: a second one is refused.
class ExchangeStore
{
public:
    /// In `folder`, made if need be; empty = in memory. Errors: Malformed (not ours, damaged),
    /// Unsupported (of a newer program), Unavailable (in use), Io.
    [[nodiscard]] static Result<ExchangeStore> open(const std::filesystem::path& folder);
    ExchangeStore(ExchangeStore&&) noexcept;
    ExchangeStore& operator=(ExchangeStore&&) noexcept;
    ~ExchangeStore();

    /// What is saved; nothing in a new file. Errors: Malformed, Io.
    [[nodiscard]] Result<std::optional<SavedExchange>> load();
    /// In place of everything that was there.
    [[nodiscard]] Result<void> begin(const SavedExchange& all);
    /// The watchlists, in place of those that were there. Errors: Io.
    [[nodiscard]] Result<void> keep(const std::vector<Watchlist>& lists);
    /// Errors: Malformed, Io.
    [[nodiscard]] Result<std::vector<Watchlist>> watchlists();
    /// What changed, and how far the tape has come, in one transaction: durable on return.
    [[nodiscard]] Result<void> save(const ExchangeState& changes, const SourcePosition& position);

private:
    class Connection;
    explicit ExchangeStore(std::unique_ptr<Connection> connection) noexcept;

    std::unique_ptr<Connection> m_connection;
};

/// Renames the file in `folder`, and what SQLite keeps beside it, to `exchange-1.sqlite` or the
/// next free number; nothing is ever deleted. Nothing to do is no error. Errors: Io.
[[nodiscard]] Result<void> setExchangeAside(const std::filesystem::path& folder);

} // namespace tapedeck::practice
