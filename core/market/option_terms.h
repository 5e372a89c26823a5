#pragma once

#include "base/fixed.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

/// What the OCC symbol of an option contract says: "AAPL240119C00190000" is a call on AAPL at 190
/// dollars that expires on 2024-01-19. Root, YYMMDD, C or P, strike x 1000 in eight digits
/// (alpaca.md, section 4.11).
struct OptionTerms
{
    std::string root;
    std::string underlying; ///< the root without the digit of an adjusted contract
    Date expiry{};
    bool call = true; ///< false: a put
    Price strike;     ///< dollars, to a tenth of a cent

    /// Nothing for any other text.
    [[nodiscard]] static std::optional<OptionTerms> parse(std::string_view symbol);
    /// The symbol again. Precondition: a root of 1 to 6 characters, a year from 2000 to 2099, and a
    /// strike that eight digits hold.
    [[nodiscard]] std::string symbol() const;
    friend bool operator==(const OptionTerms&, const OptionTerms&) = default;
};

/// Shares that a standard contract is for; adjusted ones may be for others.
inline constexpr std::int64_t kContractShares = 100;

/// True for an OCC symbol.
[[nodiscard]] bool isOptionSymbol(std::string_view symbol) noexcept;
/// The share that the contract is on; any other symbol itself.
[[nodiscard]] std::string underlyingOf(std::string_view symbol);

} // namespace tapedeck
