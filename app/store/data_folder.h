#pragma once

#include "base/result.h"
#include "trading/mode.h"

#include <cstdint>
#include <filesystem>
#include <string>

/// Where a mode keeps its files. Modes never share a folder.
namespace tapedeck::store {

/// Less than this on the disk, and a start is refused: it would not last the day.
inline constexpr std::uint64_t kFreeBytesMin = 64U << 20U;

/// XDG_DATA_HOME/tapedeck (or ~/.local/share/tapedeck).
[[nodiscard]] std::filesystem::path dataRoot();

/// `chosen`, or where that is empty dataRoot().
[[nodiscard]] std::filesystem::path dataRootOr(const std::string& chosen);
/// `root`/practice, paper or live.
[[nodiscard]] std::filesystem::path modeFolder(const std::filesystem::path& root, Mode mode);

/// modeFolder(): made if need be, for this user only, and known to take writes.
/// Errors: Io (not a folder, read-only, full, or somebody else's), with what to do.
[[nodiscard]] Result<std::filesystem::path> openDataFolder(const std::filesystem::path& root,
                                                           Mode mode);

/// The files of a mode's folder.
[[nodiscard]] std::filesystem::path journalFile(const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path historyFile(const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path killLatchFile(const std::filesystem::path& folder);

} // namespace tapedeck::store
