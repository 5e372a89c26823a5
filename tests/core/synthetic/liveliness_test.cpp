#include "market/conditions.h"
#include "market/new_york.h"
#include "synthetic/synthetic_market.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <deque>

namespace tapedeck {
namespace {

using namespace std::chrono_literals;

/// The rules by which the default instances enter (DESIGN, strategies), as plainly as can be.
class NaiveRules
{
public:
    enum Rule
    {
        Momentum,
        MeanReversion,
        Rsi
    };
    using Fired = std::array<bool, 3>;

    Fired take(Timestamp at, double price)
    {
        m_prices.emplace_back(at, price);
        while (m_prices.front().first < at - 120s)
            m_prices.pop_front();
        return {momentum(at, price) > 0.05, zScore(at, price) < -2, rsi() < 30};
    }

private:
    [[nodiscard]] double momentum(Timestamp at, double price) const
    {
        for (const auto& [then, first] : m_prices) {
            if (then >= at - 10s)
                return (price / first - 1) * 100;
        }
        return 0;
    }
    [[nodiscard]] double zScore(Timestamp at, double price) const
    {
        double count = 0;
        double sum = 0;
        double squares = 0;
        for (const auto& [then, x] : m_prices) {
            if (then < at - 60s)
                continue;
            count += 1;
            sum += x - price;
            squares += (x - price) * (x - price);
        }
        if (count < 5)
            return 0;
        const double mean = sum / count;
        const double variance = (squares - count * mean * mean) / (count - 1);
        return variance <= 0 ? 0 : -mean / std::sqrt(variance);
    }
    [[nodiscard]] double rsi() const
    {
        if (m_prices.size() < 15)
            return 50;
        double gains = 0;
        double losses = 0;
        for (std::size_t i = m_prices.size() - 14; i < m_prices.size(); ++i) {
            const double change = m_prices[i].second - m_prices[i - 1].second;
            (change > 0 ? gains : losses) += std::fabs(change);
        }
        return gains + losses > 0 ? 100 * gains / (gains + losses) : 50;
    }

    std::deque<std::pair<Timestamp, double>> m_prices;
};

class Liveliness : public testing::TestWithParam<std::uint64_t>
{};
INSTANTIATE_TEST_SUITE_P(Seeds, Liveliness, testing::Values(1, 2, 3, 4, 5));

/// From any moment of the regular day (an hour at the open, one in the quiet middle), each of the
/// three rules sees an entry in some symbol within a minute.
TEST_P(Liveliness, EachDefaultRuleFindsSomethingWithinAMinuteAndTwoAtNoon)
{
    for (const auto& [from, within] : {std::pair<Nanoseconds, Nanoseconds>{9h + 33min, 1min},
                                       std::pair<Nanoseconds, Nanoseconds>{12h, 2min}}) {
        Symbols symbols;
        const Date date = parseDate("2024-03-12").value();
        SyntheticMarket market{GetParam(), date, symbols};
        const Timestamp start = fromNewYork(date, from);
        market.seek(start - 3min);
        std::vector<NaiveRules> rules(market.symbols().size());
        std::array<Timestamp, 3> lastFired{start, start, start};
        std::array<Nanoseconds, 3> longest{};
        std::array<std::uint64_t, 3> fires{};
        Timestamp now = start;
        while (now < start + 1h) {
            const SyntheticEvent event = market.next();
            now = event.at;
            const auto* trade = std::get_if<Trade>(&event.event);
            if (trade == nullptr ||
                tradeRules(trade->tape, trade->conditions, BarScope::Minute).openClose !=
                    OpenClose::Always)
                continue;
            const auto fired =
                rules[indexOf(trade->symbol)].take(event.at, trade->price.toDouble());
            for (std::size_t i = 0; i < fired.size() && now >= start; ++i) {
                if (!fired[i])
                    continue;
                ++fires[i];
                longest[i] = std::max(longest[i], now - lastFired[i]);
                lastFired[i] = now;
            }
        }
        for (std::size_t i = 0; i < longest.size(); ++i) {
            longest[i] = std::max(longest[i], now - lastFired[i]);
            EXPECT_LT(longest[i], within) << "rule " << i << " from " << from / 1h;
            const std::string name =
                "rule" + std::to_string(i) + "_at_" + std::to_string(from / 1h);
            RecordProperty(name + "_longest_ms", std::to_string(longest[i] / 1ms));
            RecordProperty(name + "_trades_that_fire", std::to_string(fires[i]));
        }
    }
}

} // namespace
} // namespace tapedeck
