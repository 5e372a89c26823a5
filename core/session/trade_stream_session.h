#pragma once

#include "session/stream_session.h"
#include "wire/trading_stream.h"

namespace tapedeck {

/// An order was sent or changed, REST said so, and the stream is still silent after this long: it
/// may be starved, as sockets were seen to be for hours (alpaca.md, section 3.5).
inline constexpr Nanoseconds kOrderEchoWithin = std::chrono::seconds{30};

/// A client's side of the trading stream: authenticates and listens to trade_updates (alpaca.md,
/// section 3). It is silent by nature, so only pings and missing echoes tell a dead one.
class TradeStreamSession
{
public:
    explicit TradeStreamSession(std::uint64_t seed, StreamPatience patience = {}) noexcept
        : m_link{seed, patience}
    {}

    void start(Nanoseconds now, StreamActions& out) { m_link.start(now, out); }
    void stop(StreamActions& out);

    void onOpened(Nanoseconds now, StreamActions& out);
    /// Every frame that could be read, order updates too.
    void onFrame(const TradingFrame& frame, Nanoseconds now, StreamActions& out);
    void onPong() noexcept { m_link.onSignOfLife(); }
    void onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out);
    void tick(Nanoseconds now, StreamActions& out);
    /// The broker took an order: the stream must say something soon.
    void expectEcho(Nanoseconds now) noexcept;

    [[nodiscard]] StreamLink::Phase phase() const noexcept { return m_link.phase(); }
    [[nodiscard]] bool isLive() const noexcept { return m_step == Step::Listening; }

private:
    enum class Step : std::uint8_t
    {
        Authentication,
        Listen,
        Listening
    };

    void onAuthorization(const TradingAuthorization& answer, Nanoseconds now, StreamActions& out);
    void onListening(const TradingListening& listening, Nanoseconds now, StreamActions& out);

    StreamLink m_link;
    Step m_step = Step::Authentication;
    std::optional<Nanoseconds> m_echoBy;
};

} // namespace tapedeck
