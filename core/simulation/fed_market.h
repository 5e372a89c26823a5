#pragma once

#include "market/events.h"
#include "market/session.h"

#include <map>
#include <optional>
#include <string>

namespace tapedeck {

/// What the program has been told of the market since it started, kept as plainly as can be.
class FedMarket
{
public:
    /// A price that a decision rests on, and its exchange time.
    struct Reference
    {
        Price price;
        Timestamp at;
    };
    struct Symbol
    {
        Price last; ///< zero: none yet
        Timestamp lastAt;
        std::optional<Quote> quote;
        std::optional<bool> isHalted; ///< as a status has said
        Timestamp evidenceAt;         ///< of trading: a print, or a quote with two sides
    };

    void hear(const std::string& symbol, const MarketEvent& event);
    /// A quote does not outlive its session.
    void passTo(Timestamp now);
    /// The program is gone, and what it knew with it.
    void forget() noexcept { m_symbols.clear(); }

    /// What the newest trade said, or the middle of a usable quote where that is newer.
    [[nodiscard]] Reference referenceOf(const std::string& symbol, Ratio spreadMost) const;
    /// Exits are not held up by what nobody has said.
    [[nodiscard]] bool isTrading(const std::string& symbol, Timestamp now, bool forExit) const;
    /// Of the newest quote; zero where it has none.
    [[nodiscard]] Price spreadOf(const std::string& symbol) const;
    [[nodiscard]] const Symbol& of(const std::string& symbol) const;
    /// Two-sided, with something on offer, not crossed, and no wider than this.
    [[nodiscard]] static bool isUsable(const Quote& quote, Ratio spreadMost) noexcept;

private:
    std::map<std::string, Symbol> m_symbols;
    Session m_session{};
    Timestamp m_sessionGoodUntil;
};

} // namespace tapedeck
