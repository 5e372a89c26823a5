#include "base/canonical.h"
#include "signals/figures.h"
#include "signals/instance.h"
#include "signals/signal.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(SignalOf, CarriesTheFindingAndItsEvidence)
{
    Finding finding;
    finding.intent = Intent::Leave;
    finding.confidence = 0.75;
    finding.severity = Severity::High;
    finding.evidence = Evidence{Metric::WindowZScore, Comparison::Above, 0.25, -0.5, 60};
    const Price price = Price::fromWhole(12);
    const Timestamp at = timestampOf(5);
    Signal signal = signalOf(finding, "mine", OriginKind::Strategy, SymbolId{}, price, at);
    EXPECT_EQ(signal.source, "mine");
    EXPECT_EQ(signal.intent, Intent::Leave);
    EXPECT_EQ(signal.confidence, 0.75);
    EXPECT_EQ(signal.evidence, std::vector{finding.evidence});
    EXPECT_EQ(signal.reference, price);
    EXPECT_EQ(signal.referenceAt, at);
    finding.second = Evidence{Metric::WindowZScore, Comparison::Below, 0.25, 0.5, 60};
    signal = signalOf(finding, "mine", OriginKind::Strategy, SymbolId{}, price, at);
    EXPECT_EQ(signal.evidence, (std::vector{finding.evidence, *finding.second}));

    Symbols symbols;
    signal.symbol = symbols.intern("SPY").value();
    const std::string bytes = canonicalBytes(signal, &symbols);
    EXPECT_EQ(fromCanonicalBytes<Signal>(bytes, &symbols).value(), signal);
}

TEST(MayBecomeProposal, HoldsBackQuietDetectorsOnly)
{
    for (const Severity severity : {Severity::Low, Severity::Medium}) {
        EXPECT_FALSE(mayBecomeProposal(OriginKind::Detector, severity));
        EXPECT_TRUE(mayBecomeProposal(OriginKind::Strategy, severity));
    }
    for (const Severity severity : {Severity::High, Severity::Critical})
        EXPECT_TRUE(mayBecomeProposal(OriginKind::Detector, severity));
}

TEST(Confidence, RisesFromAHalfAtTheThresholdToOne)
{
    EXPECT_EQ(confidenceBeyond(0, 2), 0.5);
    EXPECT_EQ(confidenceBeyond(-1, 2), 0.5);
    EXPECT_EQ(confidenceBeyond(1, 2), 0.75);
    EXPECT_EQ(confidenceBeyond(2, 2), 1);
    EXPECT_EQ(confidenceBeyond(1e300, 1e-300), 1);
    EXPECT_EQ(confidenceBeyond(0.5, 0), 1);
    EXPECT_EQ(confidenceBeyond(1, 3), 0.666666667);
}

TEST(InstanceConfig, SurvivesItsCanonicalBytes)
{
    InstanceConfig config;
    config.name = "mine";
    config.strategy = "rsi";
    config.symbols = {"SPY", "IBM"};
    Param& param = config.params.emplace_back();
    param.name = "period";
    param.value = Ratio::fromWhole(7);
    config.positionSizePct = Ratio::fromNanos(1);
    config.cashAllocation = Money::fromWhole(3);
    config.cooldown = Nanoseconds{4};
    config.limitOrders = true;
    EXPECT_EQ(fromCanonicalBytes<InstanceConfig>(canonicalBytes(config)).value(), config);
}

} // namespace
} // namespace tapedeck
