#pragma once

#include "app/practice/file_source.h"
#include "tape/line_tape.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace tapedeck::practice {

/// An option tape that plays beside the market, at the times that it was recorded.
class OptionFeed
{
public:
    /// `symbols` must outlive it. Errors: NotFound, Io.
    [[nodiscard]] static Result<std::unique_ptr<OptionFeed>> open(const std::filesystem::path& file,
                                                                  Symbols& symbols);

    /// Everything of options that is due by `now`, in order, behind what `out` holds. Errors:
    /// Malformed, Io.
    [[nodiscard]] Result<void> advance(Timestamp now, std::vector<TapeRecord>& out);

private:
    OptionFeed(FileSource bytes, Symbols& symbols, std::filesystem::path file)
        : m_symbols{symbols}, m_bytes{std::move(bytes)}, m_tape{m_bytes, symbols}, m_file{std::move(
                                                                                       file)}
    {}

    Symbols& m_symbols;
    FileSource m_bytes;
    LineTape m_tape;
    std::filesystem::path m_file;
    TapeRecord m_next;
    bool m_hasNext = false;
    bool m_ended = false;
};

} // namespace tapedeck::practice
