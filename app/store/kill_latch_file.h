#pragma once

#include "base/result.h"
#include "base/time.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace tapedeck::store {

/// The kill switch on disk: a file that is there while no order may leave. Whatever is wrong with
/// it means killed: the file being there is the state, its words only tell who set it and when.
class KillLatchFile
{
public:
    explicit KillLatchFile(std::filesystem::path file) noexcept;

    struct State
    {
        bool killed = false;
        std::string why; ///< "2026-01-05T15:30:00Z window", or what is wrong; empty = not killed
    };
    [[nodiscard]] State read() const;

    /// On disk when this returns without an error. With an error the file may still be there, and
    /// then it counts. Errors: Io.
    [[nodiscard]] Result<void> set(std::string_view by, Timestamp at) const;
    /// Not killed, on disk, when this returns without an error. Errors: Io.
    [[nodiscard]] Result<void> clear() const;

private:
    std::filesystem::path m_file;
};

} // namespace tapedeck::store
