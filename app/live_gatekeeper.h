#pragma once

#include "app/commands/kept_anchor.h"
#include "app/credentials.h"
#include "app/store/mode_folder.h"
#include "risk/live_gate.h"
#include "trading/order.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace tapedeck {

/// Who is asked what stands in no file. Each waits for its answer, and serves the event loop.
struct LiveSources
{
    std::function<Result<std::vector<Execution>>(Timestamp since, const std::stop_token& unwanted)>
        paperFills;
    std::function<Result<void>()> tryLiveKeys;
    /// What the keychain remembers of a journal, and how it is told of live's.
    std::function<commands::KeptAnchor(const store::JournalFile&)> anchorOf;
    std::function<Result<void>(const store::LiveJournal&, const ChainHead&)> anchorLive;
    bool forbidden = false; ///< by the environment
};
/// The paper host and the live host, with the keychain's keys, and the keychain. `credentials`
/// outlives it.
[[nodiscard]] LiveSources liveSources(Credentials& credentials);

/// Finds out whether live trading is earned, and unlocks it for a person who types the phrase. On
/// the main thread: the keychain needs its event loop.
class LiveGatekeeper
{
public:
    /// `root`: where the folders of the modes are.
    LiveGatekeeper(std::filesystem::path root, LiveSources sources);

    /// Reads the record of paper trading, and asks both hosts: takes seconds, a minute at most.
    /// Once it is unwanted it ends soon, and what it found is not complete.
    [[nodiscard]] LiveEvidence gather(const std::stop_token& unwanted = {}) const;
    /// What live's own record and settings say; asks nobody. Errors: of the record's file.
    [[nodiscard]] Result<LiveStart> standing(bool allowed) const;
    /// Puts it on live's record that a person unlocked it. Errors: Refused (not earned, another
    /// phrase, a live record that is not whole, no keychain), Conflict (live is running), Io.
    [[nodiscard]] Result<void> unlock(const LiveVerdict& verdict, const std::string& phrase) const;

private:
    void readPaperRecord(const store::PaperJournal& file,
                         LiveEvidence& evidence,
                         const std::stop_token& unwanted) const;
    void readSettings(LiveEvidence& evidence) const;

    std::filesystem::path m_root;
    LiveSources m_sources;
};

} // namespace tapedeck
