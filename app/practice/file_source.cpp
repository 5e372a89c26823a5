#include "app/practice/file_source.h"

#include <cerrno>
#include <system_error>

namespace tapedeck::practice {

Result<FileSource> FileSource::open(const std::filesystem::path& file)
{
    std::error_code trouble;
    if (!std::filesystem::exists(file, trouble))
        return fail(ErrorCode::NotFound, file.string() + " does not exist");
    if (!std::filesystem::is_regular_file(file, trouble))
        return fail(ErrorCode::Io, file.string() + " is not a file");
    std::FILE* opened = std::fopen(file.c_str(), "rb");
    if (opened == nullptr)
        return fail(ErrorCode::Io,
                    file.string() + " cannot be read: " + std::generic_category().message(errno));
    return FileSource{file, opened};
}

Result<std::size_t> FileSource::read(std::span<char> into)
{
    const std::size_t size = std::fread(into.data(), 1, into.size(), m_file.get());
    if (size == 0 && std::ferror(m_file.get()) != 0)
        return fail(ErrorCode::Io, m_name.string() + " cannot be read to its end");
    return size;
}

} // namespace tapedeck::practice
