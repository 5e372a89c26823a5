#include "sample.h"
#include "ui/chart/time_ticks.h"
#include "ui/text/format.h"
#include "ui/text/rejections.h"
#include "ui/text/sentences.h"
#include "ui/text/words.h"

#include <gtest/gtest.h>

#include <set>

namespace tapedeck::test {

namespace {

using namespace std::chrono_literals;

std::string plain(const QString& shown)
{
    QString text = shown;
    text.replace(QChar{0x2212}, QLatin1Char('-'));
    text.replace(QChar{0x202F}, QLatin1Char(' '));
    return text.toStdString();
}

struct Case
{
    const char* nanos;
    const char* price;
    const char* money;
    const char* quantity;
};
void PrintTo(const Case& c, std::ostream* out)
{
    *out << c.nanos;
}

class FormatTest : public testing::TestWithParam<Case>
{};

TEST_P(FormatTest, ShowsTheFixedPointValueAsItIs)
{
    const std::int64_t nanos = parseNanos(GetParam().nanos).value();
    EXPECT_EQ(plain(text::price(Price::fromNanos(nanos))), GetParam().price);
    EXPECT_EQ(plain(text::money(Money::fromNanos(nanos))), GetParam().money);
    EXPECT_EQ(plain(text::quantity(Quantity::fromNanos(nanos))), GetParam().quantity);
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    FormatTest,
    testing::Values(Case{"0", "0.00", "$0.00", "0"},
                    Case{"1234.5", "1,234.50", "$1,234.50", "1,234.5"},
                    Case{"-1234567.891", "-1,234,567.891", "-$1,234,567.89", "-1,234,567.891"},
                    Case{"0.1234", "0.1234", "$0.12", "0.1234"},
                    Case{"-0.004", "-0.004", "$0.00", "-0.004"},
                    Case{"0.000000001", "0.00", "$0.00", "0.000000001"},
                    Case{"999.995", "999.995", "$1,000.00", "999.995"},
                    Case{"9223372036.854775807",
                         "9,223,372,036.8548",
                         "$9,223,372,036.85",
                         "9,223,372,036.854775807"}));

TEST(FormatTest, ExactTextReadsBackAsTheSameNanos)
{
    std::uint64_t state = 7;
    for (int i = 0; i < 10'000; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto nanos = static_cast<std::int64_t>(state) >> (state % 60);
        QString shown = text::decimal(nanos, 0, 9);
        shown.remove(QLatin1Char(',')).replace(QChar{0x2212}, QLatin1Char('-'));
        EXPECT_EQ(parseNanos(shown.toStdString()).value(), nanos) << shown.toStdString();
    }
}

TEST(FormatTest, PercentagesTakeASignWhereAsked)
{
    EXPECT_EQ(plain(text::percent(Ratio::parse("0.0125").value(), text::Sign::Always)), "+1.25 %");
    EXPECT_EQ(plain(text::percent(Ratio::parse("-0.051").value())), "-5.10 %");
    EXPECT_EQ(plain(text::percent(Ratio::parse("0").value(), text::Sign::Always)), "0.00 %");
    EXPECT_EQ(plain(text::percent(Ratio::parse("-0.000001").value())), "0.00 %");
}

TEST(FormatTest, VolumesAreShort)
{
    EXPECT_EQ(plain(text::compact(Quantity::fromWhole(999))), "999");
    EXPECT_EQ(plain(text::compact(Quantity::fromWhole(1'240))), "1.24 K");
    EXPECT_EQ(plain(text::compact(Quantity::fromWhole(43'210))), "43.2 K");
    EXPECT_EQ(plain(text::compact(Quantity::fromWhole(1'500'000'000))), "1.50 B");
}

TEST(FormatTest, DurationsHaveOneUnit)
{
    EXPECT_EQ(plain(text::duration(260us)), "260 µs");
    EXPECT_EQ(plain(text::duration(34ms)), "34 ms");
    EXPECT_EQ(plain(text::duration(3s + 40ms)), "3.0 s");
    EXPECT_EQ(plain(text::duration(95s)), "95 s");
    EXPECT_EQ(plain(text::duration(26h)), "26 h");
    EXPECT_EQ(text::countdown(4min + 6s + 1ns).toStdString(), "4:07");
    EXPECT_EQ(text::countdown(-1s).toStdString(), "0:00");
}

TEST(FormatTest, TimesAreNewYorks)
{
    EXPECT_EQ(text::timeToMillis(sampleNow()).toStdString(), "10:42:17.000");
    EXPECT_EQ(text::zoneName(sampleNow()).toStdString(), "EDT");
    EXPECT_EQ(text::zoneName(sampleNow() + 24h * 60).toStdString(), "EST");
}

/// Every value of an enum up to `last` has words of its own.
template <class Enum>
void expectWords(Enum last)
{
    std::set<QString> seen;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const QString words = text::word(static_cast<Enum>(i));
        EXPECT_FALSE(words.isEmpty()) << i;
        EXPECT_TRUE(seen.insert(words).second) << words.toStdString();
    }
}

TEST(WordsTest, EveryValueHasAWordOfItsOwn)
{
    expectWords(Mode::Live);
    expectWords(Side::Sell);
    expectWords(OrderType::TrailingStop);
    expectWords(TimeInForce::Fok);
    expectWords(OrderStatus::Unrecognised);
    expectWords(OriginKind::External);
    expectWords(Severity::Critical);
    expectWords(Metric::DataGap);
    expectWords(Limit::BuyingPower);
    expectWords(LimitResult::Skipped);
    expectWords(AuditKind::InstanceReduced);
    expectWords(Link::Options);
    expectWords(LinkState::Offline);
    expectWords(KillPhase::Confirmed);
    expectWords(Timeframe::Day1);
    expectWords(ChartMarker::Kind::Signal);
    for (std::size_t i = 0; i < kLimitCount; ++i)
        EXPECT_FALSE(text::explanation(static_cast<Limit>(i)).isEmpty()) << i;
}

TEST(FormatTest, ContractsHaveTheNameThatPeopleSay)
{
    EXPECT_EQ(text::instrumentName("TWX140621C00070000").name, "TWX 70 C");
    EXPECT_EQ(text::instrumentName("TWX140621C00070000").expiry, "21 Jun 14");
    EXPECT_EQ(text::instrumentName("AAPL1240119P00092860").name, "AAPL1 92.86 P");
    EXPECT_EQ(text::instrumentName("BRK.B").name, "BRK.B");
    EXPECT_EQ(text::underSymbol("TWX140621C00070000", "momentum"),
              QStringLiteral("21 Jun 14 · momentum"));
    EXPECT_EQ(text::underSymbol("BRK.B", "momentum"), "momentum");
    EXPECT_TRUE(text::instrumentName("AAPL").expiry.isEmpty());
}

TEST(SentencesTest, EveryEventOfTheRecordIsASentence)
{
    for (int i = 0; i <= static_cast<int>(AuditKind::InstanceReduced); ++i) {
        AuditEntry bare;
        bare.kind = static_cast<AuditKind>(i);
        EXPECT_FALSE(text::sentence(bare).isEmpty()) << i;
        EXPECT_FALSE(text::sentence(bare).contains(QLatin1Char('%')))
            << text::sentence(bare).toStdString();
        AuditEntry told = bare;
        told.detail = "for this very reason";
        EXPECT_EQ(text::sentence(told).count("for this very reason"), 1) << i;
    }
}

TEST(SentencesTest, TheVeryOrderIsSpelledOut)
{
    OrderSpec spec{"ACME",
                   Side::Buy,
                   OrderType::Limit,
                   TimeInForce::Day,
                   {},
                   Money::fromWhole(500),
                   Price::fromWhole(101),
                   {},
                   false,
                   {},
                   {}};
    EXPECT_EQ(plain(text::order(spec)), "Buy $500.00 of ACME, limit 101.00, day");
    spec.side = Side::Sell;
    spec.notional.reset();
    spec.quantity = Quantity::fromWhole(12);
    spec.type = OrderType::Market;
    EXPECT_EQ(plain(text::order(spec)), "Sell 12 ACME, market, day");
}

TEST(SentencesTest, ACardGivesItsReasons)
{
    const SuggestionCard card = sampleCard("s-1", "ACME", Side::Buy);
    EXPECT_EQ(plain(text::rationale(card)),
              "Momentum over 10 s is +0.081 %, above +0.050 %, and RSI-14 is 61.4, above 50.0.");
}

TEST(TimeTicksTest, LabelsAreRoundNewYorkTimesAndDaysAreMarked)
{
    const auto candles = sampleCandles(Timeframe::Minute1, 500);
    const auto ticks = timeTicks(candles, 0, candles.size(), Timeframe::Minute1, 6);
    ASSERT_GT(ticks.size(), 10U);
    int days = 0;
    std::size_t before = 0;
    for (const TimeTick& tick : ticks) {
        EXPECT_TRUE(before == 0 || static_cast<double>(tick.index - before) * 6 >= 72);
        before = tick.index;
        if (tick.strong) {
            ++days;
            EXPECT_EQ(text::timeToMinutes(candles[tick.index].start).toStdString(), "09:30");
        } else {
            EXPECT_TRUE(tick.text.endsWith("0") || tick.text.endsWith("5"))
                << tick.text.toStdString();
        }
    }
    EXPECT_EQ(days, 2);
}

TEST(TimeTicksTest, PriceStepsAreNice)
{
    EXPECT_DOUBLE_EQ(niceStep(0.013), 0.02);
    EXPECT_DOUBLE_EQ(niceStep(0.5), 0.5);
    EXPECT_DOUBLE_EQ(niceStep(51), 100);
    EXPECT_DOUBLE_EQ(niceStep(1), 1);
}

TEST(RejectionTextTest, EachRejectionSaysWhatItIsAndWhatToDo)
{
    std::set<QString> said;
    for (std::size_t i = 1; i < kRejectionCount; ++i) {
        const text::Advice advice = text::advice(static_cast<Rejection>(i));
        EXPECT_TRUE(advice.what.endsWith(QLatin1Char('.'))) << i;
        EXPECT_TRUE(advice.remedy.endsWith(QLatin1Char('.'))) << i;
        EXPECT_TRUE(said.insert(advice.what).second) << plain(advice.what);
    }
    EXPECT_TRUE(text::advice(Rejection::Unrecognised).what.isEmpty());
}

} // namespace

} // namespace tapedeck::test
