#include "scenario_support.h"

#include "app/api/control_client.h"
#include "app/api/control_protocol.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

namespace tapedeck::scenario {

bool until(const std::function<bool()>& holds, milliseconds patience)
{
    return QTest::qWaitFor(holds, static_cast<int>(patience.count()));
}

int numberAsked(const char* variable, int otherwise)
{
    if (!qEnvironmentVariableIsSet(variable))
        return otherwise;
    const int number = qEnvironmentVariableIntValue(variable);
    EXPECT_GT(number, 0) << variable << "=" << qEnvironmentVariable(variable).toStdString();
    return number;
}

QByteArray contentOf(const QString& file)
{
    QFile opened{file};
    EXPECT_TRUE(opened.open(QIODevice::ReadOnly)) << file.toStdString();
    return opened.readAll();
}

void write(const QString& file, const QByteArray& bytes)
{
    QFile opened{file};
    ASSERT_TRUE(opened.open(QIODevice::WriteOnly)) << file.toStdString();
    ASSERT_EQ(opened.write(bytes), bytes.size());
}

Home::Home() : m_environment{QProcessEnvironment::systemEnvironment()}
{
    EXPECT_TRUE(m_folder.isValid());
    const auto give = [this](const char* variable, const char* name) {
        QDir{}.mkpath(path(name));
        m_environment.insert(QString::fromLatin1(variable), path(name));
    };
    give("HOME", "home");
    give("XDG_DATA_HOME", "share");
    give("XDG_CONFIG_HOME", "config");
    give("XDG_CACHE_HOME", "cache");
    give("XDG_STATE_HOME", "state");
    give("XDG_RUNTIME_DIR", "run");
    QFile::setPermissions(path("run"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    for (const char* variable : {"DISPLAY", "WAYLAND_DISPLAY"})
        m_environment.remove(QString::fromLatin1(variable));
    // Nobody's keyring is asked, and none is started.
    m_environment.insert("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + path("no-bus"));
    m_environment.insert("QT_QPA_PLATFORM", "offscreen");
}

std::filesystem::path Home::practice() const
{
    return std::filesystem::path{data().toStdString()} / "practice";
}

QString Home::path(const char* name) const
{
    return m_folder.filePath(QString::fromLatin1(name));
}

Program::Program(const Home& home)
{
    m_process.setProgram(executable());
    setEnvironment(home.environment());
}

QString Program::executable()
{
    return QStringLiteral(TAPEDECK_EXECUTABLE);
}

Program::~Program()
{
    if (isRunning())
        killNow();
}

void Program::setEnvironment(const QProcessEnvironment& environment)
{
    m_process.setProcessEnvironment(environment);
}

void Program::setChildModifier(const std::function<void()>& modifier)
{
    m_process.setChildProcessModifier(modifier);
}

void Program::start(const QStringList& arguments)
{
    ASSERT_FALSE(isRunning());
    m_out.clear();
    m_err.clear();
    m_process.setArguments(arguments);
    m_process.start();
    ASSERT_TRUE(m_process.waitForStarted()) << m_process.errorString().toStdString();
}

const QByteArray& Program::out()
{
    return m_out += m_process.readAllStandardOutput();
}

const QByteArray& Program::err()
{
    return m_err += m_process.readAllStandardError();
}

bool Program::waitForLine(const QByteArray& start)
{
    const auto said = [&] { return ("\n" + out()).contains("\n" + start); };
    return until([&] { return said() || !isRunning(); }) && said();
}

void Program::signal(int number)
{
    if (!isRunning())
        return;
    EXPECT_EQ(::kill(static_cast<pid_t>(pid()), number), 0);
}

void Program::killNow()
{
    signal(SIGKILL);
    EXPECT_TRUE(until([this] { return !isRunning(); }));
}

void Program::pause()
{
    signal(SIGSTOP);
}

void Program::resume()
{
    signal(SIGCONT);
}

Finished Program::stop()
{
    signal(SIGTERM);
    return finish();
}

Finished Program::finish(milliseconds patience)
{
    Finished end;
    if (!until([this] { return !isRunning(); }, patience)) {
        ADD_FAILURE() << "it did not end: " << m_process.arguments().join(' ').toStdString() << "\n"
                      << out().toStdString() << err().toStdString();
        return end;
    }
    end.out = out();
    end.err = err();
    if (m_process.exitStatus() == QProcess::NormalExit)
        end.code = m_process.exitCode();
    return end;
}

Finished run(const Home& home, const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.setProcessEnvironment(home.environment());
    process.start(Program::executable(), arguments);
    EXPECT_TRUE(process.waitForStarted());
    process.write(input);
    process.closeWriteChannel();
    Finished end;
    if (!until([&] { return process.state() == QProcess::NotRunning; })) {
        ADD_FAILURE() << "it did not end: " << arguments.join(' ').toStdString();
        process.kill();
        process.waitForFinished();
        return end;
    }
    end.out = process.readAllStandardOutput();
    end.err = process.readAllStandardError();
    if (process.exitStatus() == QProcess::NormalExit)
        end.code = process.exitCode();
    return end;
}

void ExchangeProcess::start(const QStringList& more, std::uint16_t port)
{
    m_program.start(QStringList{"exchange",
                                "--listen",
                                QStringLiteral("127.0.0.1:%1").arg(static_cast<int>(port)),
                                "--rate-limit",
                                "0"} +
                    more);
    ASSERT_TRUE(m_program.waitForLine("listening on ")) << m_program.err().toStdString();
    ASSERT_TRUE(until([this] { return m_program.out().endsWith('\n'); }));
    const QByteArray line = m_program.out().trimmed();
    m_port = static_cast<std::uint16_t>(line.mid(line.lastIndexOf(':') + 1).toUInt());
    ASSERT_NE(m_port, 0);
}

QString ExchangeProcess::address() const
{
    return QStringLiteral("127.0.0.1:%1").arg(static_cast<int>(m_port));
}

std::optional<api::ControlStatus> statusOf(const Home& home)
{
    auto client = api::ControlClient::connect(api::controlSocketFile(home.practice()));
    if (!client)
        return std::nullopt;
    auto reply = client->ask({api::ControlVerb::Status, false, {}, {}});
    if (!reply)
        return std::nullopt;
    return reply->status;
}

bool isLive(const api::ControlStatus& status, Link link)
{
    for (const api::ControlLink& known : status.links) {
        if (known.link == link)
            return known.state == LinkState::Live;
    }
    return false;
}

} // namespace tapedeck::scenario
