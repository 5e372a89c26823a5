#pragma once

#include "base/fixed.h"
#include "base/result.h"
#include "base/time.h"
#include "exchange/config.h"
#include "trading/mode.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tapedeck {

enum class WindowTheme : std::uint8_t
{
    System,
    Dark,
    Light
};

/// What the command line asks of the workstation itself (subcommands read their own).
struct LaunchOptions
{
    /// Nothing: the one of the last start.
    std::optional<Mode> namedMode;
    Mode mode = Mode::Practice;
    Rules rules = Rules::Automatic;
    bool headless = false;
    bool help = false;
    bool version = false;
    QString
        config;   ///< the user's layer; empty = `config.yaml` in the mode's folder, if it is there
    QString data; ///< root of the data folders; empty = the user's
    QString exchange; ///< HOST:PORT of a practice exchange that runs already
    std::optional<std::chrono::milliseconds> runFor; ///< then stop as if asked to

    // Practice
    QString tape; ///< empty = the market in the box
    QString history;
    std::optional<Ratio> speed;
    std::optional<std::uint64_t> seed;
    std::optional<Nanoseconds> start; ///< New York time of day
    bool resume = false;
    FillRule fills = FillRule::Strict;

    // The window
    QString screenshot;
    std::chrono::milliseconds after{5'000};
    std::optional<QSize> size;
    WindowTheme theme = WindowTheme::System;
};

/// `arguments` without the program's name. Errors: Malformed, with what is wrong.
[[nodiscard]] Result<LaunchOptions> parseLaunchOptions(const QStringList& arguments);

/// What `--help` prints: every option and every command.
[[nodiscard]] QString helpText();

} // namespace tapedeck
