#pragma once

#include "app/api/control_client.h"
#include "app/commands/mode_folders.h"
#include "base/result.h"

#include <QStringList>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What kill, release and status share.
namespace tapedeck::commands {

struct ControlOptions
{
    std::filesystem::path root;
    std::optional<Mode> mode;
    bool flag = false; ///< the command's own option

    [[nodiscard]] std::vector<store::ModeFolder> folders() const { return modeFolders(root, mode); }
};

/// `flag` is the name of the command's own option, or null. Errors: Malformed.
[[nodiscard]] Result<ControlOptions>
controlOptions(const char* command, const QStringList& arguments, const char* flag);

/// One data folder, and what was heard from it.
struct Heard
{
    enum class State : unsigned char
    {
        Absent, ///< nobody listens
        Silent, ///< somebody does, or holds the lock, and gives no answer
        Answered
    };
    store::ModeFolder where;
    State state = State::Absent;
    std::string problem; ///< of Silent: one sentence
    std::optional<api::ControlStatus> status;
};

/// Asks the instance of one data folder how it is.
[[nodiscard]] Heard hearStatus(const store::ModeFolder& where);

/// "nothing runs (looked into /data/paper)", and which kill switches are set on disk.
[[nodiscard]] std::string nothingRuns(const ControlOptions& options);

} // namespace tapedeck::commands
