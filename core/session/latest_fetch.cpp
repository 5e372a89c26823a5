#include "session/latest_fetch.h"

namespace tapedeck {

namespace {

RestCall latestCall(std::string_view what,
                    const std::vector<std::string>& symbols,
                    std::string feed,
                    CallPurpose purpose)
{
    RestCall call;
    call.method = RestMethod::Get;
    call.host = RestHost::Data;
    call.purpose = purpose;
    call.path = "/v2/stocks/" + std::string{what} + "/latest";
    std::string list;
    for (const std::string& symbol : symbols)
        list.append(list.empty() ? "" : ",").append(symbol);
    call.query = {{"symbols", list}, {"feed", std::move(feed)}};
    return call;
}

template <class T>
Result<std::vector<T>> itemsOf(const RestAnswer& answer, Result<DataPage<T>> page)
{
    if (!answer.isOk())
        return fail(answer.isRefusal() || answer.forGood ? ErrorCode::Refused
                                                         : ErrorCode::Unavailable,
                    reasonOf(answer));
    if (!page)
        return fail(page.error().code, "the broker's answer cannot be read: " + page.error().what);
    return std::move(page->items);
}

} // namespace

RestCall
latestTradesCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose)
{
    return latestCall("trades", symbols, std::move(feed), purpose);
}

RestCall
latestQuotesCall(const std::vector<std::string>& symbols, std::string feed, CallPurpose purpose)
{
    return latestCall("quotes", symbols, std::move(feed), purpose);
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
