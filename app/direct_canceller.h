#pragma once

#include "app/alpaca/endpoints.h"
#include "app/commands/broker_canceller.h"
#include "app/credentials.h"

#include <chrono>

namespace tapedeck {

/// Cancels at Alpaca with the keychain's keys, through the same broker deck as the engine's, and
/// suspends the account where the person has opted in. On the main thread: the keychain needs its
/// event loop.
class DirectCanceller final : public commands::BrokerCanceller
{
public:
    Outcome cancelAll(const store::ModeFolder& where, std::chrono::milliseconds patience) override;

private:
    [[nodiscard]] Result<alpaca::Login> loginFor(Mode mode);
    void suspend(Outcome& outcome, Mode mode, std::chrono::steady_clock::time_point deadline);

    Credentials m_credentials;
};

} // namespace tapedeck
