#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "app/alpaca/stream_socket.h"
#include "app/runtime/run_clock.h"
#include "session/stream_session.h"

#include <functional>

/// Between a session, which knows what to do, and its socket, which does it.
namespace tapedeck::alpaca {

/// What happens to the socket is told to the session, and what that wants done is handed to
/// `perform`. All of it outlives the socket.
template <class Session>
[[nodiscard]] StreamSocket::Handlers handlersFor(Session& session,
                                                 std::function<void(const StreamActions&)> perform,
                                                 std::function<void(const QByteArray&)> onFrame)
{
    StreamSocket::Handlers handlers;
    handlers.opened = [&session, perform] {
        StreamActions actions;
        session.onOpened(runtime::RunClock::sinceBoot(), actions);
        perform(actions);
    };
    handlers.frame = std::move(onFrame);
    handlers.pong = [&session] { session.onPong(); };
    handlers.closed = [&session, perform](const SocketClosed& closed) {
        StreamActions actions;
        session.onClosed(closed, runtime::RunClock::sinceBoot(), actions);
        perform(actions);
    };
    return handlers;
}

/// Does what concerns the socket alone. Reports, notices and questions are the owner's.
void performOnSocket(const StreamAction& action,
                     StreamSocket& socket,
                     const Login& login,
                     LinkMonitor& monitor);

} // namespace tapedeck::alpaca
