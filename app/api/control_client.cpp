#include "app/api/control_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace tapedeck::api {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

ControlClient::ControlClient(std::filesystem::path file, Handle socket) noexcept
    : m_file{std::move(file)}, m_socket{std::move(socket)}
{}

Result<ControlClient> ControlClient::connect(const std::filesystem::path& file, milliseconds within)
{
    auto socket = connectTo(file, steady_clock::now() + within);
    if (!socket)
        return tl::unexpected{socket.error()};
    return ControlClient{file, std::move(*socket)};
}

Result<ControlReply> ControlClient::ask(const ControlRequest& request, milliseconds within)
{
    const Time until = steady_clock::now() + within;
    if (auto sent = send(toLine(request), until); !sent)
        return tl::unexpected{sent.error()};
    const auto line = receiveLine(until);
    if (!line)
        return tl::unexpected{line.error()};
    return replyFrom(*line);
}

Result<void> ControlClient::send(const QByteArray& line, Time until)
{
    qsizetype sent = 0;
    while (sent < line.size()) {
        const ssize_t size = ::send(m_socket.get(),
                                    line.constData() + sent,
                                    static_cast<std::size_t>(line.size() - sent),
                                    MSG_NOSIGNAL);
        if (size >= 0) {
            sent += size;
            continue;
        }
        if (errno != EAGAIN && errno != EINTR)
            return fail(ErrorCode::Unavailable, "the program at " + m_file.string() + " has ended");
        if (auto ready = waitFor(POLLOUT, until); !ready)
            return ready;
    }
    return {};
}

Result<QByteArray> ControlClient::receiveLine(Time until)
{
    std::array<char, 16'384> bytes{};
    for (;;) {
        if (const qsizetype end = m_received.indexOf('\n'); end >= 0) {
            const QByteArray line = m_received.left(end);
            m_received.remove(0, end + 1);
            return line;
        }
        if (m_received.size() > kReplyBytesMax)
            return fail(ErrorCode::Malformed, "the reply is too long");
        if (auto ready = waitFor(POLLIN, until); !ready)
            return tl::unexpected{ready.error()};
        const ssize_t size = ::recv(m_socket.get(), bytes.data(), bytes.size(), 0);
        if (size > 0)
            m_received.append(bytes.data(), size);
        else if (size == 0 || (errno != EAGAIN && errno != EINTR))
            return fail(ErrorCode::Unavailable,
                        "the program at " + m_file.string() + " ended without an answer");
    }
}

Result<void> ControlClient::waitFor(short events, Time until)
{
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
        pollfd watched{m_socket.get(), events, 0};
        const int ready = ::poll(&watched, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
        if (ready > 0)
            return {};
        if (ready == 0 && left <= 0)
            return fail(ErrorCode::Unavailable,
                        "the program at " + m_file.string() + " does not answer");
    }
}

} // namespace tapedeck::api
