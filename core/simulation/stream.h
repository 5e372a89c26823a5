#pragma once

#include "session/trade_stream_session.h"
#include "simulation/stage.h"
#include "trading/order.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// The trading stream from the broker's host to the program, frame by frame: slow, repeated,
/// reordered, garbled, starved, silent, cut. The program's side is TradeStreamSession.
class SimulatedStream
{
public:
    using OnState = std::function<void(LinkState, const std::string& reason)>;

    SimulatedStream(Stage& stage, std::uint64_t seed, OnState onState);

    void open();
    void close();
    void tick();
    void expectEcho(const std::string& clientOrderId);
    void setBusy(bool busy) noexcept { m_session.setBusy(busy); }

    /// The host tells of these.
    void tell(const std::vector<OrderUpdate>& updates);
    /// The connection ends. Some time passes before the next one works.
    void cut();
    /// It stays, and no update comes any more.
    void starve();
    /// Nothing comes any more.
    void fallSilent();

private:
    void perform(const StreamActions& actions);
    void perform(const StreamAction& action);
    void connect();
    /// On this connection, after a while.
    void later(Nanoseconds delay, std::function<void()> act);
    void receive(const std::string& frame);
    [[nodiscard]] Nanoseconds now() const noexcept { return m_stage.timeline.steady(); }

    Stage& m_stage;
    TradeStreamSession m_session;
    OnState m_onState;
    std::uint64_t m_connection = 0; ///< counts up with each one and with its end
    bool m_listened = false;        ///< the host sends updates
    bool m_starved = false;
    bool m_silent = false;
    Timestamp m_refusedUntil;
    std::optional<Nanoseconds> m_unreadableTold;
};

} // namespace tapedeck
