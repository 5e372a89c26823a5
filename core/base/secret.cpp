#include "base/secret.h"

#include <cstring>
#include <utility>

namespace tapedeck {

void wipeBytes(std::span<char> bytes) noexcept
{
    volatile char* byte = bytes.data();
    for (std::size_t i = 0; i < bytes.size(); ++i)
        byte[i] = 0;
}

Secret Secret::takeFrom(std::span<char> bytes)
{
    Secret secret;
    secret.m_bytes = std::make_unique<char[]>(bytes.size());
    secret.m_size = bytes.size();
    std::memcpy(secret.m_bytes.get(), bytes.data(), bytes.size());
    wipeBytes(bytes);
    return secret;
}

Secret::Secret(Secret&& other) noexcept
    : m_bytes{std::move(other.m_bytes)}, m_size{std::exchange(other.m_size, 0)}
{}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::move(other.m_bytes);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

Secret Secret::duplicate() const
{
    Secret copy;
    copy.m_bytes = std::make_unique<char[]>(m_size);
    copy.m_size = m_size;
    if (m_size != 0) // an empty one may have no bytes at all
        std::memcpy(copy.m_bytes.get(), m_bytes.get(), m_size);
    return copy;
}

void Secret::wipe() noexcept
{
    wipeBytes({m_bytes.get(), m_size});
}

} // namespace tapedeck
