#include "market/option_terms.h"

#include "base/check.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tapedeck {

namespace {

constexpr std::size_t kTailSize = 15; ///< YYMMDD, C or P, eight digits
constexpr std::size_t kRootMax = 6;
constexpr std::int64_t kMill = kNanosPerUnit / 1000;
constexpr std::int64_t kStrikeMillsMax = 99'999'999;

bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

int numberOf(std::string_view digits) noexcept
{
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

/// As many digits, with zeros in front.
void appendDigits(std::string& out, std::int64_t number, std::size_t digits)
{
    const std::string text = std::to_string(number);
    CHECK(text.size() <= digits);
    out.append(digits - text.size(), '0').append(text);
}

} // namespace

bool isOptionSymbol(std::string_view symbol) noexcept
{
    if (symbol.size() <= kTailSize || symbol.size() > kTailSize + kRootMax)
        return false;
    const std::string_view root = symbol.substr(0, symbol.size() - kTailSize);
    const std::string_view tail = symbol.substr(root.size());
    const std::string_view date = tail.substr(0, 6);
    const std::string_view strike = tail.substr(7);
    const Date day{std::chrono::year{2000 + numberOf(date.substr(0, 2))},
                   std::chrono::month{static_cast<unsigned>(numberOf(date.substr(2, 2)))},
                   std::chrono::day{static_cast<unsigned>(numberOf(date.substr(4, 2)))}};
    return root.front() >= 'A' && root.front() <= 'Z' &&
           std::all_of(root.begin(),
                       root.end(),
                       [](char c) { return isDigit(c) || (c >= 'A' && c <= 'Z'); }) &&
           std::all_of(date.begin(), date.end(), isDigit) && day.ok() &&
           (tail[6] == 'C' || tail[6] == 'P') && std::all_of(strike.begin(), strike.end(), isDigit);
}

std::optional<OptionTerms> OptionTerms::parse(std::string_view symbol)
{
    if (!isOptionSymbol(symbol))
        return std::nullopt;
    OptionTerms terms;
    const std::string_view tail = symbol.substr(symbol.size() - kTailSize);
    terms.root = symbol.substr(0, symbol.size() - kTailSize);
    terms.underlying = terms.root;
    while (isDigit(terms.underlying.back()))
        terms.underlying.pop_back();
    terms.expiry = Date{std::chrono::year{2000 + numberOf(tail.substr(0, 2))},
                        std::chrono::month{static_cast<unsigned>(numberOf(tail.substr(2, 2)))},
                        std::chrono::day{static_cast<unsigned>(numberOf(tail.substr(4, 2)))}};
    terms.call = tail[6] == 'C';
    terms.strike = Price::fromNanos(std::int64_t{numberOf(tail.substr(7))} * kMill);
    return terms;
}

std::string underlyingOf(std::string_view symbol)
{
    auto terms = OptionTerms::parse(symbol);
    return terms ? std::move(terms->underlying) : std::string{symbol};
}

std::string OptionTerms::symbol() const
{
    CHECK(!root.empty() && root.size() <= kRootMax && expiry.ok());
    const std::int64_t mills = strike.nanos() / kMill;
    CHECK(mills >= 0 && mills <= kStrikeMillsMax && strike.nanos() % kMill == 0);
    std::string text = root;
    appendDigits(text, static_cast<int>(expiry.year()) - 2000, 2);
    appendDigits(text, static_cast<unsigned>(expiry.month()), 2);
    appendDigits(text, static_cast<unsigned>(expiry.day()), 2);
    text.push_back(call ? 'C' : 'P');
    appendDigits(text, mills, 8);
    return text;
}

} // namespace tapedeck
