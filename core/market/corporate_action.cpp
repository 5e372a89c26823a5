#include "market/corporate_action.h"

#include "base/pinned.h"
#include "market/option_terms.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::int64_t kCent = kNanosPerUnit / 100;

} // namespace

std::string CorporateAction::describe() const
{
    std::string text = word + " of " + symbol;
    switch (kind) {
    case ActionKind::Split:
        text += ", " + newRate.toString() + " for " + oldRate.toString();
        break;
    case ActionKind::CashDividend:
        text += ", " + cash.toString() + " a share";
        break;
    case ActionKind::NameChange:
        text += " to " + newSymbol;
        break;
    case ActionKind::Other:
        break;
    }
    return text + ", on " + toString(effective);
}

bool CorporateAction::isSameAs(const CorporateAction& other) const noexcept
{
    if (!id.empty() || !other.id.empty())
        return id == other.id;
    return word == other.word && symbol == other.symbol && effective == other.effective;
}

Quantity quantityAfter(const CorporateAction& split, Quantity held) noexcept
{
    return Quantity::fromNanos(
        pinned(Int128{held.nanos()} * split.newRate.nanos() / split.oldRate.nanos()));
}

Price priceAfter(const CorporateAction& split, Price price) noexcept
{
    return Price::fromNanos(pinned(
        divideHalfEven(Int128{price.nanos()} * split.oldRate.nanos(), split.newRate.nanos())));
}

void splitBar(const CorporateAction& split, Bar& bar) noexcept
{
    for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close})
        *price = priceAfter(split, *price);
    if (bar.vwap)
        bar.vwap = priceAfter(split, *bar.vwap);
    bar.volume = quantityAfter(split, bar.volume);
}

std::optional<ContractPosition>
contractsAfter(const CorporateAction& split, std::string_view contract, Quantity held)
{
    auto terms = OptionTerms::parse(contract);
    const std::int64_t times = split.newRate.nanos() / split.oldRate.nanos();
    if (!terms || times < 2 || split.newRate.nanos() % split.oldRate.nanos() != 0)
        return std::nullopt;
    const Int128 cents = divideHalfEven(terms->strike.nanos(), Int128{kCent} * times);
    terms->strike = Price::fromNanos(static_cast<std::int64_t>(cents) * kCent);
    if (!terms->strike.isPositive())
        return std::nullopt;
    return ContractPosition{terms->symbol(), quantityAfter(split, held)};
}

} // namespace tapedeck
