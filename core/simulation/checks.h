#pragma once

#include "config/document.h"
#include "desk/snapshot.h"
#include "engine/decks.h"
#include "engine/engine.h"
#include "simulation/approvals.h"
#include "simulation/fed_market.h"
#include "simulation/limit_checks.h"
#include "simulation/permits.h"
#include "simulation/stage.h"
#include "simulation/venue.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tapedeck {

/// What must never happen, recomputed plainly: from what the engine puts out, from what is on
/// disk, and from what the exchange says.
class Checks
{
public:
    /// `config` is what the person set, and what the engine should go by.
    Checks(Stage& stage,
           const Venue& venue,
           const TradingConfig& config,
           const Permits& permits,
           Rules rules)
        : m_stage{stage}, m_venue{venue}, m_config{config}, m_permits{permits},
          m_isAutomatic{rules == Rules::Automatic}, m_approvals{stage,
                                                                m_market,
                                                                permits,
                                                                config.suggestionLife},
          m_limits{stage, venue, m_market, config, permits, rules}
    {}

    // While the program runs
    /// What it is told of the market.
    void onMarket(const std::string& symbol, const MarketEvent& event)
    {
        m_market.passTo(m_stage.timeline.now());
        m_market.hear(symbol, event);
    }
    /// What else it is told.
    void onInput(const InputWhat& what) { m_limits.onInput(what); }
    /// What the person says, whatever the engine hears of it.
    void onSaid(const Command& command);
    void onOutputs(const std::vector<Output>& outputs, Timestamp at, const Engine& engine);
    void onCommitted(const std::vector<JournalBatch>& group, const std::vector<std::string>& ids);
    void onLeaving(const std::string& clientOrderId, const OrderSpec& order);
    void onArrived(const std::string& clientOrderId);
    /// It never leaves, or never comes.
    void onLost(const std::string& clientOrderId);
    void onSwitched(const std::string& instance, bool enabled);

    // When it stops and starts
    void onDeath();
    /// `known`: what a start of live knew.
    void onStart(const LiveStart& known);
    /// `before`: the story of the last durable step, if it is known.
    void onRestored(const Snapshot& look,
                    const std::vector<IntentRecord>& unresolved,
                    const std::string* before);
    /// What the engine says of itself that outlives a restart.
    [[nodiscard]] static std::string storyOf(const Snapshot& look);
    void onNewDay();

    // Once the weather has cleared
    void checkAgreement(const Snapshot& look, Timestamp clearSince);
    void compareBooks(const Snapshot& look);

private:
    void onOutput(const Output& output, const std::vector<Output>& outputs, const Engine& engine);
    void checkSubmit(const output::SubmitOrder& submit, const std::vector<Output>& outputs);
    void checkCard(const AuditEntry& entry);
    void checkRow(const AuditEntry& entry);
    void checkGivenUp(const AuditEntry& entry);
    void checkFill(const AuditEntry& entry);
    void compareOrders(const Snapshot& look);
    void compareCards(const Snapshot& look);
    [[nodiscard]] std::string storyOfPositions(const Snapshot& look) const
    {
        return tapedeck::storyOfPositions(look, exchange());
    }
    [[nodiscard]] std::string storyOfOpen(const Snapshot& look) const;
    [[nodiscard]] const Exchange& exchange() const noexcept { return m_venue.exchange(); }

    Stage& m_stage;
    const Venue& m_venue;
    const TradingConfig& m_config;
    const Permits& m_permits;
    bool m_isAutomatic;
    Timestamp m_at; ///< of the engine
    FedMarket m_market;
    Approvals m_approvals;
    LimitChecks m_limits;
    DecidedOrders m_decided;
    std::set<std::string> m_left;             ///< client ids of orders whose bytes have left
    std::map<std::string, int> m_cards;       ///< by suggestion: how often it ended, on record
    std::map<std::string, Quantity> m_booked; ///< by client id: fills on record
    std::set<std::string> m_switchedOff;
    Timestamp m_agreedSince; ///< the trading stream whose books have agreed
};

} // namespace tapedeck
