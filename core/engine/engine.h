#pragma once

#include "desk/snapshot.h"
#include "engine/input.h"
#include "engine/output.h"

#include <memory>
#include <string_view>
#include <vector>

namespace tapedeck {

class MarketBoard;

/// The middle of the picture (DESIGN: one engine, many decks). A deterministic state machine:
/// inputs go in, outputs come out, and nothing else happens inside. The same inputs give the same
/// outputs, to the last byte, on every machine.
class Engine
{
public:
    Engine();
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Takes one input and appends what it leads to. `in.at` is the only now and never decreases.
    /// Before input::Started everything else is passed over.
    void step(const Input& in, std::vector<Output>& out);

    /// Whether this program can continue from a saved state. Errors: Malformed, Unsupported.
    [[nodiscard]] static Result<void> checkSavedState(std::string_view bytes);

    /// What a person may see. Not an output.
    [[nodiscard]] Snapshot snapshot(const ChartRequest& chart) const;

    /// What is known of the market, for whoever measures.
    [[nodiscard]] const MarketBoard& market() const noexcept;

    /// The run's table. A decoder of recorded inputs adds to it what the engine would have added
    /// itself.
    [[nodiscard]] Symbols& symbols() noexcept;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace tapedeck
