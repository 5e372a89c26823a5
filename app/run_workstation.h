#pragma once

#include "app/launch_options.h"

namespace tapedeck {

class KillSignal;

/// The workstation with its window, on a QApplication that exists. Returns an exit code of
/// sysexits.h.
[[nodiscard]] int runWindow(const LaunchOptions& options, KillSignal& killSignal);

/// The same system without a window, on a QCoreApplication: until SIGTERM, SIGINT or `--for`; ends
/// with a summary on standard output.
[[nodiscard]] int runHeadless(const LaunchOptions& options, KillSignal& killSignal);

} // namespace tapedeck
