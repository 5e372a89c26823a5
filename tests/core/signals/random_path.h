#pragma once

#include "base/quantise.h"
#include "indicators/tick_window.h"
#include "market/events.h"
#include "signals/strategies/strategy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <random>
#include <vector>

namespace tapedeck::test {

/// Trades of one symbol on a random walk, with calm and wild stretches, prices that stand still,
/// and gaps that empty the window; and the figures of the design's table, computed afresh from all
/// of them.
class RandomPath
{
public:
    RandomPath(SymbolId symbol, std::uint64_t seed) : m_symbol{symbol}, m_random{seed} {}

    /// The window holds the trade when this returns.
    const Trade& next()
    {
        using namespace std::chrono_literals;
        if (below(200) == 0)
            m_step = static_cast<std::int64_t>(below(4)); // 0 = the price stands still
        if (below(300) == 0)
            m_at += std::chrono::seconds{60 + below(120)};
        m_at += std::chrono::milliseconds{below(3'000)};
        m_cents += m_step * (static_cast<std::int64_t>(below(5)) - 2);
        m_cents = std::max<std::int64_t>(m_cents, 100);
        Trade trade;
        trade.symbol = m_symbol;
        trade.at = m_at;
        trade.price = Price::fromNanos(m_cents * (kNanosPerUnit / 100));
        trade.size = Quantity::fromWhole(100);
        trade.id = static_cast<std::int64_t>(m_trades.size()) + 1;
        trade.conditions.add(' ');
        trade.exchange = 'N';
        trade.tape = 'A';
        EXPECT_EQ(m_window.add(trade), TickWindow::Added::Counted);
        m_trades.push_back(trade);
        return m_trades.back();
    }

    [[nodiscard]] MarketView view() const
    {
        return {m_symbol, m_at, m_trades.back().price, m_at, m_window};
    }
    [[nodiscard]] std::size_t below(std::size_t bound) { return m_random() % bound; }

    /// Prices with now - seconds <= t <= now, oldest first.
    [[nodiscard]] std::vector<std::int64_t> pricesIn(int seconds) const
    {
        std::vector<std::int64_t> prices;
        for (auto trade = m_trades.rbegin(); trade != m_trades.rend(); ++trade) {
            if (trade->at < m_at - std::chrono::seconds{seconds})
                break;
            prices.insert(prices.begin(), trade->price.nanos());
        }
        return prices;
    }
    [[nodiscard]] std::optional<double> momentumPct(int seconds) const
    {
        const auto prices = pricesIn(seconds);
        if (prices.size() < 2)
            return std::nullopt;
        const auto first = static_cast<double>(prices.front());
        return quantise((static_cast<double>(prices.back()) - first) * 100 / first);
    }
    /// Dollars, rounded half-even to nanos.
    [[nodiscard]] std::optional<double> mean(int seconds) const
    {
        const auto prices = pricesIn(seconds);
        if (prices.size() < 5)
            return std::nullopt;
        Int128 sum = 0;
        for (const std::int64_t price : prices)
            sum += price;
        const Int128 mean = divideHalfEven(sum, static_cast<Int128>(prices.size()));
        return static_cast<double>(static_cast<std::int64_t>(mean)) / 1e9;
    }
    [[nodiscard]] std::optional<double> zScore(int seconds) const
    {
        const auto prices = pricesIn(seconds);
        if (prices.size() < 5)
            return std::nullopt;
        long double sum = 0;
        for (const std::int64_t price : prices)
            sum += static_cast<long double>(price);
        const long double mean = sum / static_cast<long double>(prices.size());
        long double squares = 0;
        for (const std::int64_t price : prices)
            squares +=
                (static_cast<long double>(price) - mean) * (static_cast<long double>(price) - mean);
        if (squares < 1)
            return std::nullopt;
        const long double deviation =
            std::sqrt(squares / static_cast<long double>(prices.size() - 1));
        return static_cast<double>((static_cast<long double>(prices.back()) - mean) / deviation);
    }
    /// Of the last period + 1 prices, whenever they were.
    [[nodiscard]] std::optional<double> rsi(std::size_t period) const
    {
        if (m_trades.size() < period + 1)
            return std::nullopt;
        double gain = 0;
        double loss = 0;
        for (std::size_t i = m_trades.size() - period; i < m_trades.size(); ++i) {
            const auto change =
                static_cast<double>((m_trades[i].price - m_trades[i - 1].price).nanos());
            (change > 0 ? gain : loss) += change > 0 ? change : -change;
        }
        return gain + loss == 0 ? 50 : quantise(100 * gain / (gain + loss));
    }

private:
    SymbolId m_symbol;
    std::mt19937_64 m_random;
    Timestamp m_at = timestampOf(1'381'411'800'000'000'000);
    std::int64_t m_cents = 2'000;
    std::int64_t m_step = 1;
    std::vector<Trade> m_trades;
    TickWindow m_window;
};

} // namespace tapedeck::test
