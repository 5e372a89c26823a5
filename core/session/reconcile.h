#pragma once

#include "session/broker_calls.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tapedeck {

/// Collects the broker's truth, request by request, or fails whole.
///
/// Order and consistency: positions first, then open orders, then by look-up each order that was
/// asked for and is not open, then the fills, then transfers of cash, then the account, and the
/// positions once more. Every part but the last is older than the second reading of positions; when
/// both readings agree, no fill came between the parts. Otherwise the round begins anew; after
/// kRoundsMax the last reading is handed over as it is, and the engine, which asks again before it
/// repairs, has the last word.
///
/// Without the transfers the truth is handed over all the same: our books, and with them the exits,
/// must not hang on what the day's loss alone needs.
class ReconcileSteps
{
public:
    static constexpr int kRoundsMax = 3;

    explicit ReconcileSteps(output::Reconcile asked);

    /// What to ask next, or that it is done.
    using Next = std::variant<RestCall, input::BrokerTruth>;
    [[nodiscard]] RestCall first();
    /// Errors: why there is no truth now.
    [[nodiscard]] Result<Next> onAnswer(const RestAnswer& answer);

private:
    enum class Part : std::uint8_t
    {
        Positions,
        OpenOrders,
        Lookup,
        Fills,
        Transfers,
        Account,
        PositionsAgain
    };

    [[nodiscard]] RestCall callNow() const;
    [[nodiscard]] Result<void> take(const RestAnswer& answer);
    [[nodiscard]] Result<void> takeFills(const RestAnswer& answer);
    void takeTransfers(const RestAnswer& answer);
    void advance();
    void skipKnown();
    [[nodiscard]] bool positionsStood() const;

    output::Reconcile m_asked;
    Part m_part = Part::Positions;
    std::size_t m_lookup = 0; ///< index into the asked ids
    std::string m_fillsToken;
    bool m_moreFills = false;
    std::string m_transfersToken; ///< empty: no more of them
    std::size_t m_entries = 0;
    int m_round = 1;
    bool m_done = false;
    std::vector<BrokerPosition> m_positionsBefore;
    input::BrokerTruth m_truth;
};

} // namespace tapedeck
