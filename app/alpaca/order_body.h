#pragma once

#include <QByteArray>
#include <QIODevice>

#include <functional>
#include <string>
#include <string_view>

namespace tapedeck::alpaca {

/// A request's body that is read once, as the connection takes it: the last moment at which an
/// order can be stopped. It cannot be rewound, so the network layer cannot send it a second time,
/// and while nobody has read it the server cannot have the order.
class OrderBody : public QIODevice
{
public:
    /// `veto` is asked right before the first byte leaves; a reason stops the request.
    OrderBody(QByteArray bytes, std::function<std::string_view()> veto, QObject* parent);

    [[nodiscard]] bool isSequential() const override { return true; }
    /// Never: after a dropped connection the network layer would rewind it and send it again.
    bool seek(qint64) override { return false; }
    bool reset() override { return false; }
    [[nodiscard]] qint64 bytesAvailable() const override;

    [[nodiscard]] bool hasLeft() const noexcept { return m_next > 0; }
    /// Why it was stopped; empty: it was not.
    [[nodiscard]] const std::string& vetoedWhy() const noexcept { return m_vetoedWhy; }
    /// Called, from the event loop, when the veto has stopped it.
    void onVeto(std::function<void()> stopped) { m_stopped = std::move(stopped); }

protected:
    qint64 readData(char* into, qint64 size) override;
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    std::function<std::string_view()> m_veto;
    std::function<void()> m_stopped;
    qint64 m_next = 0;
    std::string m_vetoedWhy;
};

} // namespace tapedeck::alpaca
