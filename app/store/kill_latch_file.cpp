#include "app/store/kill_latch_file.h"

#include "app/store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace tapedeck::store {

KillLatchFile::KillLatchFile(std::filesystem::path file) noexcept : m_file{std::move(file)} {}

KillLatchFile::State KillLatchFile::read() const
{
    struct stat found
    {};
    if (::lstat(m_file.c_str(), &found) != 0) {
        if (errno == ENOENT)
            return {};
        return {true, systemError(m_file, "cannot be read").value().what};
    }
    // Never wait for a pipe that somebody put there.
    const Descriptor opened{::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!opened.isOpen())
        return {true, systemError(m_file, "cannot be read").value().what};
    std::array<char, 256> bytes{};
    const ssize_t size = ::read(opened.get(), bytes.data(), bytes.size());
    if (size < 0)
        return {true, systemError(m_file, "cannot be read").value().what};
    std::string why{bytes.data(), static_cast<std::size_t>(size)};
    why.resize(std::min(why.find('\n'), why.size()));
    return {true, why.empty() ? "set, by whom is not on record" : why};
}

Result<void> KillLatchFile::set(std::string_view by, Timestamp at) const
{
    // First the name, which is the state, then the words: a full disk may refuse only these.
    const Descriptor opened{
        ::open(m_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600)};
    if (!opened.isOpen())
        return systemError(m_file, "cannot be created");
    if (auto synced = syncFolder(m_file.parent_path()); !synced)
        return synced;
    if (::ftruncate(opened.get(), 0) != 0)
        return systemError(m_file, "cannot be written");
    const std::string words = toRfc3339(at) + " " + std::string{by} + "\n";
    if (auto written = writeAll(opened.get(), words, m_file); !written)
        return written;
    if (::fsync(opened.get()) != 0)
        return systemError(m_file, "cannot be synchronised with the disk");
    return {};
}

Result<void> KillLatchFile::clear() const
{
    if (::unlink(m_file.c_str()) != 0 && errno != ENOENT)
        return systemError(m_file, "cannot be removed, so the kill switch stays set");
    return syncFolder(m_file.parent_path());
}

} // namespace tapedeck::store
