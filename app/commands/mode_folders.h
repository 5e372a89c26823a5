#pragma once

#include "app/store/mode_folder.h"
#include "base/result.h"

#include <QString>

#include <filesystem>
#include <optional>
#include <vector>

/// The data folders that commands look into beside a running instance.
namespace tapedeck::commands {

/// Errors: Malformed, with the three names.
[[nodiscard]] Result<Mode> modeNamed(const QString& name);

/// The folder of `only`, whether or not it is there; else those that are, real money first.
[[nodiscard]] std::vector<store::ModeFolder> modeFolders(const std::filesystem::path& root,
                                                         std::optional<Mode> only);

/// The folder whose journal is meant: `root` itself, where it has one (of the mode that it is named
/// by, if it is, else of practice), else that of the mode.
/// Errors: NotFound (there is none), Malformed (several).
[[nodiscard]] Result<store::ModeFolder> journalFolder(const std::filesystem::path& root,
                                                      std::optional<Mode> only);

} // namespace tapedeck::commands
