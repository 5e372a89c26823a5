#include "app/practice/venue.h"

#include "base/check.h"
#include "market/new_york.h"
#include "market/session.h"

#include <algorithm>
#include <random>
#include <utility>

namespace tapedeck::practice {

namespace {

using namespace std::chrono_literals;

constexpr Money kSeededValue = Money::fromWhole(600); ///< of each position of a fresh account
constexpr std::size_t kSeededPositions = 2;
constexpr int kCalendarYears = 10; ///< a loop can go on for so long

std::string freshSeed()
{
    // One word a number: another account, other ids.
    std::random_device chance;
    std::string seed = "practice";
    for (int i = 0; i < 4; ++i)
        seed += "-" + std::to_string(chance());
    return seed;
}

Date dateOf(Timestamp t) noexcept
{
    return toNewYork(t).date;
}

} // namespace

Venue::Venue(const PracticeOptions& options) : m_start{options.start} {}

Result<std::unique_ptr<Venue>> Venue::open(const PracticeOptions& options)
{
    std::unique_ptr<Venue> venue{new Venue{options}};
    auto source = openSource(options, venue->m_symbols);
    if (!source)
        return tl::unexpected<Error>{source.error()};
    venue->m_source = std::move(*source);
    if (auto read = venue->readBeside(options); !read)
        return tl::unexpected<Error>{read.error()};
    if (auto opened = venue->openExchange(options); !opened)
        return tl::unexpected<Error>{opened.error()};
    return venue;
}

Result<void> Venue::openExchange(const PracticeOptions& options)
{
    const MarketCalendar calendar;
    m_createdAt = fromNewYork(calendar.previousTradingDay(m_source->firstDay()), 9h);
    auto store = ExchangeStore::open(options.dataFolder);
    if (!store)
        return tl::unexpected<Error>{store.error()};
    m_store = std::move(*store);
    auto saved = m_store->load();
    if (!saved)
        return tl::unexpected<Error>{saved.error()};
    if (*saved && options.resume)
        return resume(options, std::move(**saved));
    if (*saved) {
        m_store.reset();
        if (auto aside = setExchangeAside(options.dataFolder); !aside)
            return aside;
        store = ExchangeStore::open(options.dataFolder);
        if (!store)
            return tl::unexpected<Error>{store.error()};
        m_store = std::move(*store);
    }
    return startFresh(options);
}

ExchangeConfig Venue::configFor(const PracticeOptions& options, std::string seed) const
{
    const MarketCalendar calendar;
    const Date first = m_source->firstDay();
    const Date before = calendar.previousTradingDay(first);
    ExchangeConfig config;
    config.seed = std::move(seed);
    config.fills = options.fills;
    config.calendar =
        calendarDays(calendar,
                     Date{std::chrono::sys_days{first} - std::chrono::days{30}},
                     Date{std::chrono::sys_days{first} + std::chrono::days{366 * kCalendarYears}});
    for (const TapeAction& action : m_actions.all()) {
        if (action.type != TapeAction::Type::CashDividend)
            config.splits.push_back({action.symbol, action.exDate, action.oldRate, action.newRate});
    }
    auto symbols = m_source->symbols();
    std::sort(symbols.begin(), symbols.end(), [](const SourceSymbol& a, const SourceSymbol& b) {
        return a.asset.symbol < b.asset.symbol;
    });
    for (const SourceSymbol& symbol : symbols) {
        ListedAsset listed{symbol.asset, std::nullopt};
        if (const auto days = m_source->dailyBars(symbol.symbol, first); !days.empty())
            listed.previousClose = days.back().close;
        const auto price = listed.previousClose ? listed.previousClose : symbol.firstPrice;
        if (options.account == StartingAccount::Seeded && price && price->isPositive() &&
            config.positions.size() < kSeededPositions) {
            const std::int64_t shares =
                std::max<std::int64_t>(1, kSeededValue.nanos() / price->nanos());
            config.positions.push_back({symbol.asset.symbol,
                                        Quantity::fromWhole(shares),
                                        *price,
                                        fromNewYork(before, 15h + 45min)});
        }
        config.assets.push_back(std::move(listed));
    }
    return config;
}

Result<void> Venue::startFresh(const PracticeOptions& options)
{
    auto exchange = Exchange::create(
        configFor(options, options.seed ? "seed/" + std::to_string(*options.seed) : freshSeed()),
        m_symbols);
    if (!exchange)
        return tl::unexpected<Error>{exchange.error()};
    m_exchange = std::move(*exchange);
    beginDay(m_source->firstDay());
    if (auto warm = warmUp(); !warm)
        return warm;
    (void)m_exchange->takeChanges();
    m_savedPosition = m_position;
    return m_store->begin({m_source->fingerprint(), m_position, m_exchange->state()});
}

/// Reads the history of the first day: the exchange and the bars know it, nobody is told.
Result<void> Venue::warmUp()
{
    std::vector<MarketEvent> unheard;
    while (true) {
        const auto progress = step(Timestamp::min(), unheard);
        if (!progress)
            return tl::unexpected<Error>{progress.error()};
        unheard.clear();
        if (m_sourceEnded)
            return fail(ErrorCode::OutOfRange,
                        "the tape ends before the time where it should start");
        if (*progress == Progress::Jumped)
            return {};
    }
}

Result<void> Venue::resume(const PracticeOptions& options, SavedExchange saved)
{
    if (saved.fingerprint != m_source->fingerprint())
        return fail(ErrorCode::Conflict,
                    "the account in " + options.dataFolder.string() +
                        " belongs to another tape; choose another folder or start afresh");
    auto watchlists = m_store->watchlists();
    if (!watchlists)
        return tl::unexpected<Error>{watchlists.error()};
    m_watchlists = WatchlistBook{std::move(*watchlists)};
    ExchangeConfig config = configFor(options, saved.state.account.seed);
    const auto isListed = [&](const std::string& symbol) {
        return std::any_of(config.assets.begin(), config.assets.end(), [&](const ListedAsset& a) {
            return a.asset.symbol == symbol;
        });
    };
    for (const BookRecord& book : saved.state.books) {
        // A symbol that came late on the tape.
        if (!isListed(book.symbol))
            config.assets.push_back({listedShare(book.symbol, "NASDAQ"), std::nullopt});
    }
    auto exchange = Exchange::restore(std::move(config), m_symbols, saved.state);
    if (!exchange)
        return tl::unexpected<Error>{exchange.error()};
    if (auto sought = m_source->seekDay(saved.position); !sought)
        return sought;
    beginDay(dateOf(saved.state.account.now));
    // The exchange has seen these; the bars are made again.
    std::vector<MarketEvent> unheard;
    for (std::uint64_t i = 0; i < saved.position.records; ++i) {
        if (auto more = peek(); !more)
            return tl::unexpected<Error>{more.error()};
        if (m_sourceEnded)
            return fail(ErrorCode::Conflict, "the tape is shorter than when it was last played");
        m_bars.advance(m_next->at, unheard);
        if (isOption(symbolOf(m_next->event))) {
            takeOption(m_next->event, unheard);
        } else {
            m_bars.onEvent(m_next->event, unheard);
            m_ticks.onEvent(m_next->event);
        }
        unheard.clear();
        m_next.reset();
    }
    m_exchange = std::move(*exchange);
    m_bars.advance(m_exchange->now(), unheard);
    playBeside(m_exchange->now(), unheard);
    m_toldNews.clear();
    m_position = m_savedPosition = saved.position;
    m_savedNow = m_exchange->now();
    m_jumping = m_heardHistory = m_exchange->now() < m_quietUntil; // it ended in the middle of it
    return {};
}

void Venue::beginDay(Date day)
{
    m_dayEnd = fromNewYork(Date{std::chrono::sys_days{day} + std::chrono::days{1}}, {});
    m_quietUntil = fromNewYork(day, m_start);
    m_jumping = true;
    m_heardHistory = false;
    makeNews(day);
    for (const SourceSymbol& symbol : m_source->symbols()) {
        auto days = m_source->dailyBars(symbol.symbol, day);
        m_bars.addHistory(symbol.symbol, days);
    }
}

Result<bool> Venue::peek()
{
    if (m_next || m_sourceEnded)
        return m_next.has_value();
    SourceRecord record;
    auto more = m_source->next(record);
    if (!more)
        return more;
    if (*more)
        m_next = std::move(record);
    else
        m_sourceEnded = true;
    return *more;
}

/// One record, or the reason why there is none to take.
Result<std::optional<Progress>> Venue::step(Timestamp now, std::vector<MarketEvent>& out)
{
    if (auto more = peek(); !more)
        return tl::unexpected<Error>{more.error()};
    if (m_sourceEnded)
        return std::optional{afterTheEnd(now, out)};
    if (m_next->at >= m_dayEnd) {
        m_bars.advance(m_dayEnd, out);
        beginDay(dateOf(m_next->at));
    }
    const bool history = m_jumping && m_next->at < m_quietUntil;
    if (m_jumping && !history) {
        m_jumping = false;
        letTimePass(m_heardHistory ? m_quietUntil : m_next->at, m_unheard);
        m_unheard.clear();
        m_toldNews.clear();
        return std::optional{Progress::Jumped};
    }
    if (!history && m_next->at > now) {
        letTimePass(now, out);
        return std::optional{Progress::Reached};
    }
    take(history ? m_unheard : out);
    m_heardHistory = m_heardHistory || history;
    m_unheard.clear();
    return std::optional<Progress>{};
}

void Venue::take(std::vector<MarketEvent>& out)
{
    const SymbolId symbol = symbolOf(m_next->event);
    m_bars.advance(m_next->at, out);
    playBeside(m_next->at, out);
    if (isOption(symbol)) {
        takeOption(m_next->event, out);
        m_exchange->advance(m_next->at, m_told);
        m_position = m_source->position();
        m_next.reset();
        return;
    }
    listSymbol(symbol);
    const bool isBar = std::holds_alternative<BarEvent>(m_next->event);
    if (!isBar)
        out.push_back(m_next->event); // bars come from the book of bars
    m_bars.onEvent(m_next->event, out);
    m_ticks.onEvent(m_next->event);
    m_exchange->onMarket(m_next->event, m_next->at, m_told);
    m_position = m_source->position();
    m_next.reset();
}

void Venue::listSymbol(SymbolId symbol)
{
    if (indexOf(symbol) >= m_listed.size())
        m_listed.resize(indexOf(symbol) + 1);
    if (m_listed[indexOf(symbol)])
        return;
    m_listed[indexOf(symbol)] = true;
    const std::string text{m_symbols.text(symbol)};
    if (m_exchange->asset(text) == nullptr)
        CHECK(m_exchange->addAsset({listedShare(text, "NASDAQ"), std::nullopt}).has_value());
}

void Venue::letTimePass(Timestamp now, std::vector<MarketEvent>& out)
{
    m_bars.advance(now, out);
    playBeside(now, out);
    m_exchange->advance(now, m_told);
}

/// The tape is over: its day runs to the end of the session, and time stands still.
Progress Venue::afterTheEnd(Timestamp now, std::vector<MarketEvent>& out)
{
    if (m_standstill == Timestamp{}) {
        const auto hours = MarketCalendar{}.hoursOn(dateOf(m_exchange->now()));
        m_standstill = std::max(m_exchange->now(), hours ? hours->extendedClose : Timestamp{});
    }
    letTimePass(std::min(now, m_standstill), out);
    return now < m_standstill ? Progress::Reached : Progress::Ended;
}

Result<Progress> Venue::run(Timestamp now, std::size_t recordsMax, std::vector<MarketEvent>& out)
{
    Progress progress = Progress::Busy;
    for (std::size_t i = 0; i < recordsMax; ++i) {
        const auto reached = step(now, out);
        if (!reached)
            return tl::unexpected<Error>{reached.error()};
        if (m_besideError)
            return tl::unexpected<Error>{*m_besideError};
        if (*reached) {
            progress = **reached;
            break;
        }
    }
    if (auto done = commit(false); !done)
        return tl::unexpected<Error>{done.error()};
    return progress;
}

Result<void> Venue::commit(bool always)
{
    const bool moved = m_position != m_savedPosition || m_exchange->now() != m_savedNow;
    if (m_exchange->hasChanges() || (always && moved)) {
        if (auto saved = m_store->save(m_exchange->takeChanges(), m_position); !saved)
            return saved;
        m_savedPosition = m_position;
        m_savedNow = m_exchange->now();
    }
    m_durable.insert(m_durable.end(),
                     std::make_move_iterator(m_told.begin()),
                     std::make_move_iterator(m_told.end()));
    m_told.clear();
    return {};
}

Result<void> Venue::checkpoint()
{
    return commit(true);
}

Result<Answer<BrokerOrder>> Venue::submit(const OrderRequest& request)
{
    return durable(m_exchange->submit(request, m_exchange->now(), m_told));
}

Result<Answer<BrokerOrder>> Venue::cancel(std::string_view orderId)
{
    return durable(m_exchange->cancel(orderId, m_exchange->now(), m_told));
}

Result<Answer<BrokerOrder>> Venue::replace(std::string_view orderId, const ReplaceRequest& request)
{
    return durable(m_exchange->replace(orderId, request, m_exchange->now(), m_told));
}

Result<std::vector<CancelResult>> Venue::cancelAll()
{
    return durable(m_exchange->cancelAll(m_exchange->now(), m_told));
}

Result<Answer<BrokerOrder>> Venue::closePosition(std::string_view symbol,
                                                 const CloseRequest& request)
{
    return durable(m_exchange->closePosition(symbol, request, m_exchange->now(), m_told));
}

Result<std::vector<CloseResult>> Venue::closeAll(bool cancelOrders)
{
    return durable(m_exchange->closeAll(cancelOrders, m_exchange->now(), m_told));
}

Result<CashTransfer> Venue::transfer(Money amount)
{
    auto done = m_exchange->transfer(amount, m_exchange->now(), m_told);
    if (!done)
        return done;
    return durable(std::move(*done));
}

Result<void> Venue::configure(const AccountConfiguration& configuration)
{
    m_exchange->configure(configuration);
    return commit(false);
}

Result<void> Venue::keepWatchlists()
{
    return m_store->keep(m_watchlists.all());
}

std::vector<NewsItem> Venue::takeNews()
{
    return std::exchange(m_toldNews, {});
}

std::vector<OrderUpdate> Venue::takeUpdates()
{
    return std::exchange(m_durable, {});
}

} // namespace tapedeck::practice
