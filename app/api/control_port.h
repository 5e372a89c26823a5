#pragma once

#include "base/fixed.h"
#include "base/time.h"
#include "desk/snapshot.h"
#include "trading/mode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What other programs of this user may ask of the running one.
namespace tapedeck::api {

struct ControlAnswer
{
    bool accepted = false;
    std::string what; ///< why not, or what happens now: one sentence
    friend bool operator==(const ControlAnswer&, const ControlAnswer&) = default;
};

struct ControlLink
{
    Link link{};
    LinkState state{};
    std::string reason;
    Timestamp since;
    double messagesPerSecond = 0;
    std::optional<Nanoseconds> lastMessageAge;
    std::optional<Nanoseconds> lagMedian; ///< exchange time to arrival
    std::optional<Nanoseconds> lagP99;
    std::int64_t reconnects = 0;
    GapCounts gaps;
    std::optional<std::int64_t> callsLastHour; ///< of REST
    friend bool operator==(const ControlLink&, const ControlLink&) = default;
};

/// The running instance at one instant.
struct ControlStatus
{
    Mode mode{};
    Rules rules{};
    bool armed = false; ///< live only: entries are possible
    std::string runId;
    std::int64_t pid = 0;
    Timestamp since; ///< start of the process
    KillPhase killPhase{};
    std::optional<Timestamp> killedSince;
    std::int32_t canceled = 0; ///< orders that the kill has canceled; as in KillView, as the next
    std::optional<Nanoseconds> lastCanceledAfter;
    std::optional<Nanoseconds> confirmedAfter;
    std::optional<Nanoseconds> flattenedAfter;
    std::int32_t ordersOpen = 0;
    std::int32_t unconfirmed = 0; ///< cancellations that the broker has not confirmed
    std::int32_t positions = 0;
    std::vector<NakedPosition> naked; ///< positions without a stop at the broker
    std::int32_t suggestions = 0;
    std::optional<Timestamp> booksAgreedAt; ///< ours were last found equal to the broker's
    bool accountKnown = false;              ///< false: the next two mean nothing yet
    Money equity;
    Money dayProfit;
    std::vector<ControlLink> links;
    std::string sessionFile;
    std::string dataFolder;
    friend bool operator==(const ControlStatus&, const ControlStatus&) = default;
};

/// The running instance's side of the socket. Called from the server's thread, while the window,
/// the engine and the broker may all be busy: every call is thread-safe and returns at once.
class ControlPort
{
public:
    virtual ~ControlPort() = default;
    /// When it accepts, no order passes from here on, nor after a restart; cancelling goes on by
    /// itself. status() says Cancelling from now until the engine has confirmed this very kill.
    virtual ControlAnswer kill(std::string source, bool flatten) = 0;
    /// Accepts the very kReleasePhrase only.
    virtual ControlAnswer release(std::string phrase, std::string source) = 0;
    virtual ControlStatus status() = 0;
};

} // namespace tapedeck::api
