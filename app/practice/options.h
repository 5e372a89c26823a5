#pragma once

#include "app/practice/weather/fault_plan.h"
#include "base/fixed.h"
#include "base/secret.h"
#include "base/time.h"
#include "exchange/config.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck::practice {

enum class StartingAccount : std::uint8_t
{
    Empty,  ///< cash only
    Seeded, ///< two positions, bought the day before
};

/// What the keys are subscribed to, on the data host.
enum class DataPlan : std::uint8_t
{
    Plus, ///< everything
    Basic ///< no SIP data of the last 15 minutes, no OPRA
};

/// The SIP of the last so much time is not for everybody.
inline constexpr Nanoseconds kDelay = std::chrono::minutes{15};

/// How patient the server is. Tests shorten these.
struct PracticeTimeouts
{
    std::chrono::milliseconds streamAuth{10'000};  ///< first message of a stream: error 404
    std::chrono::milliseconds httpRequest{10'000}; ///< a request's head and body
    std::chrono::milliseconds httpIdle{60'000};    ///< between requests
    std::chrono::milliseconds slowClient{2'000};   ///< a stream that is not read: error 407
};

/// The one pair of keys that `tapedeck exchange` takes unless others are given. It opens a toy
/// account and nothing else.
inline constexpr std::string_view kPracticeKey = "PKPRACTICE";
inline constexpr std::string_view kPracticeSecret = "practice-secret";

struct PracticeOptions
{
    std::string host = "127.0.0.1"; ///< an address to listen on; "localhost" is 127.0.0.1
    std::uint16_t port = 0;         ///< 0 = any free one

    std::filesystem::path tape; ///< in the line format; empty = the synthetic market
    /// Files of daily bars; empty = every `bars_1d*` beside the tape. Only rows before the tape's
    /// day are served.
    std::vector<std::filesystem::path> history;
    /// Splits and dividends; empty = `corporate_actions.jsonl` beside the tape, where there is one.
    std::filesystem::path corporateActions;
    /// A tape of options that plays beside the market, at the times that it was recorded. Options
    /// that stand in `tape` itself play with it.
    std::filesystem::path optionTape;
    /// News in the shape of the stream; empty = made-up headlines where the market is made up too.
    std::filesystem::path news;
    DataPlan plan = DataPlan::Plus;
    Ratio speed = Ratio::fromWhole(1); ///< tape seconds a second; above 0
    /// Where the tape starts to play, New York time of day. What it holds before is history. A tape
    /// that begins later plays from its first event.
    Nanoseconds start = std::chrono::hours{9} + std::chrono::minutes{25};
    bool loop = false; ///< play the tape again and again, as the days that follow

    /// Of ids, and of the synthetic market. Empty: random ids, market 1.
    std::optional<std::uint64_t> seed;
    StartingAccount account = StartingAccount::Seeded;
    FillRule fills = FillRule::Strict;

    /// Where `exchange.sqlite` stands; empty = nothing is kept beyond the run.
    std::filesystem::path dataFolder;
    /// Go on with what is in the folder. Else it is set aside and the account is a fresh one.
    bool resume = true;

    std::string key{kPracticeKey};
    Secret secret;                   ///< empty = kPracticeSecret
    std::uint32_t rateLimit = 200;   ///< requests a minute, trading and data apart; 0 = no limit
    std::uint32_t connections = 0;   ///< per stream; 0 = no limit
    std::uint32_t streamSymbols = 0; ///< over trades and quotes of a session; 0 = no limit
    PracticeTimeouts timeouts;
    FaultPlan faults; ///< what goes wrong; drawn from the seed

    /// Options are moved, for the secret's sake; this is a copy by intention.
    [[nodiscard]] PracticeOptions clone() const;
};

} // namespace tapedeck::practice
