#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tapedeck {

/// A key or a password. It can be moved and used, and neither copied, printed, compared nor
/// streamed; its bytes are wiped when it goes. Short of reveal() nothing shows it.
class Secret
{
public:
    Secret() noexcept = default;
    /// Copies the bytes and wipes the source.
    [[nodiscard]] static Secret takeFrom(std::span<char> bytes);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] bool isEmpty() const noexcept { return m_size == 0; }
    /// A second holder of the same bytes, by intention and by name.
    [[nodiscard]] Secret duplicate() const;
    /// For a request's header and the keychain only; do not keep the view.
    [[nodiscard]] std::string_view reveal() const noexcept { return {m_bytes.get(), m_size}; }

private:
    void wipe() noexcept;

    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size = 0;
};

/// Overwrites memory in a way that the compiler may not leave out.
void wipeBytes(std::span<char> bytes) noexcept;

} // namespace tapedeck
