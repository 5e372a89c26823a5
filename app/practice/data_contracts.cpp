#include "app/practice/contract_filter.h"
#include "app/practice/data_api.h"
#include "app/practice/http_connection.h"
#include "app/practice/rest_parameters.h"
#include "market/new_york.h"
#include "wire/market_body.h"

#include <algorithm>

// Option contracts, on the trading host.
namespace tapedeck::practice {

namespace {

constexpr int kBadParameter = 40010001;
constexpr int kNotFound = 40410000;

HttpAnswer refused(const Error& error)
{
    return errorAnswer(422, kBadParameter, error.what);
}

} // namespace

void DataApi::writeContract(JsonWriter& json,
                            const OptionContract& contract,
                            bool deliverables) const
{
    const OptionTerms& terms = contract.terms;
    const Date today = toNewYork(m_venue.now()).date;
    const bool active = terms.expiry >= today;
    const Asset* underlying = m_venue.exchange().asset(terms.underlying);
    const std::string underlyingId = underlying != nullptr ? underlying->id : std::string{};
    json.beginObject().key("id").string(contract.id()).key("symbol").string(contract.symbol);
    json.key("name").string(contract.name()).key("status").string(active ? "active" : "inactive");
    json.key("tradable").boolean(active);
    json.key("expiration_date").string(tapedeck::toString(terms.expiry));
    json.key("root_symbol").string(terms.root);
    json.key("underlying_symbol").string(terms.underlying);
    json.key("underlying_asset_id").string(underlyingId);
    json.key("type").string(terms.call ? "call" : "put").key("style").string("american");
    json.key("strike_price").quoted(terms.strike).key("multiplier").string("100");
    json.key("size").string("100");
    // What was told last; null before anything was.
    std::optional<std::pair<Timestamp, std::int64_t>> interest;
    for (const auto& told : contract.openInterest) {
        if (told.first <= m_venue.now())
            interest = told;
    }
    json.key("open_interest");
    interest ? json.string(std::to_string(interest->second)) : json.null();
    json.key("open_interest_date");
    interest ? json.string(tapedeck::toString(toNewYork(interest->first).date)) : json.null();
    const auto id = m_venue.symbols().find(contract.symbol);
    const auto days = id ? m_venue.bars().days(*id) : std::span<const Bar>{};
    json.key("close_price");
    days.empty() ? json.null() : json.quoted(days.back().close);
    json.key("close_price_date");
    days.empty() ? json.null() : json.string(tapedeck::toString(toNewYork(days.back().start).date));
    json.key("ppind").boolean(true);
    if (deliverables) {
        json.key("deliverables").beginArray().beginObject().key("type").string("equity");
        json.key("symbol").string(terms.underlying).key("asset_id").string(underlyingId);
        json.key("amount").string("100").key("allocation_percentage").string("100");
        json.key("settlement_type").string("T+2").key("settlement_method").string("CCC");
        json.key("delayed_settlement").boolean(false).endObject().endArray();
    }
    json.endObject();
}

HttpAnswer DataApi::contract(const std::string& symbolOrId) const
{
    const OptionContract* found = m_venue.contracts().find(symbolOrId, m_venue.now());
    if (found == nullptr)
        return errorAnswer(404, kNotFound, "option contract not found");
    std::string out;
    JsonWriter json{out};
    writeContract(json, *found, true);
    return {200, out, {}};
}

HttpAnswer DataApi::contracts(const HttpRequest& request) const
{
    const auto filter =
        ContractFilter::parse(request, m_venue.now(), ContractFilter::For::Contracts);
    if (!filter)
        return refused(filter.error());
    const auto limit = countParameter(request, "limit", 100, 10'000);
    if (!limit)
        return refused(limit.error());
    std::string after;
    if (const auto text = request.parameter("page_token"); text && !text->empty()) {
        auto token = parsePageToken(*text);
        if (!token)
            return refused(token.error());
        after = std::move(token->symbol);
    }
    const bool deliverables = request.parameter("show_deliverables").value_or("") == "true";
    const auto& all = m_venue.contracts().all();
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("option_contracts").beginArray();
    std::size_t room = *limit;
    std::string last;
    bool more = false;
    for (auto place = all.upper_bound(after); place != all.end(); ++place) {
        if (!filter->wants(place->second))
            continue;
        more = room == 0;
        if (more)
            break;
        --room;
        last = place->first;
        writeContract(json, place->second, deliverables);
    }
    json.endArray();
    writePageToken(json,
                   more ? encodePageToken({last, Timestamp{std::chrono::seconds{1}}, 1})
                        : std::string{});
    json.endObject();
    return {200, out, {}};
}

} // namespace tapedeck::practice
