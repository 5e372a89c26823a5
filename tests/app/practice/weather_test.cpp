#include "app/practice/tape_time.h"
#include "app/practice/weather/rest_weather.h"
#include "app/practice/weather/update_weather.h"
#include "app/practice/weather/weather_source.h"
#include "practice_support.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace tapedeck::practice {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t kSecond = 1'000'000'000;

FaultPlan planOf(std::string_view text)
{
    return readFaultPlan(text).value();
}

TEST(FaultPlan, ReadsAProfileAndWhatIsChangedInIt)
{
    const FaultPlan plan = planOf("profile: drops\ndrop: 30\nclears_after: 60\nsplit: 0.25\n");
    EXPECT_EQ(plan.profile, "drops");
    EXPECT_EQ(plan.clearsAfter, 60s);
    EXPECT_EQ(plan.span(Fault::Drop), 30s);
    EXPECT_EQ(plan[Fault::Split], Ratio::parse("0.25").value());
    EXPECT_EQ(plan[Fault::Reset], faultProfile("drops").value()[Fault::Reset]);
    EXPECT_EQ(planOf("delay: 150").span(Fault::Delay), 150ms);
    EXPECT_TRUE(planOf("").isCalm());
}

TEST(FaultPlan, SaysWhatIsWrongAndWhere)
{
    const auto wrong = [](const char* text) { return readFaultPlan(text).error().what; };
    EXPECT_THAT(wrong("profile: dropps"), HasSubstr("did you mean 'drops'?"));
    EXPECT_THAT(wrong("split: 1.5"), HasSubstr("split: must be from 0 to 1"));
    EXPECT_THAT(wrong("drop: -1"), HasSubstr("drop: must be from 0 to 86400"));
    EXPECT_THAT(wrong("a: 1\ndorp: 4"), HasSubstr("line 2"));
    EXPECT_THAT(wrong("clears_after: -1"), HasSubstr("clears_after"));
    EXPECT_THAT(wrong("- 1"), HasSubstr("must be a section"));
    EXPECT_THAT(findFaultPlan("no-such-thing").error().what, HasSubstr("slow-network"));
}

TEST(FaultPlan, EveryProfileButCalmHasSomethingAndEveryFaultAProfile)
{
    std::set<Fault> tried;
    for (const std::string_view name : faultProfiles()) {
        const auto plan = faultProfile(name);
        ASSERT_TRUE(plan);
        EXPECT_EQ(plan->isCalm(), name == "calm") << name;
        for (const FaultKind& kind : faultKinds()) {
            if (!(*plan)[kind.fault].isZero())
                tried.insert(kind.fault);
        }
    }
    EXPECT_EQ(tried.size(), kFaults);
    for (std::size_t i = 0; i < kFaults; ++i)
        EXPECT_EQ(faultKinds()[i].fault, static_cast<Fault>(i));
}

TEST(Weather, IsTheSameForTheSameSeedWhateverElseHappens)
{
    const FaultPlan plan = planOf("split: 0.3\ndrop: 4\nmerge: 0.5");
    const auto splits = [&](std::uint64_t seed, bool others) {
        Weather weather{plan, seed, 0};
        std::string text;
        for (int i = 0; i < 200; ++i) {
            if (others) {
                (void)weather.strikes(Fault::Merge, i);
                (void)weather.wait(Fault::Drop);
            }
            text.push_back(weather.strikes(Fault::Split, i) ? '1' : '0');
        }
        return text;
    };
    EXPECT_EQ(splits(1, false), splits(1, true));
    EXPECT_NE(splits(1, false), splits(2, false));
    const std::string some = splits(3, false);
    EXPECT_NEAR(static_cast<double>(std::count(some.begin(), some.end(), '1')), 60, 25);
}

TEST(Weather, WaitsAsLongAsThePlanSaysOnAverageForAnySeed)
{
    double sum = 0;
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
        Weather weather{planOf("reset: 10"), seed, 0};
        sum += static_cast<double>(weather.wait(Fault::Reset).count()) / 1e9;
    }
    EXPECT_NEAR(sum / 1'000, 10, 1) << "the first of each seed";
}

TEST(Weather, ClearsAndCountsWhatStruck)
{
    Weather weather{planOf("split: 1\ndrop: 4\nclears_after: 10"), 1, 5 * kSecond};
    EXPECT_TRUE(weather.strikes(Fault::Split, 14 * kSecond));
    EXPECT_FALSE(weather.strikes(Fault::Merge, 14 * kSecond)) << "not in the plan";
    EXPECT_FALSE(weather.isOver(14 * kSecond));
    EXPECT_FALSE(weather.strikes(Fault::Split, 15 * kSecond));
    EXPECT_TRUE(weather.isOver(15 * kSecond));
    weather.onAttempt("/stream", 0);
    weather.onStreamEnd("/stream", 10 * kSecond);
    weather.onAttempt("/stream", 12 * kSecond);
    weather.onAttempt("/v2/iex", 12 * kSecond);
    weather.onAttempt("/stream", 61 * kSecond);
    EXPECT_EQ(weather.summary(), "split=1 drop=0 attempts=4 attempts_a_minute=2 away=2.000");
}

TEST(UpdateWeather, LosesNoneAndTellsTheRestTwiceOrLate)
{
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Weather weather{planOf("duplicate_update: 0.4\nreordered_update: 0.4"), seed, 0};
        UpdateWeather updates{weather};
        std::vector<std::string> told;
        std::vector<std::string> given;
        for (std::int64_t i = 0; i < 100; ++i) {
            given.push_back(std::to_string(1'000 + i));
            for (std::string& frame : updates.pass(given.back(), i * kSecond / 20))
                told.push_back(std::move(frame));
        }
        for (std::string& frame : updates.due(6 * kSecond))
            told.push_back(std::move(frame));
        EXPECT_FALSE(std::is_sorted(told.begin(), told.end()));
        EXPECT_EQ(told.size(), 100 + weather.countOf(Fault::DuplicateUpdate));
        std::sort(told.begin(), told.end());
        told.erase(std::unique(told.begin(), told.end()), told.end());
        EXPECT_EQ(told, given);
    }
}

TEST(RestWeather, AnOrderThatTimesOutWasDoneAndAServersErrorIsNot)
{
    Weather weather{planOf("order_timeout: 1"), 1, 0};
    RestWeather rest{weather, 0};
    EXPECT_FALSE(rest.before(1, 1'000));
    HttpRequest post;
    post.method = "POST";
    HttpAnswer answer{200, "{}", {}};
    rest.after(post, 1, answer);
    EXPECT_EQ(answer.status, 504);
    HttpAnswer refused{422, "{}", {}};
    rest.after(post, 1, refused);
    EXPECT_EQ(refused.status, 422) << "what was refused was not done";

    Weather errors{planOf("server_error: 1"), 1, 0};
    std::set<int> statuses;
    RestWeather broken{errors, 0};
    for (int i = 0; i < 50; ++i)
        statuses.insert(broken.before(1, 1'000).value().status);
    EXPECT_THAT(statuses, ElementsAre(500, 502, 503));
}

TEST(RestWeather, ThrottlesForAWhileAndSaysUntilWhen)
{
    Weather weather{planOf("throttle: 5"), 3, 0};
    RestWeather rest{weather, 0};
    int refused = 0;
    int changes = 0;
    bool before = false;
    for (std::int64_t at = 0; at < 200 * kSecond; at += kSecond / 10) {
        const auto answer = rest.before(at, 1'000);
        changes += answer.has_value() != before ? 1 : 0;
        before = answer.has_value();
        if (!answer)
            continue;
        ++refused;
        EXPECT_EQ(answer->status, 429);
        EXPECT_THAT(
            answer->headers,
            testing::Contains(std::pair<std::string, std::string>{"X-RateLimit-Reset", "1002"}));
    }
    EXPECT_GT(changes, 20);
    EXPECT_NEAR(refused / (changes / 2.0), 20, 2) << "each for two seconds";
    EXPECT_EQ(rest.clockSkew(0), Nanoseconds{0});
}

/// Quotes of two symbols, ten a second, and a trade of each every second.
class SteadySource final : public MarketSource
{
public:
    explicit SteadySource(Symbols& symbols)
        : m_symbols{*symbols.intern("AAPL"), *symbols.intern("MSFT")}
    {}
    Result<bool> next(SourceRecord& record) override
    {
        if (m_position.records == 20'000)
            return false;
        const auto n = static_cast<std::int64_t>(m_position.records++);
        record.at = parseTimestamp("2024-03-12T10:00:00-04:00").value() + n * 50ms;
        if (n % 20 < 2) {
            Trade trade;
            trade.symbol = m_symbols[static_cast<std::size_t>(n % 2)];
            trade.at = record.at;
            trade.price = Price::fromWhole(100);
            trade.size = Quantity::fromWhole(500);
            record.event = trade;
            return true;
        }
        Quote quote;
        quote.symbol = m_symbols[static_cast<std::size_t>(n % 2)];
        quote.at = record.at;
        quote.bid = Price::fromWhole(99);
        quote.ask = Price::fromWhole(101);
        quote.bidSize = quote.askSize = Quantity::fromWhole(300);
        record.event = quote;
        return true;
    }
    [[nodiscard]] SourcePosition position() const override { return m_position; }
    Result<void> seekDay(const SourcePosition&) override
    {
        m_position.records = 0;
        return {};
    }
    [[nodiscard]] Date firstDay() const override { return m_position.day; }
    [[nodiscard]] std::vector<SourceSymbol> symbols() const override { return {}; }
    [[nodiscard]] std::vector<Bar> dailyBars(SymbolId, Date) const override { return {}; }
    [[nodiscard]] std::string fingerprint() const override { return "steady"; }

private:
    std::array<SymbolId, 2> m_symbols;
    SourcePosition m_position{
        Date{std::chrono::year{2024}, std::chrono::month{3}, std::chrono::day{12}}, 0, {}};
};

class WeatherSourceTest : public testing::Test
{
protected:
    std::unique_ptr<WeatherSource> source(std::string_view plan, std::uint64_t seed = 1)
    {
        return std::make_unique<WeatherSource>(
            std::make_unique<SteadySource>(m_symbols), planOf(plan), seed);
    }
    static std::vector<SourceRecord> all(MarketSource& source)
    {
        std::vector<SourceRecord> records;
        for (SourceRecord record; source.next(record).value();)
            records.push_back(record);
        return records;
    }

    Symbols m_symbols;
};

TEST_F(WeatherSourceTest, HaltsAreToldBeginAndEndAndNothingTradesBetween)
{
    const auto worse = source("halt: 60");
    std::map<SymbolId, bool> halted;
    int halts = 0;
    Timestamp last;
    for (const SourceRecord& record : all(*worse)) {
        EXPECT_GE(record.at, last);
        last = record.at;
        const SymbolId symbol = symbolOf(record.event);
        if (const auto* status = std::get_if<TradingStatus>(&record.event)) {
            const bool begins = status->status.text() == "H";
            EXPECT_NE(halted[symbol], begins);
            halted[symbol] = begins;
            halts += begins ? 1 : 0;
        } else {
            EXPECT_FALSE(halted[symbol]);
        }
    }
    EXPECT_GT(halts, 5);
    EXPECT_EQ(worse->position().records, all(*source("halt: 60")).size());
}

TEST_F(WeatherSourceTest, QuotesAreCrossedEmptyOrThinInTheirShare)
{
    int crossed = 0;
    int empty = 0;
    int thin = 0;
    int quotes = 0;
    for (const SourceRecord& record :
         all(*source("crossed_quote: 0.1\nzero_quote: 0.1\nthin_market: 0.5"))) {
        const auto* quote = std::get_if<Quote>(&record.event);
        if (quote == nullptr)
            continue;
        ++quotes;
        const bool isEmpty = quote->bid.isZero() || quote->ask.isZero();
        empty += isEmpty ? 1 : 0;
        crossed += !isEmpty && quote->bid > quote->ask ? 1 : 0;
        thin += std::max(quote->bidSize, quote->askSize) <= Quantity::fromWhole(3) ? 1 : 0;
    }
    EXPECT_NEAR(empty, quotes / 10, quotes / 50);
    EXPECT_NEAR(crossed, quotes * 9 / 100, quotes / 50);
    EXPECT_NEAR(thin, quotes / 2, quotes / 20);
}

TEST_F(WeatherSourceTest, ARunGoesOnWhereItStoodAfterASeek)
{
    const char* plan = "halt: 30\ncrossed_quote: 0.2\nthin_market: 0.5";
    const auto whole = all(*source(plan));
    const auto again = source(plan);
    SourceRecord record;
    for (int i = 0; i < 777; ++i)
        ASSERT_TRUE(again->next(record).value());
    ASSERT_TRUE(again->seekDay(again->position()));
    const auto second = all(*again);
    ASSERT_EQ(second.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i)
        ASSERT_EQ(second[i].event, whole[i].event) << i;
    const auto other = all(*source(plan, 2));
    EXPECT_FALSE(std::equal(
        whole.begin(), whole.end(), other.begin(), other.end(), [](const auto& a, const auto& b) {
            return a.event == b.event;
        }));
    EXPECT_NE(source(plan)->fingerprint(), source("halt: 31")->fingerprint());
}

} // namespace
} // namespace tapedeck::practice
