#include "app/api/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace tapedeck::api {

namespace {

constexpr int kBacklog = 128;
constexpr std::chrono::milliseconds kFullQueueWait{10};

tl::unexpected<Error> systemError(const std::filesystem::path& file, const std::string& what)
{
    const int code = errno;
    return fail(ErrorCode::Io,
                file.string() + " " + what + ": " + std::generic_category().message(code));
}

/// The address of a socket file. Where the path is too long for one, by way of the open folder,
/// so keep it until the call is done.
class Address
{
public:
    [[nodiscard]] static Result<Address> of(const std::filesystem::path& file)
    {
        Address address;
        std::string path = file.string();
        if (path.size() >= sizeof(sockaddr_un::sun_path)) {
#ifdef __linux__
            address.m_folder =
                Handle{::open(file.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
            if (!address.m_folder.isOpen() && errno == ENOENT)
                return fail(ErrorCode::NotFound, "there is no folder of " + path);
            if (!address.m_folder.isOpen())
                return systemError(file.parent_path(), "cannot be opened");
            path = "/proc/self/fd/" + std::to_string(address.m_folder.get()) + "/" +
                   file.filename().string();
#endif
            if (path.size() >= sizeof(sockaddr_un::sun_path))
                return fail(ErrorCode::Io, path + " is too long a name for a socket");
        }
        address.m_name.sun_family = AF_UNIX;
        std::memcpy(address.m_name.sun_path, path.c_str(), path.size() + 1);
        return address;
    }

    [[nodiscard]] const sockaddr* get() const noexcept
    {
        return reinterpret_cast<const sockaddr*>(&m_name);
    }
    [[nodiscard]] static socklen_t size() noexcept
    {
        return sizeof(sockaddr_un);
    }

private:
    sockaddr_un m_name{};
    Handle m_folder;
};

Result<Handle> newSocket(const std::filesystem::path& file)
{
    Handle socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket.isOpen())
        return systemError(file, "cannot be used, for there are no more sockets");
    return socket;
}

/// Removes the name if it is a socket's that nobody listens on.
Result<void> clearStale(const std::filesystem::path& file)
{
    struct stat found
    {};
    if (::lstat(file.c_str(), &found) != 0) {
        if (errno == ENOENT)
            return {};
        return systemError(file, "cannot be read");
    }
    if (!S_ISSOCK(found.st_mode))
        return fail(ErrorCode::Conflict, file.string() + " is in the way: it is not a socket");
    const auto answered = connectTo(file, std::chrono::steady_clock::now());
    if (answered || answered.error().code != ErrorCode::NotFound)
        return fail(ErrorCode::Conflict, "another program answers at " + file.string());
    if (::unlink(file.c_str()) != 0 && errno != ENOENT)
        return systemError(file, "cannot be removed");
    return {};
}

} // namespace

Handle::Handle(Handle&& other) noexcept : m_descriptor{other.take()} {}

Handle& Handle::operator=(Handle&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Handle::~Handle()
{
    if (isOpen())
        ::close(m_descriptor);
}

int Handle::take() noexcept
{
    return std::exchange(m_descriptor, -1);
}

ListeningSocket::ListeningSocket(std::filesystem::path file, Handle socket) noexcept
    : m_file{std::move(file)}, m_socket{std::move(socket)}
{
    struct stat found
    {};
    if (::lstat(m_file.c_str(), &found) == 0) {
        m_device = found.st_dev;
        m_inode = found.st_ino;
    }
}

Result<ListeningSocket> ListeningSocket::open(const std::filesystem::path& file)
{
    const auto address = Address::of(file);
    if (!address)
        return tl::unexpected{address.error()};
    if (auto cleared = clearStale(file); !cleared)
        return tl::unexpected{cleared.error()};
    auto socket = newSocket(file);
    if (!socket)
        return tl::unexpected{socket.error()};
    if (::bind(socket->get(), address->get(), Address::size()) != 0)
        return systemError(file, "cannot be made");
    ListeningSocket listening{file, std::move(*socket)};
    // Nobody gets in before listen(), so nobody does before the name is private.
    if (::chmod(file.c_str(), S_IRUSR | S_IWUSR) != 0)
        return systemError(file, "cannot be made private");
    if (::listen(listening.descriptor(), kBacklog) != 0)
        return systemError(file, "cannot be listened on");
    return listening;
}

ListeningSocket::~ListeningSocket()
{
    if (m_socket.isOpen() && isInPlace())
        ::unlink(m_file.c_str());
}

Result<Handle> ListeningSocket::accept() const
{
    for (;;) {
        Handle accepted{::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
        if (accepted.isOpen() || errno == EAGAIN || errno == EWOULDBLOCK)
            return accepted;
        if (errno != EINTR && errno != ECONNABORTED)
            return systemError(m_file, "takes no connection");
    }
}

bool ListeningSocket::isInPlace() const noexcept
{
    struct stat found
    {};
    return ::lstat(m_file.c_str(), &found) == 0 && found.st_dev == m_device &&
           found.st_ino == m_inode;
}

Result<Handle> connectTo(const std::filesystem::path& file,
                         std::chrono::steady_clock::time_point until)
{
    const auto address = Address::of(file);
    if (!address)
        return tl::unexpected{address.error()};
    auto socket = newSocket(file);
    if (!socket)
        return socket;
    while (::connect(socket->get(), address->get(), Address::size()) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED)
            return fail(ErrorCode::NotFound, "nobody listens at " + file.string());
        // A queue that is full: whoever should take connections out of it does not.
        if (errno != EAGAIN && errno != EINTR)
            return systemError(file, "cannot be reached");
        if (std::chrono::steady_clock::now() >= until)
            return fail(ErrorCode::Unavailable,
                        "the program at " + file.string() + " does not answer");
        ::poll(nullptr, 0, static_cast<int>(kFullQueueWait.count()));
    }
    if (!isOwnUser(socket->get()))
        return fail(ErrorCode::Refused, file.string() + " is another user's");
    return socket;
}

bool isOwnUser(int descriptor) noexcept
{
#ifdef SO_PEERCRED
    ucred other{};
    socklen_t size = sizeof other;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &other, &size) == 0 &&
           other.uid == ::geteuid();
#else
    uid_t user{};
    gid_t group{};
    return ::getpeereid(descriptor, &user, &group) == 0 && user == ::geteuid();
#endif
}

bool isOtherEndOpen(int descriptor) noexcept
{
    if (descriptor < 0)
        return false;
#ifdef POLLRDHUP
    constexpr short kClosed = POLLRDHUP | POLLHUP | POLLERR | POLLNVAL;
    pollfd watched{descriptor, POLLRDHUP, 0};
#else
    constexpr short kClosed = POLLHUP | POLLERR | POLLNVAL;
    pollfd watched{descriptor, 0, 0};
#endif
    return ::poll(&watched, 1, 0) >= 0 && (watched.revents & kClosed) == 0;
}

} // namespace tapedeck::api
