#pragma once

#include "app/vault/keychain.h"
#include "base/secret.h"
#include "desk/desk.h"
#include "trading/keys.h"
#include "trading/mode.h"

#include <QObject>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace tapedeck::vault {

/// Longer than anybody needs for a prompt of the system.
inline constexpr std::chrono::milliseconds kKeychainTimeout{60'000};
inline constexpr std::size_t kKeyLengthMax = 256;

/// What asks the broker with a pair of keys; each mode has its own, for its own hosts.
struct Probes
{
    std::function<void(PaperKeys, CredentialPort::TestReply)> paper;
    std::function<void(LiveKeys, CredentialPort::TestReply)> live;
};

/// The broker's keys: one entry of the system's keychain a mode (service "tapedeck", entries
/// "paper" and "live"), and never a file. Without a usable keychain they stay in memory until the
/// program ends, and every status says so and why. Practice has no keys: Unsupported.
///
/// Lives on a thread with an event loop; answers come there, later.
class KeyStore final : public QObject, public CredentialPort
{
public:
    explicit KeyStore(Probes probes,
                      std::chrono::milliseconds timeout = kKeychainTimeout,
                      QObject* parent = nullptr);

    void status(Mode mode, StatusReply reply) override;
    /// Errors: Malformed (empty, too long, or with what no key has). White space around is cut.
    void save(Mode mode, Secret keyId, Secret secret, StatusReply reply) override;
    /// Errors: Unavailable (the keys of this run are gone, those in the keychain may be there).
    void forget(Mode mode, StatusReply reply) override;
    /// Errors: NotFound (no keys), Unavailable, and what the broker says.
    void test(Mode mode, TestReply reply) override;

    /// The keys to build a broker with; nothing where there are none. Errors: Unavailable.
    void loadPaper(std::function<void(Result<std::optional<PaperKeys>>)> reply);
    void loadLive(std::function<void(Result<std::optional<LiveKeys>>)> reply);

private:
    struct Pair
    {
        Secret id;
        Secret secret;
    };
    struct Found
    {
        std::optional<Pair> pair;
        Storage storage{};
        std::string problem; ///< of the keychain; empty = fine
    };
    using FoundReply = std::function<void(Found)>;
    template <Mode M>
    void load(std::function<void(Result<std::optional<Keys<M>>>)> reply);

    /// From memory, else from the keychain.
    void find(Mode mode, FoundReply reply);
    void answerLater(std::function<void()> answer);
    [[nodiscard]] std::optional<Pair>& remembered(Mode mode);
    [[nodiscard]] std::string& problemOf(Mode mode);

    struct ThisRun
    {
        std::optional<Pair> pair;
        std::string problem; ///< why it is not in the keychain
    };

    Probes m_probes;
    Keychain m_keychain;
    std::array<ThisRun, 2> m_thisRun; ///< paper, live
};

} // namespace tapedeck::vault
