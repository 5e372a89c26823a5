#pragma once

#include "app/api/control_port.h"
#include "app/api/control_server.h"
#include "app/runtime/worker_thread.h"

#include <QTemporaryDir>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tapedeck::api {

[[nodiscard]] ControlLink linkOf(Link link, LinkState state, std::string reason);
/// A status with something in every field.
[[nodiscard]] ControlStatus fullStatus(Mode mode = Mode::Paper);

/// An instance that does as it is told and remembers what that was.
class FakePort final : public ControlPort
{
public:
    explicit FakePort(Mode mode = Mode::Paper);

    ControlAnswer kill(std::string source, bool flatten) override;
    ControlAnswer release(std::string phrase, std::string source) override;
    ControlStatus status() override;

    /// Cancelling until status() was asked this many times.
    void confirmAfter(int questions);
    /// Never confirms.
    void neverConfirm() { confirmAfter(-1); }
    void refuseKills() { m_refuses = true; }
    [[nodiscard]] std::vector<std::string> calls() const;

private:
    mutable std::mutex m_mutex;
    ControlStatus m_status;
    std::vector<std::string> m_calls;
    int m_questionsUntilConfirmed = 1;
    int m_questionsLeft = -1;
    std::atomic<bool> m_refuses{false};
};

/// A server with its thread, listening at `folder`'s socket. Throws if it cannot.
class Instance
{
public:
    Instance(ControlPort& port, const std::filesystem::path& folder, ControlLimits limits = {});

private:
    runtime::WorkerThread<ControlServer> m_thread;
};

/// A root with the three modes' folders in it.
class Root
{
public:
    Root();
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path folder(Mode mode) const { return path() / toString(mode); }

private:
    QTemporaryDir m_folder;
};

/// The helper process, listening at `folder`'s socket; killed when this goes.
class HostProcess
{
public:
    explicit HostProcess(const std::filesystem::path& program, const std::filesystem::path& folder);
    ~HostProcess();
    HostProcess(const HostProcess&) = delete;
    HostProcess& operator=(const HostProcess&) = delete;

    /// Every thread of it stands still when this returns.
    void stop() const;
    void goOn() const;
    void killAndWait();
    /// Its next line of output: each call of its port is one.
    [[nodiscard]] std::string readLine();
    [[nodiscard]] pid_t pid() const noexcept { return m_pid; }

private:
    pid_t m_pid = -1;
    Handle m_output;
};

} // namespace tapedeck::api
