#pragma once

#include "config/document.h"
#include "desk/command.h"
#include "desk/snapshot.h"
#include "simulation/stage.h"

#include <functional>
#include <string>
#include <vector>

namespace tapedeck {

/// Somebody at the buttons: approves and dismisses, late too, cancels, closes, kills and releases,
/// switches instances, watches something else, sets limits,
/// and arms live entries.
class Person
{
public:
    struct Hands
    {
        std::function<void(Command)> say;
        /// The kill goes past the engine's inbox: latch and file first.
        std::function<void(bool flatten)> kill;
        std::function<void(const std::string& instance, bool enabled)> enable;
        std::function<void(std::vector<std::string>)> watch;
        /// `typed`: with the phrase that looser limits need.
        std::function<void(bool tighter, bool typed)> limit;
        std::function<void()> arm;
    };
    Person(Stage& stage, Hands hands) : m_stage{stage}, m_hands{std::move(hands)} {}

    /// Looks at the window and does this and that.
    void act(const Snapshot& look);

private:
    void judge(const Snapshot& look);
    void handle(const Snapshot& look);
    void configure(const Snapshot& look);
    /// Watches all but this one.
    void leaveOut(const std::string& symbol);
    void panic(const Snapshot& look);

    Stage& m_stage;
    Hands m_hands;
    std::vector<SuggestionCard> m_cards; ///< that were ever on the screen
    Timestamp m_idleUntil;               ///< looks at cards, and decides nothing
};

} // namespace tapedeck
