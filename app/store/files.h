#pragma once

#include "base/result.h"
#include "base/time.h"

#include <filesystem>
#include <string_view>

/// What the operating system is asked for, with errors as sentences.
namespace tapedeck::store {

/// The system's wall clock.
[[nodiscard]] Timestamp now() noexcept;

/// "cannot be opened: No space left on device", from errno.
[[nodiscard]] tl::unexpected<Error> systemError(const std::filesystem::path& file,
                                                std::string_view what);

/// Makes an empty file that only this user can read, durably, if there is none. Errors: Io.
[[nodiscard]] Result<void> makePrivateFile(const std::filesystem::path& file);
/// Errors: NotFound, Io (not a file).
[[nodiscard]] Result<void> requireFile(const std::filesystem::path& file);
/// Makes what was created, renamed or removed in `folder` survive the loss of power.
[[nodiscard]] Result<void> syncFolder(const std::filesystem::path& folder);
/// Writes all of `text` to the descriptor. Errors: Io, with `file` as its name.
[[nodiscard]] Result<void>
writeAll(int descriptor, std::string_view text, const std::filesystem::path& file);

/// A file descriptor that is closed when it goes.
class Descriptor
{
public:
    explicit Descriptor(int descriptor = -1) noexcept : m_descriptor{descriptor} {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    [[nodiscard]] bool isOpen() const noexcept { return m_descriptor >= 0; }
    [[nodiscard]] int get() const noexcept { return m_descriptor; }

private:
    int m_descriptor;
};

} // namespace tapedeck::store
