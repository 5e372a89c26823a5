#include "app/commands/report_line.h"

#include <sysexits.h>

#include <cstdio>

namespace tapedeck::commands {

namespace {

int exitCodeFor(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::Malformed:
    case ErrorCode::OutOfRange:
    case ErrorCode::TooPrecise:
    case ErrorCode::Unsupported:
        return EX_DATAERR;
    case ErrorCode::NotFound:
        return EX_NOINPUT;
    case ErrorCode::Conflict:
        return EX_TEMPFAIL;
    case ErrorCode::Unavailable:
        return EX_UNAVAILABLE;
    case ErrorCode::Refused:
        return EX_NOPERM;
    case ErrorCode::Io:
        return EX_IOERR;
    }
    return EX_SOFTWARE;
}

} // namespace

int complain(const char* command, int exitCode, const std::string& what)
{
    const bool named = *command != '\0';
    std::fprintf(stderr, "tapedeck%s%s: %s\n", named ? " " : "", command, what.c_str());
    return exitCode;
}

int complain(const char* command, const Error& error)
{
    return complain(command, exitCodeFor(error.code), error.what);
}

void printRunLine(std::uint64_t events, std::int64_t nanoseconds, const Digest& digest)
{
    std::printf("events=%llu seconds=%.3f digest=%s\n",
                static_cast<unsigned long long>(events),
                static_cast<double>(nanoseconds) / 1e9,
                toHex(digest).c_str());
}

} // namespace tapedeck::commands
