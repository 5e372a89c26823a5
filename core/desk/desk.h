#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "desk/command.h"
#include "desk/snapshot.h"
#include "trading/mode.h"

#include <functional>
#include <memory>
#include <string>

/// The window's only way in and out. Every call returns at once.
namespace tapedeck {

class Desk
{
public:
    virtual ~Desk() = default;
    /// The newest snapshot, or nullptr when there is none since the last call.
    [[nodiscard]] virtual std::shared_ptr<const Snapshot> takeSnapshot() = 0;
    virtual void say(Command command) = 0;
    virtual void look(const ChartRequest& request) = 0;
    /// `wake` is called, on any thread, when a snapshot waits that should not wait for the next
    /// frame: an order, a fill, a suggestion, a kill. It must return at once; an empty one ends it,
    /// and none runs any more when this returns.
    virtual void onUrgent(std::function<void()> wake) = 0;
};

/// Where keys go. Never a Command, so never recorded. Answers come later, on the caller's thread.
class CredentialPort
{
public:
    enum class Storage : std::uint8_t
    {
        Keychain, ///< kept by the system
        ThisRun,  ///< no keychain, or it is locked: kept in memory until the program ends
    };
    struct Status
    {
        bool present = false;
        Storage storage{};
        std::string keyIdHint; ///< the last four characters of the key id
        std::string problem; ///< why the keychain could not be used, with what to do; empty = fine
    };
    using StatusReply = std::function<void(Result<Status>)>;
    /// What the broker said of the stored keys, as one sentence.
    using TestReply = std::function<void(Result<std::string>)>;

    virtual ~CredentialPort() = default;
    virtual void status(Mode mode, StatusReply reply) = 0;
    virtual void save(Mode mode, Secret keyId, Secret secret, StatusReply reply) = 0;
    virtual void forget(Mode mode, StatusReply reply) = 0;
    virtual void test(Mode mode, TestReply reply) = 0;
};

/// The settings that the window edits; a change is validated as a whole and audited, or refused
/// with the path of the bad key.
class SettingsPort
{
public:
    virtual ~SettingsPort() = default;
    /// The user's own layer of the configuration, as YAML.
    [[nodiscard]] virtual std::string text() const = 0;
    /// What the text's limits change in those in force; what is looser needs the phrase. Errors:
    /// the text would not be taken.
    [[nodiscard]] virtual Result<std::vector<LimitMove>> moves(const std::string& text) const = 0;
    /// `phrase`: kLoosenPhrase where a limit is to allow more, else anything. Errors: Malformed,
    /// OutOfRange, Refused (no phrase), Io.
    [[nodiscard]] virtual Result<void> save(const std::string& text, const std::string& phrase) = 0;
};

} // namespace tapedeck
