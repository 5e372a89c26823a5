#include "app/runtime/file_bytes.h"

namespace tapedeck::runtime {

namespace {

tl::unexpected<Error> failure(ErrorCode code, const QFile& file, const char* what)
{
    return fail(code,
                QStringLiteral("%1 %2: %3")
                    .arg(QString::fromLatin1(what), file.fileName(), file.errorString())
                    .toStdString());
}

} // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(const QString& path)
{
    std::unique_ptr<FileSource> source{new FileSource{path}};
    if (!source->m_file.exists())
        return fail(ErrorCode::NotFound, "there is no file " + path.toStdString());
    if (!source->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return failure(ErrorCode::Io, source->m_file, "cannot read");
    return source;
}

Result<std::size_t> FileSource::read(std::span<char> into)
{
    const qint64 size = m_file.read(into.data(), static_cast<qint64>(into.size()));
    if (size < 0)
        return failure(ErrorCode::Io, m_file, "cannot read");
    return static_cast<std::size_t>(size);
}

Result<std::unique_ptr<FileSink>> FileSink::create(const QString& path)
{
    std::unique_ptr<FileSink> sink{new FileSink{path}};
    if (sink->m_file.exists())
        return fail(ErrorCode::Conflict, path.toStdString() + " exists already");
    if (!sink->m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered))
        return failure(ErrorCode::Io, sink->m_file, "cannot write");
    return sink;
}

Result<void> FileSink::write(std::string_view bytes)
{
    if (m_file.write(bytes.data(), static_cast<qint64>(bytes.size())) !=
        static_cast<qint64>(bytes.size()))
        return failure(ErrorCode::Io, m_file, "cannot write");
    return {};
}

} // namespace tapedeck::runtime
