#pragma once

#include "desk/command.h"
#include "engine/state.h"

namespace tapedeck {

/// The limits in force. What allows less counts at once. What allows more needs the phrase, typed
/// by a person, and counts from the next trading day on; a document that was changed by other means
/// loosens nothing, however often the program starts. While the journal cannot be written nothing
/// is loosened.
class LimitDesk
{
public:
    explicit LimitDesk(EngineState& state) noexcept : m_state{state} {}

    /// The configuration of the start is a wish like any other, made without a phrase.
    void start();
    void set(const command::SetLimits& wish);
    void onTick();

private:
    [[nodiscard]] LimitsInForce& inForce();
    void enforce(const LimitSettings& settings);
    void record(const std::string& what, const std::vector<LimitMove>& moves, bool byPerson);

    EngineState& m_state;
};

} // namespace tapedeck
