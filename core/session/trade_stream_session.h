#pragma once

#include "session/stream_session.h"
#include "wire/trading_stream.h"

#include <deque>
#include <map>
#include <string>

namespace tapedeck {

/// An order was sent or changed, REST said so, and the stream is still silent after this long: it
/// may be starved, as sockets were seen to be for hours (alpaca.md, section 3.5).
inline constexpr Nanoseconds kOrderEchoWithin = std::chrono::seconds{30};
/// With positions or working orders the connection is made anew so often, which is what cures a
/// starved one that nothing else shows.
inline constexpr Nanoseconds kTradeStreamRecycle = std::chrono::minutes{10};

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
    /// The broker took this order: unless it has already, the stream must name it soon.
    void expectEcho(const std::string& clientOrderId, Nanoseconds now);
    /// Whether there are positions or working orders.
    void setBusy(bool busy) noexcept { m_busy = busy; }

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
    void onUpdate(const OrderUpdate& update);
    void forgetConnection();
    void onListening(const TradingListening& listening, Nanoseconds now, StreamActions& out);

    StreamLink m_link;
    Step m_step = Step::Authentication;
    bool m_busy = false;
    std::map<std::string, Nanoseconds> m_echoBy; ///< by client order id
    std::deque<std::string> m_named;             ///< the last ones, on this connection
};

} // namespace tapedeck
