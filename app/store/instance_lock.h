#pragma once

#include "app/store/files.h"
#include "base/result.h"
#include "base/time.h"

#include <filesystem>

namespace tapedeck::store {

/// One engine per account and mode: a lock of the operating system on `<database>.lock`. It is held
/// until this goes or the process ends, however it ends. The file stays: removing it would let two
/// processes lock two files of one name.
class InstanceLock
{
public:
    /// Errors: Conflict (somebody holds it; the sentence says who and since when), Io.
    [[nodiscard]] static Result<InstanceLock> acquire(const std::filesystem::path& database);

    /// The database that this lock guards.
    [[nodiscard]] const std::filesystem::path& database() const noexcept { return m_database; }

private:
    InstanceLock(std::filesystem::path database, Descriptor held) noexcept;

    std::filesystem::path m_database;
    Descriptor m_held;
};

} // namespace tapedeck::store
