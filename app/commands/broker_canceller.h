#pragma once

#include "app/store/mode_folder.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace tapedeck::commands {

/// Cancels a mode's open orders straight at its broker, when no engine answers. Needs the kill
/// latch to be set first, or an engine that wakes up would send new ones.
class BrokerCanceller
{
public:
    struct Outcome
    {
        bool confirmed = false;      ///< two successive lists of open orders were empty
        std::int32_t canceled = 0;   ///< orders that were open and are not any more
        std::int32_t ordersOpen = 0; ///< in the last list
        std::string problem;         ///< one sentence: why it is not confirmed; empty = it is
        bool suspended = false;      ///< the account itself takes no orders any more
        std::string notSuspended{};  ///< why not, where the person has opted in
    };
    virtual ~BrokerCanceller() = default;
    /// `where`: with the mode's settings. Blocks for no longer than `patience`.
    [[nodiscard]] virtual Outcome cancelAll(const store::ModeFolder& where,
                                            std::chrono::milliseconds patience) = 0;
};

} // namespace tapedeck::commands
