#pragma once

#include "config/document.h"
#include "engine/engine.h"
#include "simulation/fed_market.h"
#include "simulation/permits.h"
#include "simulation/stage.h"
#include "simulation/venue.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace tapedeck {

/// An order that the engine has decided to send, today.
struct Decided
{
    Ticket ticket;
    Timestamp at;
    bool isDurable = false;
    bool hasLeft = false;
    bool isGone = false; ///< it never comes to the exchange
};
using DecidedOrders = std::map<std::string, Decided>; ///< by client id

/// The rows of the gate once more, for an order that it let pass: from what the exchange has, what
/// the program was told, and what the person allows.
class LimitChecks
{
public:
    LimitChecks(Stage& stage,
                const Venue& venue,
                const FedMarket& market,
                const TradingConfig& config,
                const Permits& permits,
                Rules rules)
        : m_stage{stage}, m_venue{venue}, m_market{market}, m_config{config}, m_permits{permits},
          m_rules{rules}
    {}

    /// What the program is told by its decks.
    void onInput(const InputWhat& what);
    /// A row that the engine puts out.
    void onRow(const AuditEntry& entry);
    void onDeath() { m_told = {}; }
    /// `orders`: with this one.
    void
    check(const Ticket& ticket, Timestamp at, const Engine& engine, const DecidedOrders& orders);

private:
    /// By the broker, in this run.
    struct Told
    {
        std::optional<Account> account;
        Timestamp accountAt;
        std::optional<Nanoseconds> skew;
        std::map<std::string, Asset> assets;
        std::optional<LinkState> trades;
        bool isCompared = false;       ///< the books with the broker's, since the stream changed
        std::set<std::string> known;   ///< client ids of orders that it has confirmed
        std::set<std::string> unknown; ///< and of those that nobody has answered for
    };
    /// One order under examination.
    struct Case
    {
        const Ticket& ticket;
        Timestamp at;
        const Snapshot& look;
        const DecidedOrders& orders;
        std::string name; ///< "momentum in AAA"
    };

    void onTruth(const input::BrokerTruth& truth);
    void onAccount(const Account& account);
    void onOrder(const std::string& clientOrderId);
    void expect(bool holds, const Case& of, const char* what);

    // Exits too
    void checkPlace(const Case& of);
    void checkForm(const Case& of);
    void checkHeld(const Case& of);
    // Entries
    void checkRun(const Case& of);
    void checkPrice(const Case& of);
    void checkLosses(const Case& of);
    void checkPace(const Case& of);
    void checkMoney(const Case& of);
    void checkAllocation(const Case& of);
    void checkSizes(const Case& of);

    /// What is left of an order of ours, at the worst, as if it were filled.
    [[nodiscard]] static Int128 leftOf(const Decided& decided, const BrokerOrder* order);
    [[nodiscard]] static bool isOpen(const Decided& decided, const BrokerOrder* order) noexcept;
    [[nodiscard]] const BrokerOrder* at(const std::string& clientOrderId) const
    {
        return m_venue.exchange().orderByClientId(clientOrderId);
    }

    Stage& m_stage;
    const Venue& m_venue;
    const FedMarket& m_market;
    const TradingConfig& m_config;
    const Permits& m_permits;
    Rules m_rules;
    Told m_told;
    std::set<std::string> m_givenUp; ///< client ids: the broker has never known them, it was said
};

/// "; here AAA 5 worth 500; there AAA 4 at 100".
[[nodiscard]] std::string storyOfPositions(const Snapshot& look, const Exchange& exchange);

} // namespace tapedeck
