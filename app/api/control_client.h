#pragma once

#include "app/api/control_protocol.h"
#include "app/api/control_socket.h"
#include "base/result.h"

#include <QByteArray>

#include <chrono>
#include <filesystem>

namespace tapedeck::api {

/// Asks a running instance. Blocks, never longer than told; needs no event loop.
class ControlClient
{
public:
    /// Errors: NotFound (nothing runs there), Unavailable (it runs and does not answer), Refused,
    /// Io.
    [[nodiscard]] static Result<ControlClient>
    connect(const std::filesystem::path& file, std::chrono::milliseconds within = kAnswerWithin);

    /// A request without an answer may still be taken later; but a release is not. After an error
    /// connect anew. Errors: Unavailable (no answer, or it ended), Malformed.
    [[nodiscard]] Result<ControlReply> ask(const ControlRequest& request,
                                           std::chrono::milliseconds within = kAnswerWithin);

private:
    using Time = std::chrono::steady_clock::time_point;
    ControlClient(std::filesystem::path file, Handle socket) noexcept;

    [[nodiscard]] Result<void> send(const QByteArray& line, Time until);
    [[nodiscard]] Result<QByteArray> receiveLine(Time until);
    [[nodiscard]] Result<void> waitFor(short events, Time until);

    std::filesystem::path m_file;
    Handle m_socket;
    QByteArray m_received;
};

} // namespace tapedeck::api
