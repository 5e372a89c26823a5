#include "session/latest_fetch.h"

namespace tapedeck {

RestCall
latestTradesCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose)
{
    return stockDataCall("/v2/stocks/trades/latest", symbols, std::move(feed), purpose);
}

RestCall
snapshotsCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose)
{
    return stockDataCall("/v2/stocks/snapshots", symbols, std::move(feed), purpose);
}

Result<std::vector<Trade>> readLatestTrades(const RestAnswer& answer, Symbols& symbols)
{
    if (!answer.isOk())
        return failureOf(answer);
    auto page = parseTrades(answer.body, symbols);
    if (!page)
        return unreadableAnswer(page.error());
    return std::move(page->items);
}

Result<std::vector<MarketSnapshot>>
readSnapshots(const RestAnswer& answer, Symbols& symbols, std::int64_t sizeMultiplier)
{
    if (!answer.isOk())
        return failureOf(answer);
    auto snapshots = parseSnapshots(answer.body, symbols, sizeMultiplier);
    if (!snapshots)
        return unreadableAnswer(snapshots.error());
    return std::move(snapshots->items);
}

bool hasMissed(const std::optional<ToldPrice>& told,
               const Trade& theirs,
               Timestamp liveSince,
               Timestamp now,
               Nanoseconds missedAfter) noexcept
{
    if (now - theirs.at < missedAfter || theirs.at <= liveSince)
        return false;
    if (!told)
        return true;
    if (theirs.at <= told->at || !told->price.isPositive())
        return false;
    const Ratio off = ratioOf(theirs.price - told->price, told->price);
    return off > kPriceTolerance || -off > kPriceTolerance;
}

} // namespace tapedeck
