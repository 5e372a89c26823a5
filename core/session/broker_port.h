#pragma once

#include "engine/input.h"
#include "session/rest_call.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

using RestReply = std::function<void(const RestAnswer&)>;

struct RestHooks
{
    /// Right before a body's first byte leaves: a reason stops the request (NotSent), none lets it
    /// go.
    std::function<std::string_view()> veto;
    /// Each time that the request is handed to the network.
    std::function<void()> leaving;
};

/// What a broker's session needs of the world: requests, its trading stream, timers, the engine.
class BrokerPort
{
public:
    virtual ~BrokerPort() = default;
    /// An answer of any kind comes exactly once, and never from within.
    virtual void send(RestCall call, RestReply reply, RestHooks hooks) = 0;
    virtual void after(Nanoseconds wait, std::function<void()> act) = 0;
    /// To the engine.
    virtual void tell(std::vector<InputWhat> batch) = 0;
    virtual void openTrades() = 0;
    virtual void closeTrades() = 0;
    /// The broker took this order: the trading stream must name it soon.
    virtual void expectEcho(const std::string& clientOrderId) = 0;
    [[nodiscard]] virtual Timestamp now() const = 0; ///< the run's
    [[nodiscard]] virtual Nanoseconds steadyNow() const = 0;
};

} // namespace tapedeck
