#pragma once

#include "tape/bytes.h"

#include <cstdio>
#include <filesystem>
#include <memory>

namespace tapedeck::practice {

/// A file as a source of bytes.
class FileSource final : public ByteSource
{
public:
    /// Errors: NotFound, Io (a folder, no right to read).
    [[nodiscard]] static Result<FileSource> open(const std::filesystem::path& file);

    Result<std::size_t> read(std::span<char> into) override;

private:
    struct Close
    {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    FileSource(std::filesystem::path name, std::FILE* file) : m_name{std::move(name)}, m_file{file}
    {}

    std::filesystem::path m_name;
    std::unique_ptr<std::FILE, Close> m_file;
};

} // namespace tapedeck::practice
