#include "market/conditions.h"

#include <algorithm>

namespace tapedeck {

namespace {

enum class Family : std::uint8_t
{
    Cta,  ///< tapes A and B
    Utp,  ///< tape C
    Otc,  ///< tape O: the codes of UTP that the table names for it
    None, ///< no codes of this table
};

Family familyOf(char tape) noexcept
{
    switch (tape) {
    case 'A':
    case 'B':
        return Family::Cta;
    case 'C':
        return Family::Utp;
    case 'O':
    case 'N':
        return Family::Otc;
    default:
        return Family::None;
    }
}

constexpr TradeRules kRegular{};
constexpr TradeRules kVolumeOnly{OpenClose::Never, false, true};
constexpr TradeRules kNothing{OpenClose::Never, false, false};
constexpr TradeRules kFirstOfDay{OpenClose::IfFirst, true, true};
constexpr TradeRules kPriceOnly{OpenClose::Always, true, false};

TradeRules byScope(BarScope scope, TradeRules minute, TradeRules day) noexcept
{
    return scope == BarScope::Minute ? minute : day;
}

/// One row of the table. Rows that read "regular" are left to the last line.
TradeRules rulesOf(char code, Family family, BarScope scope) noexcept
{
    switch (code) {
    case 'B': // average price; on UTP: bunched, regular
        return family == Family::Cta ? kVolumeOnly : kRegular;
    case 'G': // bunched sold
        return family == Family::Utp ? byScope(scope, kVolumeOnly, kFirstOfDay) : kRegular;
    case 'W': // average price
        return family == Family::Cta ? kRegular : kVolumeOnly;
    case 'C': // cash
    case 'H': // price variation
    case 'I': // odd lot
    case 'N': // next day
    case 'R': // seller
    case 'U': // extended hours, out of sequence
    case 'V': // contingent
    case '7': // qualified contingent
        return kVolumeOnly;
    case 'M': // official close
    case 'Q': // official open
        return kNothing;
    case 'T': // extended hours
        return byScope(scope, kRegular, kVolumeOnly);
    case 'P': // prior reference price
    case 'Z': // out of sequence
    case '4': // derivatively priced
        return byScope(scope, kVolumeOnly, kFirstOfDay);
    case '9': // corrected close
        return byScope(scope, kNothing, kPriceOnly);
    default:
        return kRegular;
    }
}

bool has(const Conditions& conditions, char code) noexcept
{
    const auto codes = conditions.all();
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

} // namespace

TradeRules tradeRules(char tape, const Conditions& conditions, BarScope scope) noexcept
{
    const Family family = familyOf(tape);
    TradeRules strictest;
    if (family == Family::None)
        return strictest;
    for (const char code : conditions.all()) {
        const TradeRules rules = rulesOf(code, family, scope);
        strictest.openClose = std::min(strictest.openClose, rules.openClose);
        strictest.setsHighLow = strictest.setsHighLow && rules.setsHighLow;
        strictest.countsVolume = strictest.countsVolume && rules.countsVolume;
    }
    return strictest;
}

LastPrice lastPriceOf(const Trade& trade) noexcept
{
    const auto rules = tradeRules(trade.tape, trade.conditions, BarScope::Minute);
    if (rules.openClose != OpenClose::Always || !trade.price.isPositive())
        return LastPrice::None;
    const bool extended = familyOf(trade.tape) != Family::None && has(trade.conditions, 'T');
    return extended ? LastPrice::Extended : LastPrice::Regular;
}

bool setsLastPrice(const Trade& trade) noexcept
{
    return lastPriceOf(trade) != LastPrice::None;
}

bool quoteIsUsable(const Conditions& conditions) noexcept
{
    return !has(conditions, 'N') && !has(conditions, 'L') && !has(conditions, 'C');
}

bool quoteIsUsable(const Quote& quote) noexcept
{
    return quote.bid.isPositive() && quote.ask.isPositive() && quote.bidSize.isPositive() &&
           quote.askSize.isPositive() && quote.bid <= quote.ask && quoteIsUsable(quote.conditions);
}

} // namespace tapedeck
