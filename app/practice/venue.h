#pragma once

#include "app/practice/bar_book.h"
#include "app/practice/corporate_actions.h"
#include "app/practice/exchange_store.h"
#include "app/practice/market_source.h"
#include "app/practice/news_book.h"
#include "app/practice/option_contracts.h"
#include "app/practice/option_feed.h"
#include "app/practice/options.h"
#include "app/practice/tick_book.h"
#include "app/practice/watchlist_book.h"
#include "exchange/exchange.h"

#include <memory>
#include <optional>
#include <vector>

namespace tapedeck::practice {

/// Why a run of the tape came back.
enum class Progress : std::uint8_t
{
    Reached, ///< the tape stands at the time asked for
    Busy,    ///< so many records were due that the rest must wait for the next call
    Jumped,  ///< a day is over and the next one begins at now(): set the clock to it
    Ended,   ///< the tape is over, and its day too: time stands still from here on
};

/// The exchange with its market, its bars and its file, without clock and sockets: time is handed
/// in. Whatever orders say of themselves is in the file before it can be taken from here.
class Venue
{
public:
    /// Reads the tape up to where it starts to play, or to where the saved run had come. Errors: of
    /// the tape, the history and the data folder; Conflict when the folder holds the account of
    /// another tape, OutOfRange when the tape ends before its start.
    [[nodiscard]] static Result<std::unique_ptr<Venue>> open(const PracticeOptions& options);

    /// Lets the market run to `now`, at most `recordsMax` records. What the streams send is
    /// appended to `out`. Errors: Malformed, Io (the tape or the file): nothing may go on then.
    [[nodiscard]] Result<Progress>
    run(Timestamp now, std::size_t recordsMax, std::vector<MarketEvent>& out);

    /// Answers are durable. Errors: Io: the file failed, and nothing may be answered.
    [[nodiscard]] Result<Answer<BrokerOrder>> submit(const OrderRequest& request);
    [[nodiscard]] Result<Answer<BrokerOrder>> cancel(std::string_view orderId);
    [[nodiscard]] Result<Answer<BrokerOrder>> replace(std::string_view orderId,
                                                      const ReplaceRequest& request);
    [[nodiscard]] Result<std::vector<CancelResult>> cancelAll();
    [[nodiscard]] Result<Answer<BrokerOrder>> closePosition(std::string_view symbol,
                                                            const CloseRequest& request);
    [[nodiscard]] Result<std::vector<CloseResult>> closeAll(bool cancelOrders);
    /// Cash in (+) or out (-). Errors: OutOfRange too.
    [[nodiscard]] Result<CashTransfer> transfer(Money amount);
    [[nodiscard]] Result<void> configure(const AccountConfiguration& configuration);
    [[nodiscard]] WatchlistBook& watchlists() noexcept { return m_watchlists; }
    /// Makes them durable as they are. Errors: Io.
    [[nodiscard]] Result<void> keepWatchlists();
    /// Durable order updates since the last call, in order.
    [[nodiscard]] std::vector<OrderUpdate> takeUpdates();
    /// News that has come since the last call, in order.
    [[nodiscard]] std::vector<NewsItem> takeNews();
    /// Writes how far the tape has come. Errors: Io.
    [[nodiscard]] Result<void> checkpoint();

    [[nodiscard]] Timestamp now() const noexcept { return m_exchange->now(); }
    [[nodiscard]] const Exchange& exchange() const noexcept { return *m_exchange; }
    /// Every trade and quote that has played.
    [[nodiscard]] const TickBook& ticks() const noexcept { return m_ticks; }
    [[nodiscard]] const CorporateActions& corporateActions() const noexcept { return m_actions; }
    [[nodiscard]] const OptionContracts& contracts() const noexcept { return m_contracts; }
    [[nodiscard]] const NewsBook& news() const noexcept { return m_news; }
    [[nodiscard]] const BarBook& bars() const noexcept { return m_bars; }
    [[nodiscard]] const Symbols& symbols() const noexcept { return m_symbols; }
    [[nodiscard]] Timestamp createdAt() const noexcept { return m_createdAt; }

private:
    explicit Venue(const PracticeOptions& options);
    [[nodiscard]] Result<void> readBeside(const PracticeOptions& options);
    [[nodiscard]] Result<void> readActions(std::filesystem::path file,
                                           const std::filesystem::path& tape);
    [[nodiscard]] Result<void> openExchange(const PracticeOptions& options);
    [[nodiscard]] ExchangeConfig configFor(const PracticeOptions& options, std::string seed) const;
    [[nodiscard]] Result<void> resume(const PracticeOptions& options, SavedExchange saved);
    [[nodiscard]] Result<void> startFresh(const PracticeOptions& options);
    [[nodiscard]] Result<void> warmUp();
    [[nodiscard]] Result<bool> peek();
    void take(std::vector<MarketEvent>& out);
    [[nodiscard]] bool isOption(SymbolId symbol);
    void takeOption(const MarketEvent& event, std::vector<MarketEvent>& out);
    void playBeside(Timestamp now, std::vector<MarketEvent>& out);
    void makeNews(Date day);
    void listSymbol(SymbolId symbol);
    void beginDay(Date day);
    [[nodiscard]] Result<std::optional<Progress>> step(Timestamp now,
                                                       std::vector<MarketEvent>& out);
    Progress afterTheEnd(Timestamp now, std::vector<MarketEvent>& out);
    void letTimePass(Timestamp now, std::vector<MarketEvent>& out);
    [[nodiscard]] Result<void> commit(bool always);
    /// The answer, once what it did is durable.
    template <class T>
    [[nodiscard]] Result<T> durable(T answer)
    {
        if (auto done = commit(false); !done)
            return tl::unexpected<Error>{done.error()};
        return answer;
    }

    Symbols m_symbols;
    std::unique_ptr<MarketSource> m_source;
    std::optional<ExchangeStore> m_store;
    std::optional<Exchange> m_exchange;
    BarBook m_bars;
    TickBook m_ticks;
    CorporateActions m_actions;
    OptionContracts m_contracts;
    std::unique_ptr<OptionFeed> m_optionFeed; ///< null: none beside the market
    std::vector<TapeRecord> m_optionRecords;  ///< scratch
    std::optional<Error> m_besideError;       ///< of the feed: nothing may go on
    NewsBook m_news;
    WatchlistBook m_watchlists;
    std::vector<NewsItem> m_toldNews;
    std::optional<std::uint64_t> m_newsSeed; ///< set where news is made up
    std::optional<Date> m_newsUntil;         ///< the last day that it was made for
    std::vector<bool> m_isOption;            ///< by symbol
    Nanoseconds m_start;
    Timestamp m_createdAt;
    std::vector<bool> m_listed; ///< by symbol

    std::optional<SourceRecord> m_next; ///< read, not yet due
    SourcePosition m_position;          ///< behind the last record taken
    SourcePosition m_savedPosition;
    Timestamp m_savedNow;
    bool m_sourceEnded = false;
    Timestamp m_dayEnd;     ///< midnight after the day in play
    Timestamp m_quietUntil; ///< what comes before is history
    bool m_jumping = false; ///< the day's history is being read
    bool m_heardHistory = false;
    std::vector<MarketEvent> m_unheard; ///< scratch
    Timestamp m_standstill;             ///< once the tape has ended: time goes no further
    std::vector<OrderUpdate> m_told;    ///< not yet durable
    std::vector<OrderUpdate> m_durable;
};

} // namespace tapedeck::practice
