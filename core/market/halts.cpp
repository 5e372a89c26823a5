#include "market/halts.h"

namespace tapedeck {

HaltState haltStateAfter(HaltState now, const TradingStatus& status) noexcept
{
    const std::string_view code = status.status.text();
    if (code.size() != 1)
        return now;
    const bool cta = status.tape != 'C' && status.tape != 'O';
    const bool utp = status.tape != 'A' && status.tape != 'B';
    switch (code.front()) {
    case '2':
        return cta ? HaltState::Halted : now;
    case '3':
        return cta ? HaltState::Trading : now;
    case 'H':
    case 'P':
    case 'Q':
        return utp ? HaltState::Halted : now;
    case 'T':
        return utp ? HaltState::Trading : now;
    default:
        return now;
    }
}

HaltState haltStateWithEvidence(HaltState known,
                                std::optional<Timestamp> evidenceAt,
                                Timestamp now,
                                Session session) noexcept
{
    if (known != HaltState::Unknown || !evidenceAt || session != Session::Regular)
        return known;
    return now - *evidenceAt < kHaltEvidenceAgeMax ? HaltState::Trading : HaltState::Unknown;
}

} // namespace tapedeck
