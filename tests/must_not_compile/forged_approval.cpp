#include "risk/gate.h"

using namespace tapedeck;

#ifdef ILLEGAL
Approved approve(Ticket ticket)
{
    return Approved{std::move(ticket)};
}
#else
std::optional<Approved> approve(const Proposal& proposal, const RiskView& view)
{
    return RiskGate::check(proposal, view, LimitTable{}).approved;
}
#endif
