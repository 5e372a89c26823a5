#include "app/practice/corporate_actions.h"

#include "app/practice/file_source.h"
#include "app/practice/rest_parameters.h"
#include "market/new_york.h"
#include "tape/line_reader.h"
#include "wire/body_fields.h"

#include <algorithm>
#include <array>

namespace tapedeck::practice {

namespace {

constexpr std::array<std::string_view, 3> kTypes{"forward_split", "reverse_split", "cash_dividend"};

Result<TapeAction> readAction(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "corporate action", counts};
    TapeAction action;
    action.type = fields.requiredWord("type", &parseActionType);
    action.symbol = fields.requiredText("symbol");
    const auto exDate = parseDate(fields.requiredText("ex_date"));
    if (exDate)
        action.exDate = *exDate;
    else
        fields.refuse(ErrorCode::Malformed, "ex_date", "not a date");
    if (action.type == TapeAction::Type::CashDividend) {
        action.rate = fields.requiredDecimal<Ratio>("rate");
    } else {
        action.oldRate = fields.requiredDecimal<Ratio>("old_rate");
        action.newRate = fields.requiredDecimal<Ratio>("new_rate");
        if (!action.oldRate.isPositive() || !action.newRate.isPositive())
            fields.refuse(ErrorCode::OutOfRange, "new_rate", "not above zero");
    }
    action.lastCumClose = fields.decimal<Price>("last_cum_close");
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return action;
}

/// value x factor / divisor, half-even, pinned to what a price can be.
std::int64_t scaledNanos(std::int64_t value, std::int64_t factor, std::int64_t divisor) noexcept
{
    const Int128 scaled = divideHalfEven(Int128{value} * factor, divisor);
    return fitsInt64(scaled) ? static_cast<std::int64_t>(scaled) : INT64_MAX;
}

Price rounded(Price price, std::int64_t unit) noexcept
{
    return Price::fromNanos(static_cast<std::int64_t>(divideHalfEven(price.nanos(), unit)) * unit);
}

} // namespace

std::string_view wordOf(TapeAction::Type type) noexcept
{
    return kTypes[static_cast<std::size_t>(type)];
}

std::optional<TapeAction::Type> parseActionType(std::string_view word) noexcept
{
    const auto found = std::find(kTypes.begin(), kTypes.end(), word);
    if (found == kTypes.end())
        return std::nullopt;
    return static_cast<TapeAction::Type>(found - kTypes.begin());
}

CorporateAction asAnnounced(const TapeAction& action)
{
    CorporateAction told;
    told.word = wordOf(action.type);
    told.symbol = action.symbol;
    told.effective = action.exDate;
    if (action.type == TapeAction::Type::CashDividend) {
        told.kind = ActionKind::CashDividend;
        told.cash = Price::fromNanos(action.rate.nanos());
    } else {
        told.kind = ActionKind::Split;
        told.oldRate = action.oldRate;
        told.newRate = action.newRate;
    }
    return told;
}

std::optional<Adjustment> Adjustment::parse(std::string_view text)
{
    Adjustment adjustment;
    const auto words = commaList(text);
    for (const std::string& word : words) {
        const bool all = word == "all";
        if (!all && word != "raw" && word != "split" && word != "dividend" && word != "spin-off")
            return std::nullopt;
        adjustment.splits = adjustment.splits || all || word == "split";
        adjustment.dividends = adjustment.dividends || all || word == "dividend";
    }
    if (words.empty())
        return std::nullopt;
    return adjustment;
}

void AdjustedSymbol::apply(FrameBar& bar) const noexcept
{
    bool changed = false;
    std::array<Price*, 5> prices{
        &bar.bar.open, &bar.bar.high, &bar.bar.low, &bar.bar.close, nullptr};
    if (bar.bar.vwap)
        prices.back() = &*bar.bar.vwap;
    for (const TapeAction* action : m_actions) {
        if (bar.bar.start >= fromNewYork(action->exDate, {}))
            continue;
        const bool split = action->type != TapeAction::Type::CashDividend;
        const std::int64_t divisor =
            split ? action->newRate.nanos() : action->lastCumClose->nanos();
        const std::int64_t factor =
            split ? action->oldRate.nanos() : divisor - action->rate.nanos();
        for (Price* price : prices) {
            if (price != nullptr)
                *price = Price::fromNanos(scaledNanos(price->nanos(), factor, divisor));
        }
        if (split) // in whole shares: 128 bits hold the product
            bar.volumeNanos = bar.volumeNanos / kNanosPerUnit * divisor / factor * kNanosPerUnit;
        changed = true;
    }
    if (!changed)
        return;
    for (std::size_t i = 0; i < 4; ++i)
        *prices[i] = rounded(*prices[i], kNanosPerUnit / 10'000);
    if (bar.bar.vwap)
        bar.bar.vwap = rounded(*bar.bar.vwap, kNanosPerUnit / 1'000'000);
}

Result<CorporateActions> CorporateActions::read(const std::filesystem::path& file)
{
    auto source = FileSource::open(file);
    if (!source)
        return tl::unexpected<Error>{source.error()};
    CorporateActions actions;
    LineReader reader{*source};
    TapeLine line;
    while (true) {
        const auto more = reader.next(line);
        if (!more)
            return fail(more.error().code, file.string() + ": " + more.error().what);
        if (!*more)
            break;
        auto action = parseBody<TapeAction>(line.text, &readAction, nullptr);
        if (action)
            actions.m_actions.push_back(std::move(*action));
        else if (action.error().code != ErrorCode::Unsupported) // a type that is not served
            return fail(action.error().code,
                        file.string() + ", line " + std::to_string(line.number) + ": " +
                            action.error().what);
    }
    std::stable_sort(actions.m_actions.begin(),
                     actions.m_actions.end(),
                     [](const TapeAction& a, const TapeAction& b) { return a.exDate < b.exDate; });
    return actions;
}

AdjustedSymbol
CorporateActions::of(std::string_view symbol, Adjustment adjustment, Timestamp now) const
{
    AdjustedSymbol adjusted;
    for (const TapeAction& action : m_actions) {
        const bool split = action.type != TapeAction::Type::CashDividend;
        const bool counts = split
                                ? adjustment.splits
                                : adjustment.dividends && action.lastCumClose &&
                                      *action.lastCumClose > Price::fromNanos(action.rate.nanos());
        if (counts && action.symbol == symbol && fromNewYork(action.exDate, {}) <= now)
            adjusted.m_actions.push_back(&action);
    }
    return adjusted;
}

} // namespace tapedeck::practice
