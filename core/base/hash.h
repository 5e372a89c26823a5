#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tapedeck {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 over a stream of bytes. Source: FIPS 180-4.
class Sha256
{
public:
    Sha256() noexcept;
    void add(std::span<const std::byte> bytes) noexcept;
    void add(std::string_view bytes) noexcept;
    /// The digest of what was added so far; more may be added afterwards.
    [[nodiscard]] Digest digest() const noexcept;

private:
    void block(const std::uint8_t* bytes) noexcept;

    std::array<std::uint32_t, 8> m_state;
    std::array<std::uint8_t, 64> m_pending{};
    std::uint64_t m_size = 0;
};

[[nodiscard]] Digest sha256(std::string_view bytes) noexcept;
/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string toHex(std::span<const std::uint8_t> bytes);

} // namespace tapedeck
