#pragma once

#include "app/api/control_port.h"
#include "base/fixed.h"
#include "practice_support.h"
#include "trading/order.h"

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The program as its user starts it: processes, sockets, files. Nothing here looks inside.
namespace tapedeck::scenario {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// How long a condition may take on a machine that is busy with other things.
inline constexpr milliseconds kPatience = 60s;

/// Serves the event loop until `holds`, or patience ends.
[[nodiscard]] bool until(const std::function<bool()>& holds, milliseconds patience = kPatience);

/// A user of the machine: folders of their own for data, settings and sockets.
class Home
{
public:
    Home();

    /// What `--data` names.
    [[nodiscard]] QString data() const { return path("data"); }
    /// Where the practice mode keeps its files.
    [[nodiscard]] std::filesystem::path practice() const;
    [[nodiscard]] QString path(const char* name) const;
    /// No display, no keyring, and folders in here.
    [[nodiscard]] const QProcessEnvironment& environment() const { return m_environment; }

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

/// What the environment asks for, a number of 1 or more; else `otherwise`.
[[nodiscard]] int numberAsked(const char* variable, int otherwise);
/// All that a file holds, and a file that holds this alone. Both fail the test where that does not
/// work.
[[nodiscard]] QByteArray contentOf(const QString& file);
void write(const QString& file, const QByteArray& bytes);

/// What a command said and how it ended.
struct Finished
{
    int code = -1; ///< -1: it was killed, or did not end in time
    QByteArray out;
    QByteArray err;
};

/// One process of `tapedeck`. It is gone when this is.
class Program
{
public:
    explicit Program(const Home& home);
    /// The file that is tested.
    [[nodiscard]] static QString executable();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program();

    /// For the next start, in place of the home's.
    void setEnvironment(const QProcessEnvironment& environment);
    /// What the child does with itself before it becomes the program: limits.
    void setChildModifier(const std::function<void()>& modifier);

    void start(const QStringList& arguments);
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    /// What it has said so far.
    [[nodiscard]] const QByteArray& out();
    [[nodiscard]] const QByteArray& err();
    /// True once a line of standard output begins with this; false when it ended without.
    [[nodiscard]] bool waitForLine(const QByteArray& start);

    /// SIGKILL, and the end of it.
    void killNow();
    void pause();
    /// Any other signal.
    void signal(int number);
    void resume();
    /// SIGTERM, and the end of it.
    [[nodiscard]] Finished stop();
    /// Waits for its own end.
    [[nodiscard]] Finished finish(milliseconds patience = kPatience);

private:
    QProcess m_process;
    QByteArray m_out;
    QByteArray m_err;
};

/// Runs a command to its end.
[[nodiscard]] Finished
run(const Home& home, const QStringList& arguments, const QByteArray& input = {});

/// `tapedeck exchange`, of which everybody knows the keys.
class ExchangeProcess
{
public:
    explicit ExchangeProcess(const Home& home) : m_program{home} {}

    /// Fails the test when it does not listen.
    void start(const QStringList& more, std::uint16_t port = 0);
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] QString address() const;
    [[nodiscard]] Program& program() { return m_program; }
    [[nodiscard]] practice::test::Client client() const { return practice::test::Client{m_port}; }

private:
    Program m_program;
    std::uint16_t m_port = 0;
};

/// What the running instance of the practice mode answers; nothing when it does not.
[[nodiscard]] std::optional<api::ControlStatus> statusOf(const Home& home);
[[nodiscard]] bool isLive(const api::ControlStatus& status, Link link);

} // namespace tapedeck::scenario
