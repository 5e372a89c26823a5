#pragma once

#include "app/commands/broker_canceller.h"

#include <QStringList>

#include <chrono>

/// Talking to the running instance. `arguments` are those after the command's name; each returns an
/// exit code of sysexits.h. All know `--mode practice|paper|live` (default: whatever runs) and
/// `--data DIR`, the folder that holds the modes' data folders. docs/command-line.md says all of
/// it.
namespace tapedeck::commands {

/// How long a kill waits for its confirmation.
struct KillPatience
{
    std::chrono::milliseconds instance{10'000};
    std::chrono::milliseconds broker{10'000}; ///< of `canceller`, a mode
};

/// `tapedeck kill [--flatten]`: without a mode it kills all that run; where nothing runs, or does
/// not answer within a second, it sets the latch on disk and cancels by way of `canceller`, which
/// may be null.
int killCommand(const QStringList& arguments,
                commands::BrokerCanceller* canceller,
                KillPatience patience = {});
/// The same without a way to the broker.
int killCommand(const QStringList& arguments);
/// `tapedeck release`: reads the phrase from standard input.
int releaseCommand(const QStringList& arguments);
/// `tapedeck status [--json]`.
int statusCommand(const QStringList& arguments);

} // namespace tapedeck::commands
