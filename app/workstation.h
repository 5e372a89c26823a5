#pragma once

#include "app/api/control_port.h"
#include "app/launch_options.h"
#include "app/runtime/engine_worker.h"
#include "app/runtime/snapshot_slot.h"
#include "app/runtime/worker_thread.h"
#include "app/store/mode_folder.h"
#include "app/user_settings.h"
#include "desk/desk.h"
#include "risk/live_gate.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace tapedeck {

namespace alpaca {
class Broker;
class MarketFeed;
template <Mode M>
class LoginOf;
} // namespace alpaca

class Credentials;

/// The owner of a run: builds the decks of its mode around the engine, wires them, starts and stops
/// them. Lives on the main thread; the window sees it as a Desk, the control socket as a
/// ControlPort.
class Workstation final : public QObject, public Desk, public SettingsPort, public api::ControlPort
{
    Q_OBJECT

public:
    /// `credentials`: the broker's keys for paper; practice has its own. They outlive this.
    Workstation(LaunchOptions options, Credentials& credentials);
    ~Workstation() override;

    /// Takes the instance's lock, recovers, and starts every thread. Errors: Conflict (another
    /// instance runs), Malformed (configuration, journal), NotFound, Io, Unavailable; each says
    /// what to do.
    [[nodiscard]] Result<void> start();
    /// Stops in order: no more market, then the engine, the broker, the journal. Again does
    /// nothing.
    void stop();

    // Desk
    std::shared_ptr<const Snapshot> takeSnapshot() override { return m_snapshots.take(); }
    void say(Command command) override;
    void look(const ChartRequest& request) override;
    void onUrgent(std::function<void()> wake) override { m_snapshots.setWake(std::move(wake)); }

    // SettingsPort
    std::string text() const override { return m_settings->text(); }
    Result<std::vector<LimitMove>> moves(const std::string& text) const override;
    Result<void> save(const std::string& text, const std::string& phrase) override;

    // ControlPort: from any thread
    api::ControlAnswer kill(std::string source, bool flatten) override;
    api::ControlAnswer release(std::string phrase, std::string source) override;
    api::ControlStatus status() override;

    [[nodiscard]] std::shared_ptr<const Snapshot> latest() const;
    [[nodiscard]] const std::string& sessionFile() const noexcept { return m_sessionFile; }

signals:
    /// Nothing can go on; `why` says what to do.
    void failed(const QString& why);
    /// Something did not work that a person should know of, and the run goes on.
    void noticed(const QString& what);

private:
    struct Decks;

    /// What these change in the limits in force.
    [[nodiscard]] Result<std::vector<LimitMove>> movesTo(const LimitSettings& wish) const;
    [[nodiscard]] Result<void> openFolder();
    [[nodiscard]] std::filesystem::path ownFolder() const;
    /// Where this run's journal stands.
    [[nodiscard]] store::ModeFolder runFolder() const { return m_folder.below(m_ownFolder); }
    [[nodiscard]] Result<void> readConfig();
    [[nodiscard]] Result<void> startVenue();
    [[nodiscard]] Result<void> startLive();
    [[nodiscard]] Result<void> startOwnExchange();
    [[nodiscard]] Result<void> joinExchange();
    /// The journal goes by the login: no other mode's can be written with it.
    template <Mode M>
    void enter(alpaca::LoginOf<M> login);
    [[nodiscard]] Result<void>
    logIn(std::string_view key, std::string_view secret, const QString& host, std::uint16_t port);
    [[nodiscard]] Result<void> startEngine();
    [[nodiscard]] Result<void> startRecording(runtime::EngineWorker& engine);
    void startAdapter(runtime::EngineWorker& engine);
    void makeAnchor();
    [[nodiscard]] Result<void> startControl();
    void startTimers();
    void setClock(const runtime::RunClock& clock);
    /// How far a kill reaches now, from whatever thread it comes.
    enum class Reach : std::uint8_t
    {
        Latch,  ///< nothing is open yet: what starts next starts killed
        Disk,   ///< the mode's folder is, and the engine not yet, or not any more
        Engine, ///< and cancels
    };
    void reach(Reach what);
    [[nodiscard]] Result<void> admit(const std::string& accountId);
    [[nodiscard]] Result<void> lockAccount(const std::string& account);
    void pressKill(command::Kill kill);
    void setDurableLatch(bool set);
    void fillHealth(Snapshot& snapshot) const;

    LaunchOptions m_options;
    Credentials& m_credentials;
    std::string m_runId;
    std::filesystem::path m_root; ///< of all modes
    store::ModeFolder m_folder;
    std::filesystem::path m_ownFolder; ///< within it, of a run with a journal of its own; or empty
    std::string m_sessionFile;
    std::unique_ptr<UserSettings> m_settings;
    TradingConfig m_config;
    Timestamp m_since;                               ///< of the process, by the wall clock
    Timestamp m_journalSince;                        ///< by the run's
    std::atomic<std::uint64_t> m_killedAtVersion{0}; ///< of the snapshot when kill was last said
    std::optional<LiveLicence> m_licence;            ///< of live only
    KillLatch m_latch;
    std::mutex m_reachLock; ///< a kill never meets decks that are being built or taken down
    Reach m_reach = Reach::Latch;
    runtime::SnapshotSlot m_snapshots;
    std::unique_ptr<Decks> m_decks;         ///< last: its threads use all of the above
    std::shared_ptr<const Snapshot> m_last; ///< of a run that is over
    bool m_stopped = false;
};

} // namespace tapedeck
