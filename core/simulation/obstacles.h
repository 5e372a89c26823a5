#pragma once

#include "engine/decks.h"
#include "simulation/stage.h"
#include "simulation/venue.h"

#include <functional>
#include <optional>
#include <string>

namespace tapedeck {

/// What the gate must not let an order go past: a halt, an account that takes none or has no money,
/// a share that is not traded, or in whole shares only, a clock that is off. They come for a while,
/// one at a time, and go by themselves.
class Obstacles
{
public:
    struct Hands
    {
        /// False: the program has not heard it.
        std::function<bool(const std::string& symbol, const TradingStatus& status)> status;
        std::function<void(const request::Any& request)> ask;
    };
    Obstacles(Stage& stage, Venue& venue, Hands hands)
        : m_stage{stage}, m_venue{venue}, m_hands{std::move(hands)}
    {}

    void pass();
    /// The way is clear.
    void end();

private:
    enum class Kind : std::uint8_t
    {
        Halt,
        Blocked,
        NoBuyingPower,
        NoCash,
        Untradable,
        WholeShares,
        ClockOff,
    };

    void begin();
    [[nodiscard]] bool tellStatus(const char* code);
    /// The program asks now what it would ask sooner or later.
    void askAgain();

    Stage& m_stage;
    Venue& m_venue;
    Hands m_hands;
    std::optional<Kind> m_kind;
    std::string m_symbol;
    Timestamp m_until;
};

} // namespace tapedeck
