#pragma once

#include "app/api/control_port.h"
#include "app/api/control_protocol.h"
#include "app/api/control_socket.h"
#include "base/result.h"

#include <QObject>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

class QLocalSocket;
class QSocketNotifier;
class QTimer;

namespace tapedeck::api {

struct ControlLimits
{
    std::size_t clientsMax = 256; ///< one more, and the one that was silent longest has to go
    qint64 unsentBytesMax = 4 * kReplyBytesMax; ///< for a client that asks and does not read
    std::chrono::milliseconds silenceMax{30'000};
    std::chrono::milliseconds sweepEvery{1'000};
};

/// The local socket of the running instance: other programs of this user, and no one else's, ask
/// for kill, release and status. It lives on a thread of its own, so that it answers while the
/// window is busy.
///
/// Not on top of QLocalServer: that one stops listening for good when a connection cannot be
/// taken once, as when descriptors run out. A kill that was sent is taken even if whoever sent it
/// gave up waiting; a release only while the asker is still there.
class ControlServer final : public QObject
{
    Q_OBJECT

public:
    /// `port` must outlive the server.
    explicit ControlServer(ControlPort& port, ControlLimits limits = {});
    ~ControlServer() override;

    /// Call once, before the server moves to its thread, with the instance's lock held. The socket
    /// is made again should somebody remove it. Errors: Conflict (somebody answers there), Io.
    [[nodiscard]] Result<void> listen(const std::filesystem::path& file);

private:
    struct Client
    {
        std::unique_ptr<QLocalSocket> socket;
        std::chrono::steady_clock::time_point heardAt; ///< its last whole line, or its arrival
    };

    [[nodiscard]] Result<void> open();
    void acceptAll();
    void take(Handle accepted);
    void serve(QLocalSocket& socket);
    [[nodiscard]] ControlReply answer(const QByteArray& line, QLocalSocket& socket);
    [[nodiscard]] ControlReply perform(const ControlRequest& request, QLocalSocket& socket);
    void drop(QLocalSocket* socket);
    void dropLongestSilent();
    void sweep();

    ControlPort& m_port;
    const ControlLimits m_limits;
    std::filesystem::path m_file;
    std::optional<ListeningSocket> m_listening;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::vector<Client> m_clients;
    QTimer* m_sweeper;
};

} // namespace tapedeck::api
