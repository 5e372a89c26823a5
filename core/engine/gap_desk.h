#pragma once

#include "engine/signal_desk.h"
#include "engine/state.h"

namespace tapedeck {

/// Holes in the streams: what was missed goes where it belongs, and what is not filled is known to
/// whoever looks at a window over it.
class GapDesk
{
public:
    GapDesk(EngineState& state, SignalDesk& signals) noexcept : m_state{state}, m_signals{signals}
    {}

    void onNews(const input::GapNews& news);

private:
    void remember(const Gap& gap);
    void putOnRecord(const input::GapNews& news);
    void takeLate(const input::GapNews& news);

    EngineState& m_state;
    SignalDesk& m_signals;
};

} // namespace tapedeck
