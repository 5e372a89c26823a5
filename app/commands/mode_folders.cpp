#include "app/commands/mode_folders.h"

#include <utility>

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

std::vector<store::ModeFolder> modeFolders(const std::filesystem::path& root,
                                           std::optional<Mode> only)
{
    if (only)
        return {store::ModeFolder{root, *only}};
    std::vector<store::ModeFolder> found;
    for (const Mode mode : kModes) {
        store::ModeFolder where{root, mode};
        std::error_code error;
        if (std::filesystem::is_directory(where.path(), error))
            found.push_back(std::move(where));
    }
    return found;
}

Result<store::ModeFolder> journalFolder(const std::filesystem::path& root, std::optional<Mode> only)
{
    std::error_code error;
    // A run with a tape has a folder and a journal of its own.
    const std::filesystem::path place = std::filesystem::weakly_canonical(root, error);
    const auto byName = modeNamed(QString::fromStdString(place.filename().string()));
    const auto own = store::ModeFolder::at(root, only.value_or(byName.value_or(Mode::Practice)));
    if (std::filesystem::exists(own.journal().path(), error))
        return own;
    std::vector<store::ModeFolder> found;
    for (store::ModeFolder& where : modeFolders(root, only)) {
        if (std::filesystem::exists(where.journal().path(), error))
            found.push_back(std::move(where));
    }
    if (found.size() == 1)
        return found.front();
    if (found.empty())
        return fail(ErrorCode::NotFound,
                    "there is no journal" + (only ? " of " + std::string{toString(*only)} : "") +
                        " in " + root.string());
    std::string modes;
    for (const store::ModeFolder& where : found)
        modes += (modes.empty() ? "" : ", ") + std::string{toString(where.mode())};
    return fail(ErrorCode::Malformed,
                "there are journals of several modes (" + modes +
                    "); name one, with --mode practice|paper|live");
}

} // namespace tapedeck::commands
