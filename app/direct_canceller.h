#pragma once

#include "app/alpaca/endpoints.h"
#include "app/api/broker_canceller.h"
#include "app/credentials.h"

namespace tapedeck {

/// Cancels at Alpaca with the keychain's keys, through the same broker deck as the engine's.
/// On the main thread: the keychain needs its event loop.
class DirectCanceller final : public api::BrokerCanceller
{
public:
    Outcome cancelAll(Mode mode, std::chrono::milliseconds patience) override;

private:
    [[nodiscard]] Result<alpaca::Login> loginFor(Mode mode);

    Credentials m_credentials;
};

} // namespace tapedeck
