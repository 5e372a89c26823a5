#pragma once

#include "base/symbols.h"
#include "exchange/exchange.h"
#include "session/rest_call.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// What the broker's host says that the exchange does not know: each counts for whoever is told.
struct HostWord
{
    bool isBlocked = false;             ///< the account
    std::optional<Money> buyingPower;   ///< no more than this
    std::optional<Money> nonMarginable; ///< and without borrowing
    std::string untradable;             ///< a symbol, and so on; empty: none
    std::string wholeShares;
    Nanoseconds clockOff{};
};

/// The practice exchange behind its REST interface, in bodies as they go over the wire, and
/// without the wire.
class Venue
{
public:
    /// Shares that the program may watch, and one that others trade alone, so that what the engine
    /// cannot know yet stays out of its own.
    static const std::vector<std::string>& symbols();
    static constexpr const char* kElsewhere = "OUT";

    Venue(std::uint64_t seed, Money cash, Timestamp now);
    Venue(const Venue&) = delete;
    Venue& operator=(const Venue&) = delete;
    ~Venue() = default;

    HostWord word;
    /// Hears of every update of an order.
    std::function<void(const std::vector<OrderUpdate>&)> onUpdates;

    /// What the host says to a request that has arrived.
    [[nodiscard]] RestAnswer answer(const RestCall& call, Timestamp now);
    /// A trade or a quote of `symbol`; names it itself.
    void feed(const std::string& symbol, MarketEvent event, Timestamp now);
    /// Somebody else wants so many shares, an order each, and may get them.
    void tradeElsewhere(int orders, bool fills, Timestamp now);
    void advance(Timestamp now);

    [[nodiscard]] const Exchange& exchange() const noexcept { return *m_exchange; }

private:
    [[nodiscard]] RestAnswer onOrders(const RestCall& call, Timestamp now);
    [[nodiscard]] RestAnswer cancel(const std::string& id, Timestamp now);
    [[nodiscard]] RestAnswer lookUp(const std::string& clientOrderId) const;
    [[nodiscard]] RestAnswer account() const;
    [[nodiscard]] RestAnswer listPositions() const;
    [[nodiscard]] RestAnswer listFills(const RestCall& call) const;
    [[nodiscard]] RestAnswer configure(const RestCall& call);
    [[nodiscard]] RestAnswer listCalendar() const;
    [[nodiscard]] RestAnswer asset(const std::string& symbol) const;
    [[nodiscard]] std::string encoded(const BrokerOrder& order) const;
    void tell(std::vector<OrderUpdate>& updates);

    Symbols m_symbols;
    std::optional<Exchange> m_exchange;
};

} // namespace tapedeck
