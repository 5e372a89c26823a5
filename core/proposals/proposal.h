#pragma once

#include "base/canonical.h"
#include "base/ids.h"
#include "trading/evidence.h"
#include "trading/order.h"

#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// A concrete trade that somebody wants, with the reasons.
struct Proposal
{
    std::string id;
    Origin origin;
    SymbolId symbol{};
    OrderSpec order;
    bool isExit = false; ///< meant to make a position smaller; the gate decides whether it does
    /// A person typed it. While killed nothing else passes, and only if it closes.
    bool byPerson = false;
    double confidence = 0; ///< 0..1, quantised
    Severity severity{};
    std::vector<Evidence> evidence;
    Price reference;       ///< the price that the decision rests on
    Timestamp referenceAt; ///< exchange time of that price
    TAPEDECK_FIELDS(self.id,
                    self.origin,
                    self.symbol,
                    self.order,
                    self.isExit,
                    self.byPerson,
                    self.confidence,
                    self.severity,
                    self.evidence,
                    self.reference,
                    self.referenceAt)
};

} // namespace tapedeck
