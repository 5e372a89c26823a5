#pragma once

#include "base/result.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// Where bytes come from and go to. The app opens files and sockets; this room reads and writes
/// through these and is the same over memory.
namespace tapedeck {

class ByteSource
{
public:
    virtual ~ByteSource() = default;
    /// Fills the front of `into` and says how much; fewer than asked is no sign of the end, 0 is.
    /// Precondition: `into` is not empty. Errors: Io.
    virtual Result<std::size_t> read(std::span<char> into) = 0;
};

class ByteSink
{
public:
    virtual ~ByteSink() = default;
    /// All of `bytes`, behind what was written before. Errors: Io.
    virtual Result<void> write(std::string_view bytes) = 0;
};

/// Bytes in memory, handed out in pieces of at most `pieceMax`. They must outlive the source.
class MemorySource final : public ByteSource
{
public:
    explicit MemorySource(std::string_view bytes, std::size_t pieceMax = SIZE_MAX) noexcept
        : m_rest{bytes}, m_pieceMax{pieceMax}
    {}
    Result<std::size_t> read(std::span<char> into) override
    {
        const std::size_t size = std::min({into.size(), m_rest.size(), m_pieceMax});
        std::copy_n(m_rest.data(), size, into.data());
        m_rest.remove_prefix(size);
        return size;
    }

private:
    std::string_view m_rest;
    std::size_t m_pieceMax;
};

/// Collects what is written.
class MemorySink final : public ByteSink
{
public:
    Result<void> write(std::string_view bytes) override
    {
        m_bytes.append(bytes);
        return {};
    }
    [[nodiscard]] const std::string& bytes() const noexcept { return m_bytes; }

private:
    std::string m_bytes;
};

} // namespace tapedeck
