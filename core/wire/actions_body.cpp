#include "wire/actions_body.h"

namespace tapedeck {

namespace {

/// Whose shares it is about: the key depends on the kind.
constexpr std::array<std::string_view, 4> kSymbolKeys{
    "symbol", "source_symbol", "old_symbol", "acquiree_symbol"};
/// When it counts, best first: the process date is the broker's, and days later for dividends.
constexpr std::array<std::string_view, 3> kDateKeys{"ex_date", "effective_date", "process_date"};
/// A ratio beyond this is a slip of somebody's pen.
constexpr Ratio kRateMax = Ratio::fromWhole(1'000'000);

/// "forward_splits" -> "forward_split"
std::string wordOf(std::string_view list)
{
    return std::string{list.ends_with('s') ? list.substr(0, list.size() - 1) : list};
}

Ratio readRate(BodyFields& fields, std::string_view key)
{
    const auto rate = fields.requiredDecimal<Ratio>(key, ExtraDecimals::RoundHalfEven);
    if (!fields.error() && (!rate.isPositive() || rate > kRateMax))
        fields.refuse(ErrorCode::OutOfRange, key, "not a ratio of shares");
    return rate;
}

void readRates(BodyFields& fields, CorporateAction& action)
{
    if (action.word == "forward_split" || action.word == "reverse_split") {
        action.kind = ActionKind::Split;
        action.oldRate = readRate(fields, "old_rate");
        action.newRate = readRate(fields, "new_rate");
    } else if (action.word == "stock_dividend") {
        action.kind = ActionKind::Split;
        action.newRate = Ratio::fromWhole(1) + readRate(fields, "rate");
    } else if (action.word == "cash_dividend") {
        action.kind = ActionKind::CashDividend;
        action.cash = fields.requiredDecimal<Price>("rate", ExtraDecimals::RoundHalfEven);
        if (action.cash.isNegative())
            fields.refuse(ErrorCode::OutOfRange, "rate", "below zero");
    } else if (action.word == "name_change") {
        action.kind = ActionKind::NameChange;
        action.newSymbol = fields.requiredText("new_symbol");
    } else {
        action.kind = ActionKind::Other;
    }
}

Result<CorporateAction> readAction(JsonValue object, std::string_view list, BodyCounts& counts)
{
    BodyFields fields{object, "corporate action", counts};
    CorporateAction action;
    action.word = wordOf(list);
    action.id = fields.text("id");
    for (const std::string_view key : kSymbolKeys) {
        if (action.symbol.empty())
            action.symbol = fields.text(key);
    }
    if (action.symbol.empty())
        fields.refuse(ErrorCode::Malformed, "symbol", "missing");
    std::string date;
    for (const std::string_view key : kDateKeys) {
        if (date.empty())
            date = fields.text(key);
    }
    if (const auto day = parseDate(date))
        action.effective = *day;
    else
        fields.refuse(ErrorCode::Malformed, "ex_date", "not a date");
    readRates(fields, action);
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return action;
}

} // namespace

Result<ActionsPage> parseActionsPage(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue lists = document->root()["corporate_actions"];
    if (!lists.isObject())
        return fail(ErrorCode::Malformed, "corporate actions: not an object");
    ActionsPage page;
    for (const JsonValue list : lists) {
        for (const JsonValue element : list) {
            auto action = readAction(element, list.key(), page.actions.counts);
            if (action)
                page.actions.items.push_back(std::move(*action));
            else
                page.actions.unreadable.push_back(Error{
                    action.error().code, std::string{list.key()} + ": " + action.error().what});
        }
    }
    page.nextPageToken = document->root()["next_page_token"].text();
    return page;
}

} // namespace tapedeck
