#include "session/latest_fetch.h"

namespace tapedeck {

namespace {

template <class T>
Result<std::vector<T>> itemsOf(const RestAnswer& answer, Result<DataPage<T>> page)
{
    if (!answer.isOk())
        return failureOf(answer);
    if (!page)
        return unreadableAnswer(page.error());
    return std::move(page->items);
}

} // namespace

RestCall
latestTradesCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose)
{
    return stockDataCall("/v2/stocks/trades/latest", symbols, std::move(feed), purpose);
}

RestCall
latestQuotesCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose)
{
    return stockDataCall("/v2/stocks/quotes/latest", symbols, std::move(feed), purpose);
}

Result<std::vector<Trade>> readLatestTrades(const RestAnswer& answer, Symbols& symbols)
{
    return itemsOf<Trade>(answer, parseTrades(answer.body, symbols));
}

Result<std::vector<Quote>>
readLatestQuotes(const RestAnswer& answer, Symbols& symbols, std::int64_t sizeMultiplier)
{
    return itemsOf<Quote>(answer, parseQuotes(answer.body, symbols, sizeMultiplier));
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
