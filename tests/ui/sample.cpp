#include "sample.h"

#include "market/new_york.h"
#include "market/session.h"
#include "market/timeframe.h"

#include <algorithm>
#include <array>

namespace tapedeck::test {

namespace {

OrderSpec orderOf(std::string symbol,
                  Side side,
                  OrderType type,
                  TimeInForce timeInForce,
                  std::optional<Quantity> quantity,
                  std::optional<Money> notional,
                  std::optional<Price> limit,
                  std::optional<Price> stop,
                  bool extendedHours)
{
    OrderSpec spec;
    spec.symbol = std::move(symbol);
    spec.side = side;
    spec.type = type;
    spec.timeInForce = timeInForce;
    spec.quantity = quantity;
    spec.notional = notional;
    spec.limitPrice = limit;
    spec.stopPrice = stop;
    spec.extendedHours = extendedHours;
    return spec;
}

using namespace std::chrono_literals;

/// A small generator with a fixed seed: the pictures are the same each time.
class Dice
{
public:
    /// -1..1, more often near 0.
    double lean() { return (roll() + roll() + roll()) / 1.5 - 1; }
    double roll()
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(m_state >> 40U) / static_cast<double>(1U << 24U);
    }

private:
    std::uint64_t m_state = 20131010;
};

Price cents(double dollars)
{
    return Price::fromNanos(static_cast<std::int64_t>(dollars * 100) * (kNanosPerUnit / 100));
}

Price price(const char* text)
{
    return Price::parse(text).value();
}

Money money(const char* text)
{
    return Money::parse(text).value();
}

Quantity shares(const char* text)
{
    return Quantity::parse(text).value();
}

Ratio ratio(const char* text)
{
    return Ratio::parse(text).value();
}

Origin strategy(const char* name)
{
    return Origin{OriginKind::Strategy, name};
}

struct Company
{
    const char* symbol;
    const char* name;
    double dollars;
};

constexpr std::array kCompanies = {
    Company{"ZNTH", "Zenith Orbital Freight", 176.23},
    Company{"QWIL", "Quillon Paper & Pulp", 41.08},
    Company{"BRMB", "Bramble Foods Cooperative", 88.4},
    Company{"AAPL240119C00190000", "Call 190, 19 January 2024", 4.35},
    Company{"VEXA", "Vexa Motors", 1204.5},
    Company{"LUMO", "Lumora Lighting", 12.34},
    Company{"PYRA", "Pyrahedron Semiconductor Manufacturing International", 263.11},
    Company{"TIDL", "Tidal Basin Water", 57.02},
    Company{"NOVQ", "Novaquark Biologics", 0.8412},
    Company{"GRNL", "Greenland Logistics", 33.9},
    Company{"OAKS", "Oakstead Homes", 71.45},
    Company{"MIRA", "Mirador Media", 19.99},
};

WatchRow watchRow(std::size_t i, Dice& dice)
{
    const Company& company = kCompanies[i % kCompanies.size()];
    WatchRow row;
    row.symbol = company.symbol;
    if (i >= kCompanies.size())
        row.symbol = row.symbol.substr(0, 3) + static_cast<char>('A' + i / kCompanies.size());
    row.name = company.name;
    const double last = company.dollars * (1 + 0.02 * dice.lean());
    row.last = company.dollars < 1 ? price("0.8412") : cents(last);
    row.previousClose = company.dollars < 1 ? price("0.8350") : cents(company.dollars);
    row.change = ratioOf(*row.last - *row.previousClose, *row.previousClose);
    row.bid = *row.last - price("0.01");
    row.ask = *row.last + price("0.01");
    row.spread = ratioOf(*row.ask - *row.bid, *row.last);
    row.zScore = dice.lean() * 3;
    row.lastTradeAt = sampleNow() - 300ms;
    row.dayVolume = Quantity::fromWhole(static_cast<std::int64_t>(dice.roll() * 4'000'000));
    row.halt = HaltView::Trading;
    return row;
}

void addWatchlist(Snapshot& snapshot)
{
    constexpr std::size_t kRows = 30;
    Dice dice;
    for (std::size_t i = 0; i < kRows; ++i)
        snapshot.watchlist.push_back(watchRow(i, dice));
    snapshot.watchlist[0].held = shares("12");
    snapshot.watchlist[2].held = shares("40.5");
    snapshot.watchlist[5].halt = HaltView::Halted;
    snapshot.watchlist[6].overGap = true;
    WatchRow& silent = snapshot.watchlist[9];
    silent = WatchRow{};
    silent.symbol = "SLNT";
    silent.name = "Silent Harbor (no trade yet)";
}

void addChart(Snapshot& snapshot)
{
    snapshot.chart.request = ChartRequest{"ZNTH", Timeframe::Minute1, 2'000};
    snapshot.chart.candles = sampleCandles(Timeframe::Minute1, 2'000);
    WatchRow& shown = snapshot.watchlist.front();
    shown.last = snapshot.chart.candles.back().close;
    shown.change = ratioOf(*shown.last - *shown.previousClose, *shown.previousClose);
    const auto& candles = snapshot.chart.candles;
    const std::size_t n = candles.size();
    snapshot.chart.markers = {
        {ChartMarker::Kind::Signal, candles[n - 84].start, candles[n - 84].high, "price-z"},
        {ChartMarker::Kind::Buy,
         candles[n - 80].start + 12s,
         candles[n - 80].open,
         "momentum-1, 6"},
        {ChartMarker::Kind::Sell, candles[n - 52].start, candles[n - 52].close, "momentum-1, 6"},
        {ChartMarker::Kind::Buy, candles[n - 23].start, candles[n - 23].close, "rsi-1, 12"},
    };
}

std::vector<LimitCheck> sampleChecks(bool warned)
{
    std::vector<LimitCheck> checks;
    const auto add = [&](Limit limit, LimitUnit unit, std::int64_t value, std::int64_t bound) {
        checks.push_back(
            {limit, LimitResult::Passed, unit, value * kNanosPerUnit, bound * kNanosPerUnit});
    };
    for (std::size_t i = 0; i < kLimitCount; ++i)
        add(static_cast<Limit>(i), LimitUnit::Flag, 1, 1);
    const auto set = [&](Limit limit, LimitUnit unit, std::int64_t value, std::int64_t bound) {
        LimitCheck& check = checks[static_cast<std::size_t>(limit)];
        check.unit = unit;
        check.value = value;
        check.bound = bound;
    };
    set(Limit::PositionNotional, LimitUnit::Dollars, 500 * kNanosPerUnit, 1'000 * kNanosPerUnit);
    set(Limit::TotalExposure, LimitUnit::Dollars, 3'120'450'000'000, 5'000 * kNanosPerUnit);
    set(Limit::EquityShare, LimitUnit::Fraction, 21'000'000, 250'000'000);
    set(Limit::QuoteUsable, LimitUnit::Fraction, 110'000, 10'000'000);
    set(Limit::PriceAge, LimitUnit::Seconds, 300'000'000, 5 * kNanosPerUnit);
    set(Limit::OrdersPerDay, LimitUnit::Count, 3 * kNanosPerUnit, 10 * kNanosPerUnit);
    set(Limit::OrdersPerMinute, LimitUnit::Count, kNanosPerUnit, 10 * kNanosPerUnit);
    checks[static_cast<std::size_t>(Limit::NotionalPer4h)].result = LimitResult::Skipped;
    if (warned)
        checks[static_cast<std::size_t>(Limit::PriceDistance)].result = LimitResult::Warned;
    return checks;
}

void addSuggestions(Snapshot& snapshot)
{
    SuggestionCard again = sampleCard("s-2", "QWIL", Side::Buy);
    again.origin = strategy("mean-reversion-slow");
    again.evidence = {{Metric::WindowZScore, Comparison::Below, -2.31, -2.0, 60}};
    again.confidence = 0.64;
    again.order.quantity = shares("24");
    again.order.notional.reset();
    again.order.limitPrice = price("41.12");
    again.worstPrice = price("41.12");
    again.reference = price("41.08");
    again.askedAgainFrom = price("40.87");
    again.expiresAt = sampleNow() + 41s;
    SuggestionCard exit = sampleCard("s-3", "AAPL240119C00190000", Side::Sell);
    exit.origin = Origin{OriginKind::Exit, "options-desk"};
    exit.isExit = true;
    exit.evidence = {{Metric::PositionReturn, Comparison::Reached, -0.512, -0.5, 0}};
    exit.order.quantity = shares("2");
    exit.order.notional.reset();
    exit.order.limitPrice = price("4.30");
    exit.worstPrice = price("4.28");
    exit.checks = sampleChecks(true);
    exit.confidence = 1;
    snapshot.suggestions = {sampleCard("s-1", "ZNTH", Side::Buy), again, exit};
}

void addPositions(Snapshot& snapshot)
{
    const auto add = [&](const char* symbol,
                         const char* held,
                         const char* average,
                         const char* last,
                         const char* value,
                         const char* profit,
                         const char* part,
                         const char* stop,
                         const char* holder) {
        PositionRow row;
        row.symbol = symbol;
        row.quantity = shares(held);
        row.averagePrice = price(average);
        row.last = price(last);
        row.marketValue = money(value);
        row.openProfit = money(profit);
        row.openReturn = ratio(part);
        if (*stop != '\0')
            row.stopPrice = price(stop);
        row.holder = holder;
        snapshot.positions.push_back(row);
    };
    add("ZNTH", "12", "174.905", "176.23", "2114.76", "15.90", "0.00757", "166.16", "rsi-1");
    add("BRMB", "40.5", "90.12", "88.40", "3580.2", "-69.66", "-0.01908", "85.61", "momentum-1");
    add("VEXA", "3", "1198.333333333", "1204.50", "3613.5", "18.50", "0.00514", "1138.42", "trend");
    add("AAPL240119C00190000", "2", "8.90", "4.35", "870", "-910", "-0.51123", "", "options-desk");
    add("OAKS", "150.250000001", "70.00", "71.45", "10735.36", "217.86", "0.02071", "66.5", "");
}

void addOrders(Snapshot& snapshot)
{
    const auto add = [&](const char* id,
                         OrderSpec spec,
                         OrderStatus status,
                         const char* filled,
                         const char* average,
                         Origin origin,
                         std::chrono::seconds ago) {
        OrderRow row;
        row.clientOrderId = id;
        row.origin = std::move(origin);
        row.order = std::move(spec);
        row.status = status;
        row.filledQuantity = shares(filled);
        if (*average != '\0')
            row.averagePrice = price(average);
        row.createdAt = sampleNow() - ago;
        snapshot.orders.push_back(row);
    };
    OrderSpec limit = orderOf("QWIL",
                              Side::Buy,
                              OrderType::Limit,
                              TimeInForce::Day,
                              shares("24"),
                              {},
                              price("41.05"),
                              {},
                              false);
    OrderSpec cash = orderOf(
        "LUMO", Side::Buy, OrderType::Market, TimeInForce::Day, {}, money("750"), {}, {}, false);
    OrderSpec exit = orderOf("BRMB",
                             Side::Sell,
                             OrderType::StopLimit,
                             TimeInForce::Gtc,
                             shares("40.5"),
                             {},
                             price("85.50"),
                             price("85.61"),
                             true);
    add("td-7f3a-0009", cash, OrderStatus::PendingNew, "0", "", strategy("momentum-1"), 2s);
    snapshot.orders.back().unresolved = true;
    add("td-7f3a-0008",
        limit,
        OrderStatus::PartiallyFilled,
        "9",
        "41.0467",
        strategy("mean-reversion-slow"),
        31s);
    add("td-7f3a-0007",
        exit,
        OrderStatus::New,
        "0",
        "",
        Origin{OriginKind::Exit, "momentum-1"},
        4min);
    limit.symbol = "ZNTH";
    limit.quantity = shares("12");
    limit.limitPrice = price("174.91");
    add("td-7f3a-0006", limit, OrderStatus::Filled, "12", "174.905", strategy("rsi-1"), 23min);
    limit.symbol = "PYRA";
    add("td-7f3a-0005", limit, OrderStatus::Rejected, "0", "", strategy("sma-crossover"), 24min);
    snapshot.orders.back().reason = "asset is not fractionable";
    snapshot.orders.back().rejection = Rejection::NotFractionable;
    add("web-1", limit, OrderStatus::Canceled, "0", "", Origin{OriginKind::External, ""}, 40min);
    snapshot.orders.back().external = true;
}

void addAudit(Snapshot& snapshot)
{
    constexpr std::int64_t kRows = 400;
    const std::array kinds = {AuditKind::Filled,
                              AuditKind::Acknowledged,
                              AuditKind::Submitted,
                              AuditKind::Allowed,
                              AuditKind::SignalRaised,
                              AuditKind::Denied,
                              AuditKind::SignalRaised,
                              AuditKind::FeedChanged,
                              AuditKind::AskedAgain};
    const std::array origins = {strategy("rsi-1"),
                                strategy("momentum-1"),
                                strategy("mean-reversion-slow"),
                                Origin{OriginKind::Detector, "price-z"}};
    for (std::int64_t i = 0; i < kRows; ++i) {
        AuditRow row;
        row.sequence = 5'000 - i;
        AuditEntry& entry = row.entry;
        const auto at = static_cast<std::size_t>(i);
        entry.kind = kinds[at % kinds.size()];
        entry.at = sampleNow() - std::chrono::seconds{7 * i} - 137ms;
        entry.origin = origins[(at / 5) % origins.size()];
        entry.symbol = kCompanies[(at / 5) % kCompanies.size()].symbol;
        entry.order = orderOf(entry.symbol,
                              i % 3 == 0 ? Side::Sell : Side::Buy,
                              OrderType::Limit,
                              TimeInForce::Day,
                              shares("12"),
                              {},
                              price("176.40"),
                              {},
                              false);
        entry.clientOrderId = "td-7f3a-" + std::to_string(9'000 - i);
        entry.proposalId = "p-" + std::to_string(i);
        if (entry.kind == AuditKind::Filled) {
            entry.quantity = shares("12");
            entry.price = price("176.395");
        }
        if (entry.kind == AuditKind::SignalRaised) {
            entry.evidence = {{Metric::MomentumPct, Comparison::Above, 0.081, 0.05, 10}};
            entry.confidence = 0.78;
        }
        if (entry.kind == AuditKind::Denied || entry.kind == AuditKind::Allowed)
            entry.checks = sampleChecks(false);
        if (entry.kind == AuditKind::Denied)
            entry.checks[static_cast<std::size_t>(Limit::SymbolSpacing)] = {Limit::SymbolSpacing,
                                                                            LimitResult::Denied,
                                                                            LimitUnit::Seconds,
                                                                            3 * kNanosPerUnit,
                                                                            900 * kNanosPerUnit};
        if (entry.kind == AuditKind::FeedChanged) {
            entry = AuditEntry{AuditKind::FeedChanged,
                               entry.at,
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               {},
                               "market data is live again after 1.2 s"};
        }
        snapshot.audit.push_back(std::move(row));
    }
}

void addLinks(Snapshot& snapshot)
{
    const Timestamp since = sampleNow() - 72min;
    const auto live = [&](Link link, double rate, Nanoseconds p50, Nanoseconds p99) {
        LinkHealth health;
        health.link = link;
        health.state = LinkState::Live;
        health.since = since;
        health.messagesPerSecond = rate;
        health.lagMedian = p50;
        health.lagP99 = p99;
        return health;
    };
    LinkHealth data = live(Link::MarketData, 1'284.6, 34ms, 118ms);
    data.lastMessageAge = 12ms;
    data.messages = 4'318'220;
    data.reconnects = 1;
    data.dropped = 902;
    data.gaps.filled = 1;
    data.lastGaps = {Gap{1,
                         Link::MarketData,
                         sampleNow() - 72min - 9s,
                         sampleNow() - 72min,
                         "no answer to a ping for 10 s",
                         {},
                         GapState::Filled,
                         "trades"}};
    LinkHealth trades = live(Link::TradeUpdates, 0.3, 41ms, 160ms);
    trades.lastMessageAge = 31s;
    trades.messages = 214;
    LinkHealth rest = live(Link::BrokerRest, 0.8, 88ms, 410ms);
    rest.state = LinkState::BackingOff;
    rest.since = sampleNow() - 3s;
    rest.reason = "429 too many requests";
    rest.nextTryAt = sampleNow() + 4s;
    rest.lastMessageAge = 3s;
    rest.messages = 1'022;
    rest.reconnects = 2;
    LinkHealth journal = live(Link::Journal, 2.1, 260us, 4ms);
    journal.lastMessageAge = 2s;
    journal.messages = 8'120;
    LinkHealth news = live(Link::News, 0.1, 90ms, 400ms);
    news.lastMessageAge = 70s;
    news.messages = 41;
    snapshot.links = {data, trades, rest, journal, news};
}

void addNews(Snapshot& snapshot)
{
    const auto add = [&](std::int64_t id,
                         const char* headline,
                         std::vector<std::string> symbols,
                         std::int32_t scoreMilli,
                         bool concerns) {
        NewsRow row;
        row.id = id;
        row.at = sampleNow() - std::chrono::minutes{4 * (10 - id)};
        row.receivedAt = row.at + 300ms;
        row.headline = headline;
        row.summary = "A summary of two sentences. It says a little more than the headline does.";
        row.source = "benzinga";
        row.url = "https://news.example.com/" + std::to_string(id);
        row.symbols = std::move(symbols);
        row.scoreMilli = scoreMilli;
        row.concerns = concerns;
        snapshot.news.push_back(row);
    };
    add(9, "Vexa Motors recalls 40,000 cars over a faulty brake", {"VEXA"}, -650, true);
    add(8, "Lumora Lighting beats estimates and raises its outlook", {"LUMO"}, 780, true);
    add(7,
        "A headline that goes on and on, as those of agencies do that put all of the first "
        "paragraph, the name of the spokesman, two figures and the date into one sentence",
        {"AAPL240119C00190000", "NOVQ", "GRNL", "OAKS", "MIRA"},
        0,
        false);
}

void addLimits(Snapshot& snapshot)
{
    const auto add = [&](Limit limit,
                         LimitUnit unit,
                         std::optional<std::int64_t> bound,
                         std::optional<std::int64_t> used) {
        snapshot.limits.push_back({limit, unit, bound, used});
    };
    constexpr std::int64_t kUnit = kNanosPerUnit;
    add(Limit::PositionNotional, LimitUnit::Dollars, 10'000 * kUnit, 10'735'360'000'000);
    add(Limit::TotalExposure, LimitUnit::Dollars, 50'000 * kUnit, 20'913'820'000'000);
    add(Limit::EquityShare, LimitUnit::Fraction, 250'000'000, 104'200'000);
    add(Limit::OrdersPerDay, LimitUnit::Count, {}, 9 * kUnit);
    add(Limit::OrdersPerMinute, LimitUnit::Count, 10 * kUnit, 2 * kUnit);
    add(Limit::NotionalPer4h, LimitUnit::Dollars, {}, 12'004'110'000'000);
    add(Limit::SymbolSpacing, LimitUnit::Seconds, 5 * kUnit, {});
    add(Limit::PriceAge, LimitUnit::Seconds, 5 * kUnit, 300'000'000);
    add(Limit::QuoteUsable, LimitUnit::Fraction, 10'000'000, {});
    add(Limit::PriceDistance, LimitUnit::Fraction, 50'000'000, {});
    add(Limit::Clock, LimitUnit::Seconds, kUnit, 12'000'000);
    add(Limit::DayLoss, LimitUnit::Fraction, 50'000'000, 41'000'000);
    add(Limit::PositionLoss, LimitUnit::Fraction, 50'000'000, {});
}

void addInstances(Snapshot& snapshot)
{
    snapshot.instances = {
        {"rsi-1", "rsi", true, money("10000"), money("2098.86"), money("15.90"), 14},
        {"momentum-1", "momentum", true, money("10000"), money("3649.86"), money("-69.66"), 31},
        {"mean-reversion-slow",
         "mean_reversion",
         true,
         money("5000"),
         money("984"),
         money("212.04"),
         8},
        {"trend", "sma_crossover", false, money("15000"), money("0"), money("0"), 0},
        {"options-desk", "momentum", false, money("2500.50"), money("1780"), money("-910"), 2},
    };
}

} // namespace

Timestamp sampleNow()
{
    using std::chrono::year;
    return fromNewYork(Date{year{2013} / 10 / 10}, 10h + 42min + 17s);
}

SuggestionCard sampleCard(const std::string& id, const std::string& symbol, Side side)
{
    SuggestionCard card;
    card.id = id;
    card.origin = strategy("momentum-1");
    card.order = orderOf(symbol,
                         side,
                         OrderType::Limit,
                         TimeInForce::Day,
                         {},
                         money("500"),
                         price("176.40"),
                         {},
                         false);
    card.digest.fill(static_cast<std::uint8_t>(id.back()));
    card.estimatedNotional = money("500");
    card.worstPrice = price("176.40");
    card.confidence = 0.78;
    card.severity = Severity::High;
    card.evidence = {{Metric::MomentumPct, Comparison::Above, 0.081, 0.05, 10},
                     {Metric::Rsi, Comparison::Above, 61.4, 50, 0}};
    card.checks = sampleChecks(false);
    card.suggestedAt = sampleNow() - 43s;
    card.expiresAt = card.suggestedAt + 5min;
    return card;
}

std::vector<Candle> sampleCandles(Timeframe timeframe, std::size_t count)
{
    std::vector<Candle> candles;
    const MarketCalendar calendar;
    Dice dice;
    Timestamp start = barStart(timeframe, sampleNow());
    while (candles.size() < count) { // times first, backwards through the sessions
        const bool fits = timeframe == Timeframe::Day1
                              ? calendar.isTradingDay(toNewYork(start).date)
                              : calendar.sessionAt(start) == Session::Regular;
        if (fits) {
            Candle candle;
            candle.start = start;
            candles.push_back(candle);
        }
        start = barStart(timeframe, start - 1ns);
    }
    std::reverse(candles.begin(), candles.end());
    double last = 171;
    double drift = 0;
    for (Candle& candle : candles) {
        drift = drift * 0.94 + dice.lean() * 0.02;
        const double step = drift + dice.lean() * 0.11 + (175.2 - last) * 0.01;
        const double open = last;
        const double close = std::max(open + step, 1.0);
        candle.open = cents(open);
        candle.close = cents(close);
        candle.high = std::max(candle.open, candle.close) + cents(std::abs(dice.lean()) * 0.12);
        candle.low = std::min(candle.open, candle.close) - cents(std::abs(dice.lean()) * 0.12);
        candle.volume = Quantity::fromWhole(
            static_cast<std::int64_t>(800 + dice.roll() * 2'500 + std::abs(step) * 30'000));
        last = close;
    }
    return candles;
}

Snapshot emptySnapshot()
{
    Snapshot snapshot;
    snapshot.at = sampleNow();
    return snapshot;
}

Snapshot richSnapshot()
{
    Snapshot snapshot;
    snapshot.at = sampleNow();
    snapshot.mode = Mode::Practice;
    snapshot.rules = Rules::Approval;
    snapshot.marketOpen = true;
    snapshot.speed = 1;
    snapshot.booksAgreedAt = sampleNow() - 40s;
    snapshot.account = {money("103242.18"),
                        money("82328.36"),
                        money("164656.72"),
                        money("20913.82"),
                        {},
                        money("-418.09"),
                        ratio("-0.00403"),
                        true};
    addWatchlist(snapshot);
    addChart(snapshot);
    addSuggestions(snapshot);
    addPositions(snapshot);
    addOrders(snapshot);
    addAudit(snapshot);
    addLinks(snapshot);
    addLimits(snapshot);
    addNews(snapshot);
    addInstances(snapshot);
    return snapshot;
}

Snapshot killedSnapshot()
{
    Snapshot snapshot = richSnapshot();
    snapshot.suggestions.clear();
    snapshot.kill.phase = KillPhase::Confirmed;
    snapshot.kill.since = sampleNow() - 12s;
    snapshot.kill.canceled = 7;
    snapshot.kill.lastCanceledAfter = 398ms;
    snapshot.kill.confirmedAfter = 412ms;
    snapshot.kill.naked = {{"BRMB", shares("40.5"), money("-69.66"), true, Limit::Session},
                           {"AAPL240119C00190000", shares("2"), money("-910")}};
    return snapshot;
}

void advance(Snapshot& snapshot, int step)
{
    snapshot.at += 33ms;
    if (!snapshot.chart.candles.empty()) {
        Candle& last = snapshot.chart.candles.back();
        last.close = last.close + price(step % 2 == 0 ? "0.01" : "-0.01");
        last.high = std::max(last.high, last.close);
        last.low = std::min(last.low, last.close);
    }
    for (std::size_t i = 0; i < snapshot.watchlist.size(); i += 3) {
        auto& row = snapshot.watchlist[i];
        if (row.last)
            row.last = *row.last + price(step % 2 == 0 ? "0.01" : "-0.01");
    }
    AuditRow newest = snapshot.audit.empty() ? AuditRow{} : snapshot.audit.front();
    ++newest.sequence;
    newest.entry.at = snapshot.at;
    snapshot.audit.insert(snapshot.audit.begin(), newest);
    if (snapshot.audit.size() > 1)
        snapshot.audit.pop_back();
}

} // namespace tapedeck::test
