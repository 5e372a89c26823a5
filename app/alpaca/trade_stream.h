#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "app/alpaca/stream_wiring.h"
#include "engine/decks.h"
#include "session/trade_stream_session.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <string>

namespace tapedeck::alpaca {

/// The trading stream, on the broker's thread: order updates go to the engine one by one, at once.
class TradeStream : public QObject
{
    Q_OBJECT

public:
    using OnState = std::function<void(LinkState, const std::string& reason)>;

    /// All but `parent` outlive it. `onState` hears of every step.
    TradeStream(const Login& login,
                InputSink& sink,
                LinkMonitor& monitor,
                std::uint64_t seed,
                StreamPatience patience,
                OnState onState,
                QObject* parent);

    void open();
    void close();
    /// The broker took this order: an update must come soon, or the stream is starved.
    void expectEcho(const std::string& clientOrderId);
    void setBusy(bool busy) noexcept { m_session.setBusy(busy); }

private:
    void onFrame(const QByteArray& frame);
    void onUnreadable(const Error& error);
    void tick();
    void perform(const StreamActions& actions);
    void onReport(const action::ReportState& report);

    const Login& m_login;
    InputSink& m_sink;
    LinkMonitor& m_monitor;
    TradeStreamSession m_session;
    StreamSocket m_socket;
    OnState m_onState;
    QTimer m_timer;
    std::int64_t m_unknown = 0;
    std::optional<Nanoseconds> m_unreadableTold;
};

} // namespace tapedeck::alpaca
