#pragma once

#include "base/result.h"
#include "engine/input.h"
#include "exchange/config.h"

#include <QString>

#include <string>
#include <vector>

namespace tapedeck::commands {

/// What a tape and the files beside it say before its first event is played.
struct TapeFacts
{
    Date date{}; ///< the tape's day in New York
    std::vector<std::string> symbols;
    std::vector<ListedAsset> assets;
    std::vector<input::History> history; ///< daily bars from before that day, a symbol each
    std::string digest;                  ///< SHA-256 of the tape's bytes
};

/// `history`: one file of daily bars; empty = every `bars_1d*` beside the tape.
/// Errors: NotFound, Malformed, Io.
[[nodiscard]] Result<TapeFacts> tapeFacts(const QString& tape, const QString& history);

/// Errors: NotFound, Io, OutOfRange (more than a configuration can be).
[[nodiscard]] Result<std::string> readWholeFile(const QString& file);

/// Where sessions go that were not given a place.
[[nodiscard]] QString sessionsFolder();

} // namespace tapedeck::commands
