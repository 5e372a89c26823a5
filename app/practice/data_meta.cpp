#include "app/practice/data_api.h"
#include "app/practice/http_connection.h"
#include "app/practice/rest_parameters.h"
#include "market/new_york.h"
#include "wire/market_body.h"

#include <algorithm>
#include <array>
#include <utility>

// Names of exchanges and conditions, and corporate actions.
namespace tapedeck::practice {

namespace {

using Name = std::pair<std::string_view, std::string_view>;

/// alpaca.md, section 6.5.
constexpr std::array<Name, 22> kExchanges{{{"A", "NYSE American (AMEX)"},
                                           {"B", "NASDAQ OMX BX"},
                                           {"C", "National Stock Exchange"},
                                           {"D", "FINRA ADF"},
                                           {"E", "Market Independent"},
                                           {"H", "MIAX"},
                                           {"I", "International Securities Exchange"},
                                           {"J", "Cboe EDGA"},
                                           {"K", "Cboe EDGX"},
                                           {"L", "Long Term Stock Exchange"},
                                           {"M", "Chicago Stock Exchange"},
                                           {"N", "New York Stock Exchange"},
                                           {"P", "NYSE Arca"},
                                           {"Q", "NASDAQ OMX"},
                                           {"S", "NASDAQ Small Cap"},
                                           {"T", "NASDAQ Int"},
                                           {"U", "Members Exchange"},
                                           {"V", "IEX"},
                                           {"W", "CBOE"},
                                           {"X", "NASDAQ OMX PSX"},
                                           {"Y", "Cboe BYX"},
                                           {"Z", "Cboe BZX"}}};

/// alpaca.md, section 6.3, of tapes A and B.
constexpr std::array<Name, 25> kTradesOfAB{{{" ", "Regular Sale"},
                                            {"B", "Average Price Trade"},
                                            {"C", "Cash Trade (Same Day Clearing)"},
                                            {"E", "Automatic Execution"},
                                            {"F", "Inter-market Sweep Order"},
                                            {"H", "Price Variation Trade"},
                                            {"I", "Odd Lot Trade"},
                                            {"K", "Rule 127 or Rule 155"},
                                            {"L", "Sold Last (Late Reporting)"},
                                            {"M", "Market Center Official Close"},
                                            {"N", "Next Day Trade (Next Day Clearing)"},
                                            {"O", "Market Center Opening Trade"},
                                            {"P", "Prior Reference Price"},
                                            {"Q", "Market Center Official Open"},
                                            {"R", "Seller"},
                                            {"T", "Extended Hours Trade"},
                                            {"U", "Extended Hours Sold (Out Of Sequence)"},
                                            {"V", "Contingent Trade"},
                                            {"X", "Cross Trade"},
                                            {"Z", "Sold (Out Of Sequence)"},
                                            {"4", "Derivatively Priced"},
                                            {"5", "Market Center Reopening Trade"},
                                            {"6", "Market Center Closing Trade"},
                                            {"7", "Qualified Contingent Trade"},
                                            {"9", "Corrected Consolidated Close"}}};

/// The same of tape C.
constexpr std::array<Name, 30> kTradesOfC{{{"@", "Regular Sale"},
                                           {"A", "Acquisition"},
                                           {"B", "Bunched Trade"},
                                           {"C", "Cash Sale"},
                                           {"D", "Distribution"},
                                           {"F", "Intermarket Sweep"},
                                           {"G", "Bunched Sold Trade"},
                                           {"H", "Price Variation Trade"},
                                           {"I", "Odd Lot Trade"},
                                           {"K", "Rule 155 Trade (AMEX)"},
                                           {"L", "Sold Last"},
                                           {"M", "Market Center Official Close"},
                                           {"N", "Next Day"},
                                           {"O", "Opening Prints"},
                                           {"P", "Prior Reference Price"},
                                           {"Q", "Market Center Official Open"},
                                           {"R", "Seller"},
                                           {"T", "Form T"},
                                           {"U", "Extended Trading Hours (Sold Out of Sequence)"},
                                           {"V", "Contingent Trade"},
                                           {"W", "Average Price Trade"},
                                           {"X", "Cross Trade"},
                                           {"Y", "Yellow Flag Regular Trade"},
                                           {"Z", "Sold (Out of Sequence)"},
                                           {"4", "Derivatively Priced"},
                                           {"5", "Re-Opening Prints"},
                                           {"6", "Closing Prints"},
                                           {"7", "Qualified Contingent Trade"},
                                           {"9", "Corrected Consolidated Close"},
                                           {"8", "Placeholder For 611 Exempt"}}};

/// alpaca.md, section 6.2.
constexpr std::array<Name, 10> kQuotes{{{"A", "Slow Quote Offer Side"},
                                        {"B", "Slow Quote Bid Side"},
                                        {"C", "Closing Quote"},
                                        {"H", "Slow Quote Bid And Offer Side"},
                                        {"L", "Closed Quote"},
                                        {"N", "Non-Firm Quote"},
                                        {"O", "Opening Quote"},
                                        {"R", "Regular Two Sided Open"},
                                        {"Y", "Regular One Sided Open"},
                                        {"4", "On Demand Intra Day Auction"}}};

HttpAnswer mapOf(std::span<const Name> names)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    for (const auto& [code, name] : names)
        json.key(code).string(name);
    json.endObject();
    return {200, out, {}};
}

/// The list of a type in the answer.
std::string_view listOf(TapeAction::Type type) noexcept
{
    switch (type) {
    case TapeAction::Type::ForwardSplit:
        return "forward_splits";
    case TapeAction::Type::ReverseSplit:
        return "reverse_splits";
    case TapeAction::Type::CashDividend:
        break;
    }
    return "cash_dividends";
}

/// There is no other id: the same action has the same one for ever.
std::string idOf(const TapeAction& action)
{
    return action.symbol + "-" + toString(action.exDate) + "-" + std::string{wordOf(action.type)};
}

void write(JsonWriter& json, const TapeAction& action)
{
    // The broker's keys that must be there; the file has no CUSIPs.
    if (action.type == TapeAction::Type::ReverseSplit)
        json.beginObject().key("new_cusip").string("").key("old_cusip").string("");
    else
        json.beginObject().key("cusip").string("");
    json.key("ex_date").string(toString(action.exDate));
    json.key("id").string(idOf(action));
    if (action.type == TapeAction::Type::CashDividend) {
        json.key("foreign").boolean(false).key("rate").number(action.rate);
        json.key("special").boolean(false);
    } else {
        json.key("new_rate").number(action.newRate).key("old_rate").number(action.oldRate);
    }
    json.key("process_date").string(toString(action.exDate));
    json.key("symbol").string(action.symbol).endObject();
}

/// Actions are announced so long before their day.
constexpr std::chrono::days kAnnouncedAhead{30};

/// What a request for corporate actions asks for.
struct ActionsQuery
{
    std::vector<std::string> symbols; ///< empty: all
    std::vector<std::string> types;   ///< empty: all
    std::vector<std::string> ids;     ///< empty: all
    Date from{};
    Date to{};

    [[nodiscard]] bool wants(const TapeAction& action) const
    {
        const auto isIn = [](const std::vector<std::string>& list, std::string_view word) {
            return list.empty() || std::find(list.begin(), list.end(), word) != list.end();
        };
        const bool inTime = !ids.empty() || (action.exDate >= from && action.exDate <= to);
        return inTime && isIn(symbols, action.symbol) && isIn(types, wordOf(action.type)) &&
               isIn(ids, ids.empty() ? std::string{} : idOf(action));
    }
};

Result<Date> dayOf(const HttpRequest& request, std::string_view name, Date usual)
{
    const auto text = request.parameter(name);
    if (!text || text->empty())
        return usual;
    auto date = parseDate(*text);
    if (!date)
        return fail(ErrorCode::Malformed, "Invalid format for parameter " + std::string{name});
    return date;
}

} // namespace

HttpAnswer DataApi::exchanges()
{
    return mapOf(kExchanges);
}

HttpAnswer DataApi::conditions(const HttpRequest& request, const std::string& ticks)
{
    const std::string_view tape = request.parameter("tape").value_or("");
    if (ticks != "trade" && ticks != "quote")
        return errorAnswer(400, 0, "invalid ticktype: it must be trade or quote");
    if (tape != "A" && tape != "B" && tape != "C")
        return errorAnswer(400, 0, "invalid tape: it must be A, B or C");
    if (ticks == "quote")
        return mapOf(kQuotes);
    return tape == "C" ? mapOf(kTradesOfC) : mapOf(kTradesOfAB);
}

HttpAnswer DataApi::corporateActions(const HttpRequest& request) const
{
    const Date today = toNewYork(m_venue.now()).date;
    const auto from = dayOf(request, "start", today);
    const auto to = dayOf(request, "end", today);
    const auto limit = countParameter(request, "limit", 100, 1'000);
    const auto ascending = ascendingParameter(request, "sort", true);
    if (!from || !to)
        return errorAnswer(400, 0, (!from ? from : to).error().what);
    if (!limit)
        return errorAnswer(400, 0, limit.error().what);
    if (!ascending)
        return errorAnswer(400, 0, ascending.error().what);
    const auto list = [&](std::string_view name) {
        return commaList(request.parameter(name).value_or(""));
    };
    ActionsQuery query{list("symbols"), list("types"), list("ids"), *from, *to};
    const Date announced{std::chrono::sys_days{today} + kAnnouncedAhead};
    std::vector<const TapeAction*> found;
    for (const TapeAction& action : m_venue.corporateActions().all()) {
        if (action.exDate <= announced && query.wants(action))
            found.push_back(&action);
    }
    if (!*ascending)
        std::reverse(found.begin(), found.end());
    std::size_t first = 0;
    if (const auto text = request.parameter("page_token"); text && !text->empty()) {
        const auto token = parsePageToken(*text);
        if (!token)
            return errorAnswer(400, 0, token.error().what);
        first = std::min(token->count, found.size());
    }
    const std::size_t end = std::min(found.size(), first + *limit);
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("corporate_actions").beginObject();
    for (const auto type : {TapeAction::Type::CashDividend,
                            TapeAction::Type::ForwardSplit,
                            TapeAction::Type::ReverseSplit}) {
        bool any = false;
        for (std::size_t i = first; i < end; ++i) {
            if (found[i]->type != type)
                continue;
            if (!std::exchange(any, true))
                json.key(listOf(type)).beginArray();
            write(json, *found[i]);
        }
        if (any)
            json.endArray();
    }
    json.endObject();
    writePageToken(json,
                   end < found.size()
                       ? encodePageToken({"actions", Timestamp{std::chrono::seconds{1}}, end})
                       : std::string{});
    json.endObject();
    return {200, out, {}};
}

} // namespace tapedeck::practice
