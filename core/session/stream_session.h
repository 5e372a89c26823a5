#pragma once

#include "desk/snapshot.h"
#include "session/backoff.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What keeps a stream connected, without its socket. Things that happened go in, actions come out;
/// time is handed in (of a steady clock, whatever the tape's speed). Keys never come here.
namespace tapedeck {

namespace action {
/// Only ever asked for when no socket is open: the answer is onOpened() or onClosed().
struct OpenSocket
{};
/// At once, without waiting for the other side; onClosed() answers it.
struct CloseSocket
{};
/// The message with the keys, which the shell has.
struct SendAuth
{};
struct SendText
{
    std::string text;
};
struct SendPing
{};
struct ReportState
{
    LinkState state{};
    std::string reason;
    std::optional<Nanoseconds> tryAgainIn;
    bool news = false; ///< false: for the health display only, nothing that anybody waits for
};
/// Something that a person should know of.
struct Notice
{
    std::string text;
};
/// The stream is silent: what is REST's latest trade of these? MarketStreamSession::onLatest()
/// answers it.
struct AskLatest
{
    std::vector<std::string> symbols;
};
} // namespace action

using StreamAction = std::variant<action::OpenSocket,
                                  action::CloseSocket,
                                  action::SendAuth,
                                  action::SendText,
                                  action::SendPing,
                                  action::ReportState,
                                  action::Notice,
                                  action::AskLatest>;
using StreamActions = std::vector<StreamAction>;

/// Why a socket is no more, or never was.
struct SocketClosed
{
    int httpStatus = 0;   ///< of a refused handshake
    bool forGood = false; ///< trying again would be the same: a certificate that does not hold
    std::string reason;
    bool offline = false; ///< the network itself is not there
};

/// How long a stream waits for what. Tests with real sockets shorten it.
struct StreamPatience
{
    Nanoseconds answerWithin = std::chrono::seconds{10};
    Nanoseconds pingEvery = std::chrono::seconds{10};
    Nanoseconds pongWithin = std::chrono::seconds{10};
};
inline constexpr Nanoseconds kOpenSpacing = std::chrono::seconds{1};
/// A server holds a session that was cut off for about 90 s (alpaca.md, section 2.8); whoever holds
/// the place for longer is somebody else.
inline constexpr Nanoseconds kOldSessionHeld = std::chrono::seconds{120};

/// The socket's part, shared by both streams: one socket at a time, waits between attempts, pings,
/// and deadlines for whatever is awaited.
class StreamLink
{
public:
    enum class Phase : std::uint8_t
    {
        Off,
        Waiting, ///< for the next attempt
        Opening,
        Open,
        Closing,
        Refused, ///< until somebody starts it again
    };
    enum class Pace : std::uint8_t
    {
        Usual,
        OldSession,
        AtOnce, ///< a healthy connection is made anew
    };

    explicit StreamLink(std::uint64_t seed, StreamPatience patience = {}) noexcept
        : m_patience{patience}, m_usual{kUsualPace, seed}, m_oldSession{kOldSessionPace, ~seed}
    {}

    void start(Nanoseconds now, StreamActions& out);
    void stop(StreamActions& out);
    void onOpened(Nanoseconds now, StreamActions& out);
    void onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out);
    /// Anything that arrived, a pong too.
    void onSignOfLife() noexcept { m_pongBy.reset(); }
    void tick(Nanoseconds now, StreamActions& out);

    /// Close, and try again later.
    void drop(LinkState state, std::string reason, Pace pace, StreamActions& out);
    /// The server holds the place for somebody: an old session of ours at first, and another
    /// program when it lasts.
    void dropForOldSession(Nanoseconds now, StreamActions& out);
    /// Close, and stay away.
    void refuse(std::string reason, StreamActions& out);
    void report(LinkState state, std::string reason, StreamActions& out);
    void becomeLive(Nanoseconds now, std::string reason, StreamActions& out);

    /// Drops the connection when the time is up; `what` completes "no ... in time".
    void await(std::string what, Nanoseconds now);
    void arrived() noexcept { m_awaitedBy.reset(); }

    [[nodiscard]] Phase phase() const noexcept { return m_phase; }
    [[nodiscard]] bool isOpen() const noexcept { return m_phase == Phase::Open; }
    [[nodiscard]] std::optional<Nanoseconds> liveSince() const noexcept { return m_liveSince; }

private:
    void open(Nanoseconds now, StreamActions& out);
    void waitToRetry(Nanoseconds now, StreamActions& out);
    [[nodiscard]] std::string oldSessionReason(Nanoseconds now);
    void tell(LinkState state, std::optional<Nanoseconds> tryAgainIn, StreamActions& out);

    StreamPatience m_patience;
    Backoff m_usual;
    Backoff m_oldSession;
    Phase m_phase = Phase::Off;
    Phase m_afterClosing = Phase::Waiting;
    bool m_startWanted = false; ///< start() came while closing
    Pace m_pace = Pace::Usual;
    std::string m_reason;
    Nanoseconds m_openAt{0};
    Nanoseconds m_notBefore{0};
    std::optional<Nanoseconds> m_liveSince;
    std::optional<Nanoseconds> m_placeTakenSince; ///< the server has been saying so
    bool m_offline = false;
    bool m_renewing = false; ///< the steps to the next life are no news
    std::optional<Nanoseconds> m_awaitedBy;
    std::string m_awaited;
    std::optional<Nanoseconds> m_pongBy;
    Nanoseconds m_nextPing{0};
    LinkState m_newsState = LinkState::Off;
    std::string m_newsReason;
};

} // namespace tapedeck
