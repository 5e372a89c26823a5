#include "app/alpaca/stream_wiring.h"

#include "base/overloaded.h"
#include "wire/stream_control.h"

namespace tapedeck::alpaca {

void performOnSocket(const StreamAction& action,
                     StreamSocket& socket,
                     const Login& login,
                     LinkMonitor& monitor)
{
    std::visit(Overloaded{[&](const action::OpenSocket&) {
                              monitor.onConnecting();
                              socket.open();
                          },
                          [&](const action::CloseSocket&) { socket.close(); },
                          [&](const action::SendAuth&) {
                              socket.sendSecret(encodeStreamAuth(login.id(), login.secret()));
                          },
                          [&](const action::SendText& send) { socket.sendText(send.text); },
                          [&](const action::SendPing&) { socket.ping(); },
                          [](const auto&) {}},
               action);
}

} // namespace tapedeck::alpaca
