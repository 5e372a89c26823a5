#pragma once

#include "session/rest_call.h"

#include <functional>

namespace tapedeck::alpaca {

/// The broker's REST for whoever is not on its thread: one budget for all.
class RestPort
{
public:
    using Reply = std::function<void(const RestAnswer&)>;
    virtual ~RestPort() = default;
    /// From any thread. `reply` comes once, on the broker's thread; never when that has ended.
    virtual void ask(RestCall call, Reply reply) = 0;
};

} // namespace tapedeck::alpaca
