#pragma once

#include "base/secret.h"
#include "session/stream_session.h"
#include "wire/wire_encoding.h"

#include <QByteArray>
#include <QObject>
#include <QUrl>

#include <cstdint>
#include <functional>
#include <string>

class QWebSocket;

namespace tapedeck::alpaca {

/// One WebSocket after another, never two. Text and binary frames are alike. Handlers are called
/// from the event loop; `closed` exactly once for each open().
class StreamSocket : public QObject
{
public:
    struct Handlers
    {
        std::function<void()> opened;
        std::function<void(const QByteArray& frame)> frame;
        std::function<void()> pong;
        std::function<void(const SocketClosed& closed)> closed;
    };

    /// `encoding`: what the server is asked for; what arrives is handed over as it is.
    StreamSocket(QUrl url,
                 Handlers handlers,
                 QObject* parent,
                 WireEncoding encoding = WireEncoding::Json);
    ~StreamSocket() override;

    /// Precondition: none is open.
    void open();
    /// At once; nothing that still arrives is handed over.
    void close();
    void sendText(const std::string& text);
    /// The text is wiped when it has been handed to the socket.
    void sendSecret(const Secret& text);
    void ping();

private:
    void connectSignals();
    void onDisconnected();
    void onError();
    /// `later`: from the event loop, where the caller is in the middle of something.
    void finish(SocketClosed closed);
    void discard();

    QUrl m_url;
    Handlers m_handlers;
    WireEncoding m_encoding;
    QWebSocket* m_socket = nullptr;
    bool m_opened = false;
    QString m_problem; ///< what the socket last complained of
    bool m_badCertificate = false;
};

} // namespace tapedeck::alpaca
