#pragma once

#include "base/canonical.h"
#include "base/hash.h"
#include "proposals/proposal.h"
#include "risk/limits.h"
#include "risk/view.h"
#include "trading/verdict.h"

#include <optional>
#include <utility>
#include <vector>

namespace tapedeck {

/// What was approved: the order, whose it is, and the worst that it can cost.
struct Ticket
{
    std::string proposalId;
    Origin origin;
    OrderSpec order;
    bool isExit = false;
    Price worstPrice;    ///< assumed by every limit
    Money worstNotional; ///< at that price, multiplier included

    /// A person closes a position by hand: what alone may live while killed.
    [[nodiscard]] bool isPersonsExit() const noexcept
    {
        return isExit && origin.kind == OriginKind::Person;
    }
    TAPEDECK_FIELDS(
        self.proposalId, self.origin, self.order, self.isExit, self.worstPrice, self.worstNotional)
    friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// Proof that the gate let a ticket pass. Nobody else can make one; it can be spent once.
class Approved
{
public:
    Approved(Approved&&) noexcept = default;
    Approved& operator=(Approved&&) noexcept = default;
    Approved(const Approved&) = delete;
    Approved& operator=(const Approved&) = delete;
    ~Approved() = default;

    [[nodiscard]] const Ticket& ticket() const noexcept { return m_ticket; }
    [[nodiscard]] Ticket spend() && noexcept { return std::move(m_ticket); }

private:
    friend class RiskGate;
    explicit Approved(Ticket ticket) noexcept : m_ticket{std::move(ticket)} {}

    Ticket m_ticket;
};

/// The gate's answer: every limit, passed or not, and the approval if all of them let it pass.
struct Verdict
{
    std::vector<LimitCheck> checks; ///< in the order of Limit, one each
    Price worstPrice;
    Money worstNotional;
    std::optional<Approved> approved;

    [[nodiscard]] bool denies(Limit limit) const noexcept;
};

/// The only door to the broker. Pure: the same proposal, view and table give the same verdict.
///
/// An exit is a proposal that makes the position smaller without crossing zero, working sells
/// counted; what merely claims to be one is checked as an entry. Exits skip the rows on position,
/// exposure, share, counts, notional, spacing, day loss and watchlist; for them price age and
/// distance only warn.
class RiskGate
{
public:
    [[nodiscard]] static Verdict
    check(const Proposal& proposal, const RiskView& view, const LimitTable& limits);
};

/// What a person approves: a digest over every field of the order that is sent.
[[nodiscard]] Digest digestOf(const OrderSpec& order);

} // namespace tapedeck
