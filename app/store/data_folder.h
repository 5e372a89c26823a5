#pragma once

#include "app/store/mode_folder.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

/// Where the modes' folders are, and making one ready.
namespace tapedeck::store {

/// Less than this on the disk, and a start is refused: it would not last the day.
inline constexpr std::uint64_t kFreeBytesMin = 64U << 20U;

/// XDG_DATA_HOME/tapedeck (or ~/.local/share/tapedeck).
[[nodiscard]] std::filesystem::path dataRoot();

/// `chosen`, or where that is empty dataRoot().
[[nodiscard]] std::filesystem::path dataRootOr(const std::string& chosen);

/// The folder: made if need be, for this user only, and known to take writes.
/// Errors: Io (not a folder, read-only, full, or somebody else's), with what to do.
[[nodiscard]] Result<void> openDataFolder(const ModeFolder& where);

} // namespace tapedeck::store
