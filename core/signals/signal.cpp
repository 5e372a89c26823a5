#include "signals/signal.h"

#include "base/check.h"

#include <utility>

namespace tapedeck {

std::string_view toString(Intent intent) noexcept
{
    switch (intent) {
    case Intent::Enter:
        return "enter";
    case Intent::Leave:
        return "leave";
    }
    CHECK(false);
}

Signal signalOf(const Finding& finding,
                std::string source,
                OriginKind kind,
                SymbolId symbol,
                Price reference,
                Timestamp referenceAt)
{
    Signal signal;
    signal.source = std::move(source);
    signal.kind = kind;
    signal.symbol = symbol;
    signal.intent = finding.intent;
    signal.confidence = finding.confidence;
    signal.severity = finding.severity;
    signal.evidence.push_back(finding.evidence);
    if (finding.second)
        signal.evidence.push_back(*finding.second);
    signal.reference = reference;
    signal.referenceAt = referenceAt;
    return signal;
}

bool mayBecomeProposal(OriginKind kind, Severity severity) noexcept
{
    return kind != OriginKind::Detector || severity == Severity::High ||
           severity == Severity::Critical;
}

} // namespace tapedeck
