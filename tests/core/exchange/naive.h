#pragma once

#include "exchange/config.h"
#include "trading/order.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tapedeck {

/// The exchange's rules once more, written apart and without care for speed: every order ever made
/// is looked at on every event, and all money is summed afresh. Two days only, Thursday and Friday.
class Naive
{
public:
    using Happening = std::tuple<std::string, OrderEvent, std::string>; ///< client id, what, fill

    struct Market
    {
        bool stands = false;
        Int128 bid = 0, ask = 0, bidLeft = 0, askLeft = 0;
        std::optional<Int128> last;
        std::optional<Int128> regularLast;
        std::optional<Int128> previousClose;
        bool halted = false;
        Int128 held = 0;
        Int128 cost = 0; ///< 1e-18 dollar
    };
    struct Entry
    {
        std::string client;
        OrderSpec spec;
        enum class Life
        {
            Waiting,
            Open,
            Over
        } life = Life::Waiting;
        bool triggered = false;
        Int128 filled = 0;
        Int128 spent = 0;
        Int128 valued = 0;
        Int128 shares = 0; ///< held for a sale by dollars
        std::optional<Timestamp> end;
    };

    Naive(Money cash, std::int32_t multiplier, FillRule rule)
        : m_cash{cash.nanos()}, m_lastEquity{cash.nanos()}, m_multiplier{multiplier}, m_rule{rule}
    {}

    void pass(Timestamp to);
    void quote(const std::string& symbol,
               Price bid,
               Quantity bidSize,
               Price ask,
               Quantity askSize,
               bool firm);
    void print(const std::string& symbol, Price price, Quantity size, char code);
    void halt(const std::string& symbol, bool halted);
    /// False = refused.
    bool submit(const std::string& client, const OrderSpec& spec);
    /// False = refused.
    bool cancel(const std::string& client);

    [[nodiscard]] std::vector<Happening> takeHappenings() { return std::exchange(m_happened, {}); }
    [[nodiscard]] Int128 cash() const { return m_cash; }
    [[nodiscard]] Int128 lastEquity() const { return m_lastEquity; }
    [[nodiscard]] Int128 marketValue() const;
    [[nodiscard]] Int128 reserved() const;
    [[nodiscard]] const Market& market(const std::string& symbol) { return m_markets[symbol]; }
    [[nodiscard]] Int128 heldForSales(const std::string& symbol) const;

private:
    enum class Hours
    {
        Night,
        Early,
        Day,
        Late
    };
    [[nodiscard]] Hours hours() const;
    [[nodiscard]] bool isOn(const OrderSpec& spec) const;
    [[nodiscard]] std::optional<Int128> limitOf(const Entry& entry) const;
    [[nodiscard]] Int128 reserve(const Entry& entry) const;
    [[nodiscard]] Int128 holds(const Entry& entry) const;
    [[nodiscard]] Int128 wants(const Entry& entry, Int128 price);
    void atQuote(Entry& entry);
    /// Returns the quantity.
    Int128 trade(Entry& entry, Int128 price, std::optional<Int128> size, bool allOrNothing);
    void over(Entry& entry, OrderEvent event);
    void happen(const Entry& entry, OrderEvent event, std::string fill = {});

    Int128 m_cash;
    Int128 m_lastEquity;
    Int128 m_closingEquity = 0;
    std::int32_t m_multiplier;
    FillRule m_rule;
    Timestamp m_now;
    std::map<std::string, Market> m_markets;
    std::vector<Entry> m_entries;
    std::vector<Happening> m_happened;
};

} // namespace tapedeck
