#pragma once

#include "app/store/anchor_check.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tapedeck::test {

inline constexpr Timestamp kRemembered =
    timestampOf(1'795'888'800'000'000'000); // 2026-11-28 18:00 UTC

/// The journal of paper in a file, and somebody who changes it behind the journal's back.
class RecordFile
{
public:
    explicit RecordFile(std::filesystem::path file) : m_file{std::move(file)} {}
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

    void append(int rows, const std::string& what = "row") const;
    [[nodiscard]] AuditAnchor anchorAt(std::int64_t row) const;
    [[nodiscard]] store::AnchoredReport verify(const AuditAnchor& anchor) const;
    [[nodiscard]] store::RecordEnd end() const;

    /// Runs statements past the guards.
    void tamper(std::vector<std::string> statements) const;
    /// Removes this row and all after it.
    void cutFrom(std::int64_t row, bool headToo) const;
    /// Turns one bit of a byte in a column.
    void flip(std::int64_t row, const std::string& column, std::size_t byte) const;
    void swap(std::int64_t one, std::int64_t other) const;
    void remove(std::int64_t row, bool closeGap) const;
    /// Puts a copy of the row before it at its place, and moves the rest on.
    void insertAt(std::int64_t row) const;

private:
    std::filesystem::path m_file;
};

} // namespace tapedeck::test
