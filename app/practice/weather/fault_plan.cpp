#include "app/practice/weather/fault_plan.h"

#include "base/join.h"
#include "config/reader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

namespace tapedeck::practice {

namespace {

using Measure = FaultMeasure;

constexpr std::array<FaultKind, kFaults> kKinds{{
    {Fault::Split, "split", Measure::Share},
    {Fault::Merge, "merge", Measure::Share},
    {Fault::Delay, "delay", Measure::Milliseconds},
    {Fault::Reset, "reset", Measure::Seconds},
    {Fault::HalfOpen, "half_open", Measure::Seconds},
    {Fault::GarbageBytes, "garbage_bytes", Measure::Seconds},
    {Fault::RefusedUpgrade, "refused_upgrade", Measure::Share},
    {Fault::Drop, "drop", Measure::Seconds},
    {Fault::SlowConsumer, "slow_consumer", Measure::Seconds},
    {Fault::GarbageFrame, "garbage_frame", Measure::Seconds},
    {Fault::AuthRefusal, "auth_refusal", Measure::Share},
    {Fault::DuplicateUpdate, "duplicate_update", Measure::Share},
    {Fault::ReorderedUpdate, "reordered_update", Measure::Share},
    {Fault::ServerError, "server_error", Measure::Share},
    {Fault::Throttle, "throttle", Measure::Seconds},
    {Fault::SlowAnswer, "slow_answer", Measure::Share},
    {Fault::OrderTimeout, "order_timeout", Measure::Share},
    {Fault::LostAnswer, "lost_answer", Measure::Share},
    {Fault::ClockSkew, "clock_skew", Measure::Milliseconds},
    {Fault::Halt, "halt", Measure::TapeSeconds},
    {Fault::CrossedQuote, "crossed_quote", Measure::Share},
    {Fault::ZeroQuote, "zero_quote", Measure::Share},
    {Fault::ThinMarket, "thin_market", Measure::Share},
}};

/// A profile, in the words of a file.
struct Profile
{
    std::string_view name;
    std::string_view text;
};

constexpr std::array<Profile, 13> kProfiles{{
    {"calm", ""},
    {"drops", "drop: 4\nreset: 6\n"},
    {"half-open", "half_open: 5\n"},
    {"slow-network", "split: 0.3\nmerge: 0.2\ndelay: 80\n"},
    {"garbage", "garbage_bytes: 6\ngarbage_frame: 4\n"},
    {"updates", "duplicate_update: 0.4\nreordered_update: 0.4\n"},
    {"refusals", "drop: 5\nauth_refusal: 0.3\nrefused_upgrade: 0.2\nthrottle: 6\n"},
    {"server-errors", "server_error: 0.25\nslow_answer: 0.2\n"},
    {"lost-answers", "order_timeout: 0.3\nlost_answer: 0.15\n"},
    {"slow-consumer", "slow_consumer: 4\n"},
    {"skewed-clock", "clock_skew: 1500\n"},
    {"odd-market", "halt: 60\ncrossed_quote: 0.05\nzero_quote: 0.05\nthin_market: 0.9\n"},
    {"storm",
     "split: 0.1\nmerge: 0.05\ndelay: 10\nreset: 5\nhalf_open: 30\ngarbage_bytes: 30\n"
     "refused_upgrade: 0.15\ndrop: 12\nslow_consumer: 15\ngarbage_frame: 20\nauth_refusal: 0.2\n"
     "duplicate_update: 0.2\nreordered_update: 0.2\nserver_error: 0.05\nthrottle: 12\n"
     "slow_answer: 0.1\norder_timeout: 0.2\nlost_answer: 0.1\nclock_skew: 300\nhalt: 150\n"
     "crossed_quote: 0.02\nzero_quote: 0.02\nthin_market: 0.5\n"},
}};

constexpr auto kNames = [] {
    std::array<std::string_view, kProfiles.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = kProfiles[i].name;
    return names;
}();

constexpr Ratio kShareMost = Ratio::fromWhole(1);
constexpr Ratio kOtherMost = Ratio::fromWhole(86'400);

bool isShare(Fault fault) noexcept
{
    return kKinds[static_cast<std::size_t>(fault)].measure == Measure::Share;
}

void readAmount(const At& at, const FaultKind& kind, ReadIssues& issues, FaultPlan& plan)
{
    Ratio amount;
    readValue(at, issues, amount);
    const Ratio most = isShare(kind.fault) ? kShareMost : kOtherMost;
    if (amount.isNegative() || amount > most)
        issues.add(at.path, "must be from 0 to " + most.toString());
    else
        plan.amounts[static_cast<std::size_t>(kind.fault)] = amount;
}

FaultPlan readProfile(const At& at, ReadIssues& issues)
{
    std::string name;
    readValue(at, issues, name);
    if (auto plan = faultProfile(name))
        return std::move(*plan);
    const std::vector<std::string> known{kNames.begin(), kNames.end()};
    issues.add(at.path, "there is no profile '" + name + "'" + nearestWord(name, known));
    return {};
}

} // namespace

std::span<const FaultKind> faultKinds() noexcept
{
    return kKinds;
}

Nanoseconds FaultPlan::span(Fault fault) const noexcept
{
    const bool millis = kKinds[static_cast<std::size_t>(fault)].measure == Measure::Milliseconds;
    return Nanoseconds{millis ? (*this)[fault].nanos() / 1'000 : (*this)[fault].nanos()};
}

bool FaultPlan::isCalm() const noexcept
{
    return std::all_of(
        amounts.begin(), amounts.end(), [](const Ratio& amount) { return amount.isZero(); });
}

std::span<const std::string_view> faultProfiles() noexcept
{
    return kNames;
}

std::optional<FaultPlan> faultProfile(std::string_view name)
{
    const auto found = std::find_if(kProfiles.begin(),
                                    kProfiles.end(),
                                    [&](const Profile& profile) { return profile.name == name; });
    if (found == kProfiles.end())
        return std::nullopt;
    FaultPlan plan = readFaultPlan(found->text).value();
    plan.profile = name;
    return plan;
}

Result<FaultPlan> readFaultPlan(std::string_view text)
{
    const auto document = readYaml(text);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    FaultPlan plan;
    ReadIssues issues;
    MapReader map{At{*document, ""}, issues};
    if (const auto at = map.find("profile"))
        plan = readProfile(*at, issues);
    if (const auto at = map.find("clears_after")) {
        readValue(*at, issues, plan.clearsAfter);
        if (plan.clearsAfter < Nanoseconds{0})
            issues.add(at->path, "must not be negative");
    }
    for (const FaultKind& kind : kKinds) {
        if (const auto at = map.find(kind.key))
            readAmount(*at, kind, issues, plan);
    }
    map.finish();
    if (!issues.all().empty())
        return tl::unexpected<Error>{issues.toError(issues.all())};
    return plan;
}

Result<FaultPlan> findFaultPlan(const std::string& fileOrProfile)
{
    if (auto plan = faultProfile(fileOrProfile))
        return std::move(*plan);
    std::error_code error;
    if (!std::filesystem::is_regular_file(fileOrProfile, error)) {
        return fail(ErrorCode::NotFound,
                    "'" + fileOrProfile + "' is neither a file nor a profile (" +
                        joined(kNames, ", ") + ")");
    }
    std::ifstream file{fileOrProfile, std::ios::binary};
    std::string text(kYamlBytesMax + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad() || (text.empty() && !file.eof()))
        return fail(ErrorCode::Io, "cannot read " + fileOrProfile);
    auto plan = readFaultPlan(text);
    if (!plan)
        return fail(plan.error().code, fileOrProfile + ": " + plan.error().what);
    return plan;
}

} // namespace tapedeck::practice
