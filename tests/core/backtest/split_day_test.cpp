#include "backtest/runner.h"
#include "exchange/session_clock.h"
#include "market/new_york.h"
#include "support/real_data.h"
#include "tape/line_tape.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

std::string fileBytes(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

const Date kSplitDay = *parseDate("2014-06-09");

/// AAPL over the weekend on which seven shares came of one: quotes of every minute and its bars,
/// each bar's close as a print. The recorded day begins with a print at the old price.
class SplitWeekend : public testing::Test
{
protected:
    void play(const std::string& folder, bool announced)
    {
        BacktestSetup setup;
        setup.config = TradingConfig::defaults(Mode::Practice, Rules::Automatic);
        setup.config.watchlist = {"AAPL"};
        setup.config.priceZ.enabled = false;
        InstanceConfig holder = instanceDefaults();
        holder.name = "holder";
        holder.strategy = "buy_and_hold";
        holder.limitOrders = true;
        setup.config.instances = {holder};
        ListedAsset apple;
        apple.asset.symbol = "AAPL";
        apple.asset.assetClass = "us_equity";
        apple.asset.active = apple.asset.tradable = apple.asset.fractionable = true;
        setup.exchange.assets = {apple};
        setup.exchange.calendar =
            calendarDays(MarketCalendar{}, *parseDate("2014-05-27"), *parseDate("2014-06-20"));
        setup.exchange.splits = {{"AAPL", kSplitDay, Ratio::fromWhole(1), Ratio::fromWhole(7)}};
        setup.runId = setup.exchange.seed = "split";
        if (announced) {
            CorporateAction split;
            split.kind = ActionKind::Split;
            split.word = "forward_split";
            split.symbol = "AAPL";
            split.effective = kSplitDay;
            split.newRate = Ratio::fromWhole(7);
            setup.actions = {split};
            setup.exchange.splits.clear(); // the backtest makes them of the actions
        }
        m_backtest = Backtest::create(std::move(setup)).value();
        m_backtest->observe([this](const Input& in, const std::vector<Output>& outputs) {
            for (const Output& output : outputs) {
                if (const auto* submit = std::get_if<output::SubmitOrder>(&output))
                    m_orders.emplace_back(in.at, submit->intent.record().ticket.order);
                if (const auto* audit = std::get_if<output::AppendAudit>(&output))
                    m_kinds.push_back(audit->entry.kind);
            }
        });
        m_backtest->internWatchlist();
        const std::string bytes = fileBytes(folder + "/options_aapl_201406.jsonl.zst");
        MemorySource source{bytes};
        LineTapeOptions apples;
        apples.only = {m_backtest->symbols().intern("AAPL").value()};
        LineTape tape{source, m_backtest->symbols(), apples};
        TapeRecord record;
        std::int64_t prints = 0;
        while (tape.next(record).value()) {
            if (record.at < *parseTimestamp("2014-06-06T13:29:00Z"))
                continue;
            if (m_events++ == 0) {
                ASSERT_TRUE(m_backtest->start(record.at));
            }
            ASSERT_TRUE(m_backtest->onMarket(record.event, record.at));
            if (const auto* bar = std::get_if<BarEvent>(&record.event)) {
                Trade print;
                print.symbol = bar->bar.symbol;
                print.at = record.at;
                print.price = bar->bar.open; // 645.57 for the first bar of the new shares
                print.size = Quantity::fromWhole(100);
                print.id = ++prints;
                ASSERT_TRUE(m_backtest->onMarket(print, record.at));
            }
        }
        ASSERT_GT(m_events, 1'000U);
        ASSERT_TRUE(m_backtest->finish());
    }
    [[nodiscard]] std::size_t sales() const
    {
        return static_cast<std::size_t>(
            std::count_if(m_orders.begin(), m_orders.end(), [](const auto& order) {
                return order.second.side == Side::Sell;
            }));
    }
    [[nodiscard]] bool saw(AuditKind kind) const
    {
        return std::find(m_kinds.begin(), m_kinds.end(), kind) != m_kinds.end();
    }

    std::unique_ptr<Backtest> m_backtest;
    std::vector<std::pair<Timestamp, OrderSpec>> m_orders;
    std::vector<AuditKind> m_kinds;
    std::size_t m_events = 0;
};

TEST_F(SplitWeekend, ASplitThatIsKnownSellsNothingAndBooksAreEqual)
{
    TAPEDECK_REAL_DATA(folder);
    ASSERT_NO_FATAL_FAILURE(play(folder, true));
    ASSERT_EQ(m_orders.size(), 1U) << "bought on Friday, held on Monday";
    EXPECT_EQ(sales(), 0U);
    const Snapshot end = m_backtest->engine().snapshot({});
    ASSERT_EQ(end.positions.size(), 1U);
    const auto theirs = m_backtest->exchange().positions();
    ASSERT_EQ(theirs.size(), 1U);
    EXPECT_EQ(end.positions[0].quantity, theirs[0].quantity);
    EXPECT_EQ(end.positions[0].quantity.nanos(), m_orders[0].second.quantity->nanos() * 7);
    EXPECT_EQ(end.positions[0].averagePrice, theirs[0].averageEntryPrice);
    EXPECT_LT(end.positions[0].averagePrice, Price::fromWhole(94));
    EXPECT_LT(end.positions[0].openReturn.abs(), Ratio::fromNanos(50'000'000));
    EXPECT_EQ(end.account.equity, m_backtest->exchange().account().equity);
    EXPECT_TRUE(saw(AuditKind::CorporateAction));
    EXPECT_FALSE(saw(AuditKind::Difference));
    EXPECT_FALSE(saw(AuditKind::Blocked));
    ASSERT_EQ(end.watchlist.size(), 1U);
    ASSERT_TRUE(end.watchlist[0].change);
    EXPECT_LT(end.watchlist[0].change->abs(), Ratio::fromNanos(50'000'000));
}

TEST_F(SplitWeekend, OneThatNobodyAnnouncedFiresTheStop)
{
    TAPEDECK_REAL_DATA(folder);
    ASSERT_NO_FATAL_FAILURE(play(folder, false));
    EXPECT_GT(sales(), 0U) << "else the test above would prove nothing";
}

} // namespace
} // namespace tapedeck
