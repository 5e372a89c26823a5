#include "app/store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace tapedeck::store {

Timestamp now() noexcept
{
    return std::chrono::time_point_cast<Nanoseconds>(std::chrono::system_clock::now());
}

tl::unexpected<Error> systemError(const std::filesystem::path& file, std::string_view what)
{
    const int code = errno;
    return fail(ErrorCode::Io,
                file.string() + " " + std::string{what} + ": " +
                    std::generic_category().message(code));
}

Result<void> makePrivateFile(const std::filesystem::path& file)
{
    struct stat found
    {};
    if (::stat(file.c_str(), &found) == 0) {
        if (!S_ISREG(found.st_mode))
            return fail(ErrorCode::Io, file.string() + " is not a file; move it away");
        return {};
    }
    const Descriptor made{::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
    if (!made.isOpen())
        return systemError(file, "cannot be created");
    return syncFolder(file.parent_path());
}

Result<void> requireFile(const std::filesystem::path& file)
{
    struct stat found
    {};
    if (::stat(file.c_str(), &found) != 0)
        return fail(ErrorCode::NotFound, file.string() + " does not exist");
    if (!S_ISREG(found.st_mode))
        return fail(ErrorCode::Io, file.string() + " is not a file");
    return {};
}

Result<void> syncFolder(const std::filesystem::path& folder)
{
    const std::filesystem::path named = folder.empty() ? "." : folder;
    const Descriptor opened{::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.isOpen() || ::fsync(opened.get()) != 0)
        return systemError(named, "cannot be synchronised with the disk");
    return {};
}

Result<void> writeAll(int descriptor, std::string_view text, const std::filesystem::path& file)
{
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemError(file, "cannot be written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Descriptor::Descriptor(Descriptor&& other) noexcept
    : m_descriptor{std::exchange(other.m_descriptor, -1)}
{}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Descriptor::~Descriptor()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace tapedeck::store
