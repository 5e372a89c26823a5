#pragma once

#include "base/overloaded.h"
#include "engine/decks.h"
#include "engine/output.h"

#include <utility>
#include <variant>
#include <vector>

namespace tapedeck {

/// What one step puts out, sorted as by every program around the engine: what the journal writes is
/// gathered into one batch, in order; all else goes to `act` at once: requests to the broker,
/// SetKillLatch and Subscribe. Only an order waits for its commit.
template <class Act>
[[nodiscard]] JournalBatch gather(std::vector<Output>& outputs, Act&& act)
{
    JournalBatch batch;
    for (Output& output : outputs) {
        std::visit(
            Overloaded{
                [&](output::SubmitOrder& order) {
                    batch.intents.push_back(std::move(order.intent));
                },
                [&](output::AppendAudit& audit) { batch.audit.push_back(std::move(audit.entry)); },
                [&](output::RecordOrder& record) { batch.orders.push_back(std::move(record)); },
                [&](output::RecordNews& record) { batch.news.push_back(std::move(record)); },
                [&](output::RecordSighting& seen) { batch.sightings.push_back(seen); },
                [&](output::SaveState& state) { batch.state = std::move(state.bytes); },
                [&](auto& other) { act(other); }},
            output);
    }
    return batch;
}

} // namespace tapedeck
