#include "app/store/instance_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

namespace tapedeck::store {

namespace {

/// What the holder wrote, or as much of it as there is already.
std::string holderOf(int descriptor)
{
    std::array<char, 128> bytes{};
    const ssize_t size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
    std::string text(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    if (const std::size_t end = text.find('\n'); end != std::string::npos)
        return text.substr(0, end);
    return "a process that has just started";
}

} // namespace

InstanceLock::InstanceLock(std::filesystem::path database, Descriptor held) noexcept
    : m_database{std::move(database)}, m_held{std::move(held)}
{}

Result<InstanceLock> InstanceLock::acquire(const std::filesystem::path& database)
{
    const std::filesystem::path file = database.string() + ".lock";
    Descriptor opened{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!opened.isOpen())
        return systemError(file, "cannot be opened");
    if (::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return systemError(file, "cannot be locked");
        return fail(ErrorCode::Conflict,
                    "Tapedeck already runs with " + database.string() + " (" +
                        holderOf(opened.get()) +
                        "). Use that one, or end it first; `tapedeck status` says what it does.");
    }
    const std::string holder = "process " + std::to_string(::getpid()) + ", since " +
                               toRfc3339(std::chrono::floor<std::chrono::seconds>(now())) + "\n";
    if (::ftruncate(opened.get(), 0) != 0)
        return systemError(file, "cannot be written");
    if (auto written = writeAll(opened.get(), holder, file); !written)
        return tl::unexpected{written.error()};
    return InstanceLock{database, std::move(opened)};
}

} // namespace tapedeck::store
