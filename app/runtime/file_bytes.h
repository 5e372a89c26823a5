#pragma once

#include "tape/bytes.h"

#include <QFile>
#include <QString>

#include <memory>

namespace tapedeck::runtime {

/// A file as a source of bytes. One thread.
class FileSource final : public ByteSource
{
public:
    /// Errors: NotFound, Io.
    [[nodiscard]] static Result<std::unique_ptr<FileSource>> open(const QString& path);
    Result<std::size_t> read(std::span<char> into) override;

private:
    explicit FileSource(const QString& path) : m_file{path} {}

    QFile m_file;
};

/// A new file as a sink of bytes; one that exists already is an error, nothing is overwritten.
class FileSink final : public ByteSink
{
public:
    /// Errors: Conflict, Io.
    [[nodiscard]] static Result<std::unique_ptr<FileSink>> create(const QString& path);
    Result<void> write(std::string_view bytes) override;

private:
    explicit FileSink(const QString& path) : m_file{path} {}

    QFile m_file;
};

} // namespace tapedeck::runtime
