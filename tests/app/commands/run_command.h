#pragma once

#include <QByteArray>
#include <QStringList>

#include <functional>
#include <string>

namespace tapedeck::commands {

struct Outcome
{
    int exitCode = 0;
    std::string out;
    std::string err;
};

/// Runs a command with `input` on its standard input.
[[nodiscard]] Outcome run(const std::function<int()>& command, const QByteArray& input = {});

} // namespace tapedeck::commands
