#include "app/store/history.h"

#include "app/store/sql_values.h"
#include "market/timeframe.h"

#include <utility>

namespace tapedeck::store {

namespace {

const Schema& historySchema()
{
    static const Schema schema{
        "history",
        0x54444831, // TDH1
        {{"CREATE TABLE bars ("
          "symbol TEXT NOT NULL, timeframe TEXT NOT NULL, start {int} NOT NULL, "
          "open {int} NOT NULL, high {int} NOT NULL, low {int} NOT NULL, close {int} NOT NULL, "
          "volume {int} NOT NULL, trades {int}, vwap {int}, "
          "PRIMARY KEY (symbol, timeframe, start)) {strict}"}},
        "Its bars are fetched again."};
    return schema;
}

} // namespace

Result<History> History::open(const std::filesystem::path& file)
{
    auto opened = Database::open(file, historySchema(), Durability::Normal);
    if (opened)
        return History{std::move(*opened)};
    if (opened.error().code != ErrorCode::Malformed)
        return tl::unexpected{opened.error()};
    const auto aside = setAside(file);
    if (!aside)
        return tl::unexpected{aside.error()};
    auto fresh = Database::open(file, historySchema(), Durability::Normal);
    if (!fresh)
        return tl::unexpected{fresh.error()};
    History history{std::move(*fresh)};
    history.m_damaged = *aside;
    return history;
}

Result<void> History::store(std::span<const Bar> bars, const Symbols& symbols)
{
    auto transaction = Transaction::begin(m_database);
    if (!transaction)
        return tl::unexpected{transaction.error()};
    for (const Bar& bar : bars) {
        auto done = m_database.run(
            "INSERT INTO bars (symbol, timeframe, start, open, high, low, close, volume, trades, "
            "vwap) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (symbol, timeframe, start) DO UPDATE SET open = excluded.open, "
            "high = excluded.high, low = excluded.low, close = excluded.close, "
            "volume = excluded.volume, trades = excluded.trades, vwap = excluded.vwap",
            {text(symbols.text(bar.symbol)),
             text(toString(bar.timeframe)),
             number(nanosOf(bar.start)),
             number(bar.open.nanos()),
             number(bar.high.nanos()),
             number(bar.low.nanos()),
             number(bar.close.nanos()),
             number(bar.volume.nanos()),
             bar.tradeCount ? number(*bar.tradeCount) : QVariant{},
             bar.vwap ? number(bar.vwap->nanos()) : QVariant{}});
        if (!done)
            return tl::unexpected{done.error()};
    }
    return transaction->commit();
}

Result<std::vector<Bar>> History::load(
    SymbolId symbol, Timeframe timeframe, Timestamp from, Timestamp to, const Symbols& symbols)
{
    std::vector<Bar> bars;
    auto done = m_database.read(
        "SELECT start, open, high, low, close, volume, trades, vwap FROM bars "
        "WHERE symbol = ? AND timeframe = ? AND start >= ? AND start < ? ORDER BY start",
        {text(symbols.text(symbol)),
         text(toString(timeframe)),
         number(nanosOf(from)),
         number(nanosOf(to))},
        [&](const QSqlQuery& row) -> Result<void> {
            Bar bar;
            bar.symbol = symbol;
            bar.timeframe = timeframe;
            bar.start = timestampOf(numberAt(row, 0));
            bar.open = Price::fromNanos(numberAt(row, 1));
            bar.high = Price::fromNanos(numberAt(row, 2));
            bar.low = Price::fromNanos(numberAt(row, 3));
            bar.close = Price::fromNanos(numberAt(row, 4));
            bar.volume = Quantity::fromNanos(numberAt(row, 5));
            if (!row.isNull(6))
                bar.tradeCount = numberAt(row, 6);
            if (!row.isNull(7))
                bar.vwap = Price::fromNanos(numberAt(row, 7));
            bars.push_back(bar);
            return {};
        });
    if (!done)
        return tl::unexpected{done.error()};
    return bars;
}

Result<std::optional<Timestamp>> History::newest(std::string_view symbol, Timeframe timeframe)
{
    std::optional<Timestamp> start;
    auto done = m_database.read("SELECT max(start) FROM bars WHERE symbol = ? AND timeframe = ?",
                                {text(symbol), text(toString(timeframe))},
                                [&](const QSqlQuery& row) -> Result<void> {
                                    if (!row.isNull(0))
                                        start = timestampOf(numberAt(row, 0));
                                    return {};
                                });
    if (!done)
        return tl::unexpected{done.error()};
    return start;
}

} // namespace tapedeck::store
