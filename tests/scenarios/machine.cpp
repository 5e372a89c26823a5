#include "machine.h"

#include <QFile>
#include <QProcess>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace tapedeck::scenario {

namespace {

std::string refusal(const char* what)
{
    return std::string{what} + " is not permitted here: " + std::generic_category().message(errno);
}

/// What is mounted from here on is seen by this process and its children alone.
std::string keepMountsToOurselves()
{
    static const std::string problem = [] {
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
            return refusal("mounting");
        return std::string{};
    }();
    return problem;
}

/// Switches the loopback device of the present network.
bool switchLoopback(bool on)
{
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return false;
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    bool done = ::ioctl(socket, SIOCGIFFLAGS, &request) == 0;
    const auto flags = static_cast<unsigned>(request.ifr_flags);
    const unsigned wanted = on ? flags | IFF_UP : flags & ~static_cast<unsigned>(IFF_UP);
    request.ifr_flags = static_cast<short>(wanted);
    done = done && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    ::close(socket);
    return done;
}

} // namespace

SmallDisk::SmallDisk(const QString& folder, std::int64_t megabytes) : m_folder{folder.toStdString()}
{
    m_problem = keepMountsToOurselves();
    if (!m_problem.empty())
        return;
    ::mkdir(m_folder.c_str(), 0700);
    const std::string size = "mode=0700,size=" + std::to_string(megabytes) + "m";
    if (::mount("tmpfs", m_folder.c_str(), "tmpfs", 0, size.c_str()) != 0)
        m_problem = refusal("a disk of its own");
}

SmallDisk::~SmallDisk()
{
    if (m_problem.empty())
        ::umount2(m_folder.c_str(), MNT_DETACH);
}

void SmallDisk::fill()
{
    QFile file{QString::fromStdString(ballast())};
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered));
    // In ever smaller pieces: the last page too.
    for (qint64 piece = 1 << 20; piece > 0;) {
        if (file.write(QByteArray(static_cast<int>(piece), 'x')) != piece)
            piece /= 2;
    }
}

void SmallDisk::makeRoom()
{
    EXPECT_TRUE(QFile::remove(QString::fromStdString(ballast())));
}

void SmallDisk::setReadOnly(bool readOnly)
{
    const unsigned long flags = MS_REMOUNT | (readOnly ? MS_RDONLY : 0);
    ASSERT_EQ(::mount("tmpfs", m_folder.c_str(), "tmpfs", flags, nullptr), 0)
        << std::generic_category().message(errno);
}

Overlay::Overlay(const QString& what, const QString& where) : m_where{where.toStdString()}
{
    m_problem = keepMountsToOurselves();
    if (!m_problem.empty())
        return;
    const std::string source = what.toStdString();
    if (::mount(source.c_str(), m_where.c_str(), nullptr, MS_BIND, nullptr) != 0)
        m_problem = refusal("laying a file over another");
    else if (::mount("none", m_where.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) !=
             0)
        m_problem = refusal("a file that nobody can write to");
}

Overlay::~Overlay()
{
    if (m_problem.empty())
        ::umount2(m_where.c_str(), MNT_DETACH);
}

OwnNetwork::OwnNetwork()
{
    // Of this thread: the process's is its first thread's.
    const int before = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    if (before < 0 || ::unshare(CLONE_NEWNET) != 0) {
        m_problem = refusal("a network of its own");
        ::close(before);
        return;
    }
    m_before = before;
    if (!switchLoopback(true))
        m_problem = refusal("switching the network");
}

OwnNetwork::~OwnNetwork()
{
    if (m_before < 0)
        return;
    EXPECT_EQ(::setns(m_before, CLONE_NEWNET), 0);
    ::close(m_before);
}

void OwnNetwork::cut()
{
    EXPECT_TRUE(switchLoopback(false)) << std::generic_category().message(errno);
}

void OwnNetwork::mend()
{
    EXPECT_TRUE(switchLoopback(true)) << std::generic_category().message(errno);
}

bool OwnNetwork::lose(int percent)
{
    const auto tables = [](const QStringList& arguments) {
        QProcess process;
        process.start("iptables", arguments);
        return process.waitForFinished() && process.exitCode() == 0;
    };
    const QString share = QString::number(percent / 100.0);
    const QString rule =
        "-A INPUT -i lo -p tcp -m statistic --mode random --probability %1 -j DROP";
    return tables({"-F", "INPUT"}) && tables(rule.arg(share).split(' '));
}

WallClock::WallClock(const QString& file) : m_file{file}
{
    setOff(std::chrono::nanoseconds{0});
}

void WallClock::setOff(std::chrono::nanoseconds off)
{
    const std::int64_t nanoseconds = off.count();
    // In place: the processes look at this very file.
    QFile opened{m_file};
    ASSERT_TRUE(opened.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    const auto* bytes = reinterpret_cast<const char*>(&nanoseconds);
    ASSERT_EQ(opened.write(bytes, sizeof nanoseconds), qint64{sizeof nanoseconds});
}

void WallClock::rule(QProcessEnvironment& environment) const
{
    environment.insert("LD_PRELOAD", TAPEDECK_WALL_CLOCK_SHIM);
    environment.insert("TAPEDECK_WALL_CLOCK", m_file);
    // The sanitizers want to be loaded first, and would rather not run.
    environment.insert("ASAN_OPTIONS", "verify_asan_link_order=0");
}

} // namespace tapedeck::scenario
