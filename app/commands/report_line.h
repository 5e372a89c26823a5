#pragma once

#include "base/hash.h"
#include "base/result.h"

#include <cstdint>
#include <string>

/// What the commands print alike.
namespace tapedeck::commands {

/// One sentence on standard error; returns the exit code.
int complain(const char* command, int exitCode, const std::string& what);
/// The same, with the exit code of sysexits.h that fits the error.
int complain(const char* command, const Error& error);

/// `events=N seconds=S digest=HEX` on standard output.
void printRunLine(std::uint64_t events, std::int64_t nanoseconds, const Digest& digest);

} // namespace tapedeck::commands
