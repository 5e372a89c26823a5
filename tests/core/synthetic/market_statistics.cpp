#include "market_statistics.h"

#include "market/conditions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tapedeck::test {

namespace {

constexpr std::size_t kHalfHours = 13;

double mean(const std::vector<double>& values)
{
    return values.empty() ? 0
                          : std::accumulate(values.begin(), values.end(), 0.0) /
                                static_cast<double>(values.size());
}

/// The k-th central moment.
double moment(const std::vector<double>& values, int k)
{
    const double centre = mean(values);
    double sum = 0;
    for (const double value : values)
        sum += std::pow(value - centre, k);
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double memory(const std::vector<double>& values)
{
    const double centre = mean(values);
    double product = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        product += (values[i] - centre) * (values[i - 1] - centre);
    const double variance = moment(values, 2) * static_cast<double>(values.size());
    return variance > 0 ? product / variance : 0;
}

double share(const std::vector<double>& values, bool (*fits)(double))
{
    const auto count = std::count_if(values.begin(), values.end(), fits);
    return values.empty() ? 0 : static_cast<double>(count) / static_cast<double>(values.size());
}

std::vector<double> returnsOf(const std::map<std::int64_t, double>& closes)
{
    std::vector<double> returns;
    double before = 0;
    for (const auto& [minute, close] : closes) {
        if (before > 0)
            returns.push_back(std::log(close / before));
        before = close;
    }
    return returns;
}

} // namespace

void StatisticsOfADay::on(const MarketEvent& event)
{
    const Timestamp at = timeOf(event);
    if (at < m_hours.open || at >= m_hours.close)
        return;
    if (const auto* quote = std::get_if<Quote>(&event)) {
        Row& row = m_rows[quote->symbol];
        ++row.quotes;
        const double mid = (quote->bid.toDouble() + quote->ask.toDouble()) / 2;
        if (quoteIsUsable(*quote) && mid > 0)
            row.spreadsBp.push_back((quote->ask.toDouble() - quote->bid.toDouble()) / mid * 1e4);
        return;
    }
    const auto* trade = std::get_if<Trade>(&event);
    if (trade == nullptr || lastPriceOf(*trade) != LastPrice::Regular)
        return;
    Row& row = m_rows[trade->symbol];
    row.trades.push_back(at);
    row.sizes.push_back(trade->size.toDouble());
    row.closes[(at - m_hours.open) / std::chrono::minutes{1}] = trade->price.toDouble();
}

MarketStatistics StatisticsOfADay::of(SymbolId symbol) const
{
    const Row& row = m_rows.at(symbol);
    MarketStatistics all;
    all.trades = static_cast<std::int64_t>(row.trades.size());
    const auto trades = static_cast<double>(all.trades);
    all.quotesPerTrade = static_cast<double>(row.quotes) / trades;
    std::vector<double> halfHours(kHalfHours);
    std::vector<double> gaps;
    for (std::size_t i = 0; i < row.trades.size(); ++i) {
        const auto half =
            static_cast<std::size_t>((row.trades[i] - m_hours.open) / std::chrono::minutes{30});
        halfHours[std::min(half, kHalfHours - 1)] += 1 / trades;
        if (i > 0)
            gaps.push_back(static_cast<double>((row.trades[i] - row.trades[i - 1]).count()));
    }
    all.openShare = halfHours.front();
    all.noonShare = halfHours[kHalfHours / 2];
    all.closeShare = halfHours.back();
    all.gapVariation = std::sqrt(moment(gaps, 2)) / mean(gaps);
    std::vector<double> spreads = row.spreadsBp;
    if (!spreads.empty()) {
        std::nth_element(spreads.begin(),
                         spreads.begin() + static_cast<std::ptrdiff_t>(spreads.size() / 2),
                         spreads.end());
        all.medianSpreadBp = spreads[spreads.size() / 2];
    }
    all.roundLots = share(row.sizes, [](double size) { return size == 100; });
    const std::vector<double> returns = returnsOf(row.closes);
    std::vector<double> sizes;
    for (const double each : returns)
        sizes.push_back(std::abs(each));
    all.returnMemory = memory(returns);
    all.sizeMemory = memory(sizes);
    const double variance = moment(returns, 2);
    all.kurtosis = moment(returns, 4) / (variance * variance);
    all.largestMove = *std::max_element(sizes.begin(), sizes.end()) / std::sqrt(variance);
    return all;
}

} // namespace tapedeck::test
