#include "app/store/data_folder.h"

#include "app/store/files.h"

#include <QStandardPaths>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace tapedeck::store {

namespace {

constexpr mode_t kOwnerOnly = 0700;

tl::unexpected<Error> unusable(const std::filesystem::path& folder, const std::string& why)
{
    return fail(ErrorCode::Io,
                "the data folder " + folder.string() + " cannot be used: " + why +
                    ". Mend it, or name another place with XDG_DATA_HOME.");
}

/// Writes a byte and takes it away again: permissions, a read-only disk and quotas all show.
Result<void> tryToWrite(const std::filesystem::path& folder)
{
    const std::filesystem::path probe = folder / (".probe-" + std::to_string(::getpid()));
    Result<void> result;
    {
        const Descriptor opened{::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
        if (!opened.isOpen())
            return systemError(probe, "cannot be created");
        result = writeAll(opened.get(), "x", probe);
    }
    ::unlink(probe.c_str());
    return result;
}

} // namespace

std::filesystem::path dataRoot()
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return std::filesystem::path{base.toStdString()} / "tapedeck";
}

std::filesystem::path dataRootOr(const std::string& chosen)
{
    return chosen.empty() ? dataRoot() : std::filesystem::path{chosen};
}

Result<void> openDataFolder(const ModeFolder& where)
{
    const std::filesystem::path& folder = where.path();
    std::error_code error;
    std::filesystem::create_directories(folder.parent_path(), error);
    if (error)
        return unusable(folder, error.message());
    if (::mkdir(folder.c_str(), kOwnerOnly) != 0 && errno != EEXIST)
        return unusable(folder, systemError(folder, "cannot be made").value().what);

    struct stat found
    {};
    if (::stat(folder.c_str(), &found) != 0)
        return unusable(folder, systemError(folder, "cannot be read").value().what);
    if (!S_ISDIR(found.st_mode))
        return unusable(folder, "it is not a folder");
    if (found.st_uid != ::geteuid())
        return unusable(folder, "it belongs to another user");
    if ((found.st_mode & 0777) != kOwnerOnly && ::chmod(folder.c_str(), kOwnerOnly) != 0)
        return unusable(folder, systemError(folder, "cannot be made private").value().what);

    if (auto written = tryToWrite(folder); !written)
        return unusable(folder, written.error().what);
    const auto space = std::filesystem::space(folder, error);
    if (!error && space.available < kFreeBytesMin)
        return unusable(folder,
                        "the disk is full (" + std::to_string(space.available >> 20U) +
                            " MB are free, " + std::to_string(kFreeBytesMin >> 20U) +
                            " are needed)");
    return {};
}

} // namespace tapedeck::store
