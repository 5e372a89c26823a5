#pragma once

#include "tape/line_reader.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

/// Lines in, lines out, for the commands that stand in a pipe.
namespace tapedeck::commands {

inline constexpr std::size_t kOutputBytes = 1U << 18U;

/// Lines for stdout, in large pieces.
class Output
{
public:
    [[nodiscard]] std::string& text() noexcept { return m_text; }
    void flushWhenLarge() noexcept
    {
        if (m_text.size() >= kOutputBytes)
            flush();
    }
    void flush() noexcept
    {
        m_good = m_good && std::fwrite(m_text.data(), 1, m_text.size(), stdout) == m_text.size() &&
                 std::fflush(stdout) == 0;
        m_text.clear();
    }
    /// False once stdout took no more.
    [[nodiscard]] bool good() const noexcept { return m_good; }

private:
    std::string m_text;
    bool m_good = true;
};

/// Standard input as it comes: what was decoded goes out before it waits for more.
class StandardInput final : public ByteSource
{
public:
    explicit StandardInput(Output& output) noexcept : m_output{output} {}

    Result<std::size_t> read(std::span<char> into) override
    {
        m_output.flush();
        for (;;) {
            const ssize_t size = ::read(STDIN_FILENO, into.data(), into.size());
            if (size >= 0)
                return static_cast<std::size_t>(size);
            if (errno != EINTR)
                return fail(ErrorCode::Io, std::string{"standard input: "} + std::strerror(errno));
        }
    }

private:
    Output& m_output;
};

/// Hands over each line of standard input that is not empty, and writes what was put into `output`,
/// until either ends. Returns how many lines there were, the empty ones too. Errors: Io, of either.
template <class Take>
[[nodiscard]] Result<std::uint64_t> eachLine(Output& output, const Take& take)
{
    StandardInput input{output};
    LineReader reader{input};
    bool more = true;
    while (more && output.good()) {
        TapeLine line;
        const auto read = reader.next(line);
        if (!read) {
            output.flush();
            return tl::unexpected<Error>{read.error()};
        }
        more = *read;
        if (more)
            take(line);
        output.flushWhenLarge();
    }
    return reader.lines();
}

} // namespace tapedeck::commands
