#pragma once

#include "app/credentials.h"
#include "risk/live_gate.h"
#include "trading/order.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tapedeck {

/// Who is asked what stands in no file. Each waits for its answer.
struct LiveSources
{
    std::function<Result<std::vector<Execution>>(Timestamp since)> paperFills;
    std::function<Result<void>()> tryLiveKeys;
    bool forbidden = false; ///< by the environment
};
/// The paper host and the live host, with the keychain's keys. `credentials` outlives it.
[[nodiscard]] LiveSources liveSources(Credentials& credentials);

/// Finds out whether live trading is earned, and unlocks it for a person who types the phrase. On
/// the main thread: the keychain needs its event loop.
class LiveGatekeeper
{
public:
    /// `root`: where the folders of the modes are.
    LiveGatekeeper(std::filesystem::path root, LiveSources sources);

    /// Reads the record of paper trading, and asks both hosts: takes seconds.
    [[nodiscard]] LiveEvidence gather() const;
    /// What live's own record and settings say; asks nobody. Errors: of the record's file.
    [[nodiscard]] Result<LiveStart> standing(bool allowed) const;
    /// Puts it on live's record that a person unlocked it. Errors: Refused (not earned, another
    /// phrase), Conflict (live is running), Io.
    [[nodiscard]] Result<void> unlock(const LiveVerdict& verdict, const std::string& phrase) const;

private:
    void readPaperRecord(LiveEvidence& evidence) const;
    void readSettings(LiveEvidence& evidence) const;

    std::filesystem::path m_root;
    LiveSources m_sources;
};

} // namespace tapedeck
