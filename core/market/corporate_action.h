#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/time.h"
#include "market/events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

enum class ActionKind : std::uint8_t
{
    Split,        ///< forward, reverse, or a dividend in shares: so many shares become so many
    CashDividend, ///< dollars a share
    NameChange,   ///< another symbol for the same shares
    Other,        ///< mergers, spin-offs, ...: what becomes of a position is the broker's to say
};

/// What a company does to its shares, as the broker announces it.
struct CorporateAction
{
    std::string id; ///< the broker's; may be empty
    ActionKind kind{};
    std::string word; ///< the broker's: "reverse_split"
    std::string symbol;
    std::string newSymbol;               ///< of a change of name
    Date effective{};                    ///< from this day's pre-market on
    Ratio oldRate = Ratio::fromWhole(1); ///< splits: so many shares ...
    Ratio newRate = Ratio::fromWhole(1); ///< ... become so many; above zero
    Price cash;                          ///< dividends
    TAPEDECK_FIELDS(self.id,
                    self.kind,
                    self.word,
                    self.symbol,
                    self.newSymbol,
                    self.effective,
                    self.oldRate,
                    self.newRate,
                    self.cash)
    friend bool operator==(const CorporateAction&, const CorporateAction&) = default;

    /// "reverse_split of ABC, 1 for 20, on 2024-03-13": for records.
    [[nodiscard]] std::string describe() const;
    /// True for two announcements of the same thing, of which the later one stands.
    [[nodiscard]] bool isSameAs(const CorporateAction& other) const noexcept;
};

/// How many shares `held` become, towards zero to nine decimals, pinned at the range of Quantity.
/// Precondition: a split.
[[nodiscard]] Quantity quantityAfter(const CorporateAction& split, Quantity held) noexcept;
/// What a price of before is in the new shares, half-even, pinned at the range of Price.
/// Precondition: a split.
[[nodiscard]] Price priceAfter(const CorporateAction& split, Price price) noexcept;

/// A bar of before, in the new shares. Precondition: a split.
void splitBar(const CorporateAction& split, Bar& bar) noexcept;

/// An option contract and how many of it.
struct ContractPosition
{
    std::string symbol; ///< OCC
    Quantity quantity;
};
/// What contracts on a share that splits n for one become: n times as many at a strike of one n-th,
/// to the cent (OCC by-laws, article VI, section 11; the AAPL contracts of June 2014). Nothing
/// where the ratio is not whole: then the deliverable changes, and the OCC's memo says how.
[[nodiscard]] std::optional<ContractPosition>
contractsAfter(const CorporateAction& split, std::string_view contract, Quantity held);

} // namespace tapedeck
