#include "app/alpaca/order_body.h"

#include <QTimer>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tapedeck::alpaca {

OrderBody::OrderBody(QByteArray bytes, std::function<std::string_view()> veto, QObject* parent)
    : QIODevice{parent}, m_bytes{std::move(bytes)}, m_veto{std::move(veto)}
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 OrderBody::bytesAvailable() const
{
    return (!m_vetoedWhy.empty() ? 0 : m_bytes.size() - m_next) + QIODevice::bytesAvailable();
}

qint64 OrderBody::readData(char* into, qint64 size)
{
    if (!m_vetoedWhy.empty())
        return 0;
    if (m_next == 0 && m_veto)
        m_vetoedWhy = m_veto();
    if (!m_vetoedWhy.empty()) {
        QTimer::singleShot(0, this, [this] {
            if (m_stopped)
                m_stopped();
        });
        return 0;
    }
    const qint64 count = std::min(size, m_bytes.size() - m_next);
    if (count <= 0)
        return -1;
    std::memcpy(into, m_bytes.constData() + m_next, static_cast<std::size_t>(count));
    m_next += count;
    return count;
}

} // namespace tapedeck::alpaca
