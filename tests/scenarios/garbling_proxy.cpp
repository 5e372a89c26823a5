#include "garbling_proxy.h"

#include <QTcpSocket>

#include <gtest/gtest.h>

namespace tapedeck::scenario {

GarblingProxy::GarblingProxy(std::uint16_t server) : m_server{server}
{
    EXPECT_TRUE(m_listening.listen(QHostAddress::LocalHost));
    connect(&m_listening, &QTcpServer::newConnection, this, &GarblingProxy::accept);
}

void GarblingProxy::accept()
{
    while (QTcpSocket* client = m_listening.nextPendingConnection()) {
        auto* server = new QTcpSocket{client};
        server->connectToHost(QHostAddress{QHostAddress::LocalHost}, m_server);
        connect(client, &QTcpSocket::readyRead, server, [client, server] {
            server->write(client->readAll());
        });
        connect(server, &QTcpSocket::readyRead, client, [client, server] {
            client->write(server->readAll());
        });
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }
}

void GarblingProxy::garble(const QByteArray& words)
{
    for (QTcpSocket* client : m_listening.findChildren<QTcpSocket*>(Qt::FindDirectChildrenOnly)) {
        client->write(words);
        client->disconnectFromHost();
    }
}

} // namespace tapedeck::scenario
