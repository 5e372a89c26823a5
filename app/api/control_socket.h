#pragma once

#include "base/result.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>

/// Unix sockets in a folder of this user. Paths may be longer than a socket's address holds.
namespace tapedeck::api {

/// A file descriptor that is closed when it goes.
class Handle
{
public:
    explicit Handle(int descriptor = -1) noexcept : m_descriptor{descriptor} {}
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&& other) noexcept;
    ~Handle();

    [[nodiscard]] bool isOpen() const noexcept { return m_descriptor >= 0; }
    [[nodiscard]] int get() const noexcept { return m_descriptor; }
    /// The caller closes it.
    [[nodiscard]] int take() noexcept;

private:
    int m_descriptor;
};

/// A socket that takes connections of this user under a name, and takes the name with it when it
/// goes.
class ListeningSocket
{
public:
    /// Takes the place of a socket that nobody answers on. Errors: Conflict (somebody does, or the
    /// name is no socket's), Io.
    [[nodiscard]] static Result<ListeningSocket> open(const std::filesystem::path& file);
    ListeningSocket(ListeningSocket&&) noexcept = default;
    ListeningSocket& operator=(ListeningSocket&&) = delete;
    ~ListeningSocket();

    [[nodiscard]] int descriptor() const noexcept { return m_socket.get(); }
    /// The next that waits, not blocking; not open when there is none. Errors: Io (out of
    /// descriptors, most likely).
    [[nodiscard]] Result<Handle> accept() const;
    /// False once the name is gone or somebody else's: nobody new can come.
    [[nodiscard]] bool isInPlace() const noexcept;

private:
    ListeningSocket(std::filesystem::path file, Handle socket) noexcept;

    std::filesystem::path m_file;
    Handle m_socket;
    dev_t m_device{}; ///< with the next: the name's file, as we made it
    ino_t m_inode{};
};

/// Errors: NotFound (nobody listens), Unavailable (somebody does, and takes no one until then),
/// Refused (it is another user's), Io.
[[nodiscard]] Result<Handle> connectTo(const std::filesystem::path& file,
                                       std::chrono::steady_clock::time_point until);

/// Whether the other end belongs to this user.
[[nodiscard]] bool isOwnUser(int descriptor) noexcept;
/// False once the other end was closed; what it had sent may still be there to read.
[[nodiscard]] bool isOtherEndOpen(int descriptor) noexcept;

} // namespace tapedeck::api
