#pragma once

#include "app/alpaca/endpoints.h"

#include <functional>
#include <string>

namespace tapedeck::alpaca {

/// Asks the broker for the account of these keys, on the host of their mode and no other, and says
/// in one sentence what came back. The answer comes once, later, on the calling thread, which needs
/// an event loop. Errors: Refused (the keys), Unavailable.
void testKeys(PaperKeys keys, std::function<void(Result<std::string>)> reply);
void testKeys(LiveKeys keys, std::function<void(Result<std::string>)> reply);
void testLogin(Login login, std::function<void(Result<std::string>)> reply);

} // namespace tapedeck::alpaca
