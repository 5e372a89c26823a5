#include "app/commands/mode_folders.h"

namespace tapedeck::commands {

namespace {

constexpr Mode kModes[] = {Mode::Live, Mode::Paper, Mode::Practice};

} // namespace

Result<Mode> modeNamed(const QString& name)
{
    const std::string wanted = name.toStdString();
    for (const Mode mode : kModes) {
        if (wanted == toString(mode))
            return mode;
    }
    return fail(ErrorCode::Malformed,
                "'" + wanted + "' is no mode; there are practice, paper and live");
}

std::vector<ModeFolder> modeFolders(const std::filesystem::path& root, std::optional<Mode> only)
{
    if (only)
        return {{*only, root / toString(*only)}};
    std::vector<ModeFolder> found;
    for (const Mode mode : kModes) {
        std::error_code error;
        if (std::filesystem::is_directory(root / toString(mode), error))
            found.push_back(ModeFolder{mode, root / toString(mode)});
    }
    return found;
}

} // namespace tapedeck::commands
