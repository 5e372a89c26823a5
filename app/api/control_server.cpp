#include "app/api/control_server.h"

#include <QLocalSocket>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace tapedeck::api {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds kAcceptAgain{50};

} // namespace

ControlServer::ControlServer(ControlPort& port, ControlLimits limits)
    : m_port{port}, m_limits{limits}, m_sweeper{new QTimer{this}}
{
    m_sweeper->setInterval(m_limits.sweepEvery);
    connect(m_sweeper, &QTimer::timeout, this, &ControlServer::sweep);
}

ControlServer::~ControlServer()
{
    for (Client& client : m_clients)
        client.socket->disconnect(this);
}

Result<void> ControlServer::listen(const std::filesystem::path& file)
{
    m_file = file;
    auto opened = open();
    // On the thread that it will be moved to: a timer that runs already is moved in two steps, and
    // what they share is lost where the thread ends in between.
    if (opened)
        QMetaObject::invokeMethod(m_sweeper, qOverload<>(&QTimer::start), Qt::QueuedConnection);
    return opened;
}

Result<void> ControlServer::open()
{
    auto listening = ListeningSocket::open(m_file);
    if (!listening)
        return tl::unexpected{listening.error()};
    m_listening.emplace(std::move(*listening));
    // A child of ours, so that it follows to the thread.
    m_notifier =
        std::make_unique<QSocketNotifier>(m_listening->descriptor(), QSocketNotifier::Read, this);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &ControlServer::acceptAll);
    return {};
}

void ControlServer::acceptAll()
{
    for (;;) {
        auto accepted = m_listening->accept();
        if (!accepted && !m_clients.empty()) {
            dropLongestSilent(); // gives its descriptor to the one who waits
            continue;
        }
        if (!accepted) {
            // The notifier would not stop calling.
            m_notifier->setEnabled(false);
            QTimer::singleShot(kAcceptAgain, this, [this] {
                if (m_notifier)
                    m_notifier->setEnabled(true);
            });
            return;
        }
        if (!accepted->isOpen())
            return;
        take(std::move(*accepted));
    }
}

void ControlServer::take(Handle accepted)
{
    if (!isOwnUser(accepted.get()))
        return;
    if (m_clients.size() >= m_limits.clientsMax)
        dropLongestSilent();
    auto socket = std::make_unique<QLocalSocket>();
    socket->setReadBufferSize(kRequestBytesMax);
    if (!socket->setSocketDescriptor(accepted.get()))
        return;
    (void)accepted.take(); // the socket closes it from here on
    QLocalSocket* const client = socket.get();
    m_clients.push_back(Client{std::move(socket), steady_clock::now()});
    connect(client, &QLocalSocket::readyRead, this, [this, client] { serve(*client); });
    connect(client, &QLocalSocket::disconnected, this, [this, client] {
        // What it had said before it left counts.
        serve(*client);
        drop(client);
    });
}

void ControlServer::serve(QLocalSocket& socket)
{
    while (socket.canReadLine()) {
        const QByteArray line = socket.readLine(kRequestBytesMax + 1);
        const auto client = std::find_if(m_clients.begin(), m_clients.end(), [&](const Client& c) {
            return c.socket.get() == &socket;
        });
        if (client == m_clients.end())
            return;
        client->heardAt = steady_clock::now();
        const QByteArray reply = toLine(answer(line, socket));
        if (socket.state() == QLocalSocket::ConnectedState)
            socket.write(reply);
        if (socket.bytesToWrite() > m_limits.unsentBytesMax) {
            drop(&socket);
            return;
        }
    }
    if (socket.bytesAvailable() >= kRequestBytesMax) {
        socket.write(toLine(ControlReply{{false, "the line is too long"}, {}}));
        socket.flush();
        drop(&socket);
    }
}

ControlReply ControlServer::answer(const QByteArray& line, QLocalSocket& socket)
{
    const auto request = requestFrom(line);
    if (!request)
        return {{false, request.error().what}, {}};
    return perform(*request, socket);
}

ControlReply ControlServer::perform(const ControlRequest& request, QLocalSocket& socket)
{
    switch (request.verb) {
    case ControlVerb::Kill:
        return {m_port.kill(request.source, request.flatten), m_port.status()};
    case ControlVerb::Release:
        // One that waited in the socket while this program was stopped has lost its meaning: the
        // person was told that nothing was released.
        if (!isOtherEndOpen(static_cast<int>(socket.socketDescriptor())))
            return {{false, "too late: the asker has left"}, {}};
        return {m_port.release(request.phrase, request.source), m_port.status()};
    case ControlVerb::Status:
        return {{true, {}}, m_port.status()};
    }
    return {};
}

void ControlServer::drop(QLocalSocket* socket)
{
    const auto found = std::find_if(m_clients.begin(), m_clients.end(), [&](const Client& client) {
        return client.socket.get() == socket;
    });
    if (found == m_clients.end())
        return;
    // Perhaps one of its own signals is on the stack.
    QLocalSocket* const leaving = found->socket.release();
    m_clients.erase(found);
    leaving->disconnect(this);
    leaving->abort();
    leaving->deleteLater();
}

void ControlServer::dropLongestSilent()
{
    const auto silent =
        std::min_element(m_clients.begin(), m_clients.end(), [](const Client& a, const Client& b) {
            return a.heardAt < b.heardAt;
        });
    if (silent != m_clients.end())
        drop(silent->socket.get());
}

void ControlServer::sweep()
{
    const auto now = steady_clock::now();
    std::vector<QLocalSocket*> silent;
    for (const Client& client : m_clients) {
        if (now - client.heardAt > m_limits.silenceMax)
            silent.push_back(client.socket.get());
    }
    for (QLocalSocket* socket : silent)
        drop(socket);
    if (m_listening && m_listening->isInPlace())
        return;
    m_notifier.reset();
    m_listening.reset();
    // Where it cannot be had, the next sweep tries again.
    (void)open();
}

} // namespace tapedeck::api
