#pragma once

#include "base/hash.h"
#include "desk/command.h"
#include "risk/gate.h"
#include "simulation/fed_market.h"
#include "simulation/permits.h"
#include "simulation/stage.h"

#include <map>
#include <optional>
#include <string>

namespace tapedeck {

/// What a person has really said to the cards, kept apart from the engine. Under approval rules an
/// order must follow from a click on the card that showed this very order, while it waited, and
/// from a market that had not gone on; and each card ends when and as it should.
class Approvals
{
public:
    Approvals(Stage& stage, const FedMarket& market, const Permits& permits, Nanoseconds life)
        : m_stage{stage}, m_market{market}, m_permits{permits}, m_life{life}
    {}

    /// As it left the person's lips, whatever the engine hears of it.
    void onSaid(const Command& command);
    /// A row that the engine puts out.
    void onRow(const AuditEntry& entry);
    /// A row that is on disk.
    void onDurable(const AuditEntry& entry);
    void checkOrder(const std::string& clientOrderId, const Ticket& ticket, Timestamp at);
    /// Nobody waits longer than his life.
    void checkWaiting(Timestamp at);
    /// What is not on disk was never said.
    void onDeath();
    void onStart() noexcept { m_startedAt = m_stage.timeline.now(); }

private:
    struct Card
    {
        std::string proposalId;
        Digest digest{};
        Price reference;
        Timestamp suggestedAt;
        std::optional<Timestamp> clickedAt; ///< this very order, while the card waited
        std::optional<Timestamp> dismissedAt;
        std::optional<Timestamp> approvedAt;
        bool seen = false;
        bool ended = false;
        bool isDurable = false; ///< and so on: what outlives a crash
        bool seenIsDurable = false;
    };

    void onClick(const command::Approve& click);
    void suggest(const AuditEntry& entry);
    void checkExpiry(const std::string& id, const Card& card, const AuditEntry& entry);
    [[nodiscard]] Timestamp endOf(const Card& card) const noexcept
    {
        return card.suggestedAt + m_life;
    }
    /// When it is gone at the latest: a program that was down takes its first tick for it.
    [[nodiscard]] Timestamp goneBy(const Card& card) const noexcept;

    Stage& m_stage;
    const FedMarket& m_market;
    const Permits& m_permits;
    Nanoseconds m_life;
    Timestamp m_startedAt;
    std::map<std::string, Card> m_cards; ///< by suggestion; until their end is on disk
};

} // namespace tapedeck
