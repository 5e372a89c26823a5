#pragma once

#include <QProcessEnvironment>
#include <QString>

#include <chrono>
#include <cstdint>
#include <string>

/// Faults of the machine itself: its disks, its network, its clock. They need rights that a
/// container may not give; whoever lacks them is told so and skips.
namespace tapedeck::scenario {

/// A disk of a few megabytes of its own, in a folder. Nobody but this process and its children sees
/// it, and it goes with them.
class SmallDisk
{
public:
    SmallDisk(const QString& folder, std::int64_t megabytes);
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk();

    /// Why it could not be made; empty: it stands.
    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }
    /// Not a byte more fits, and then all of it again.
    void fill();
    void makeRoom();
    /// Fails the test where it cannot. A disk on which somebody writes stays as it is.
    void setReadOnly(bool readOnly);

private:
    [[nodiscard]] std::string ballast() const { return m_folder + "/ballast"; }

    std::string m_folder;
    std::string m_problem;
};

/// A file or folder that lies over another one: nobody sees what is below, and nobody can write to
/// it. Laid over itself, a file that is there becomes read-only.
class Overlay
{
public:
    Overlay(const QString& what, const QString& where);
    Overlay(const Overlay&) = delete;
    Overlay& operator=(const Overlay&) = delete;
    ~Overlay();

    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }

private:
    std::string m_where;
    std::string m_problem;
};

/// A network in which there is nothing but a loopback device: for this thread, and for what it
/// starts from now on.
class OwnNetwork
{
public:
    OwnNetwork();
    OwnNetwork(const OwnNetwork&) = delete;
    OwnNetwork& operator=(const OwnNetwork&) = delete;
    ~OwnNetwork();

    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }
    /// Nothing gets through, and nobody is told.
    void cut();
    void mend();
    /// So many packets of a hundred are lost from here on, at random. False where the kernel or the
    /// machine has no means for it.
    [[nodiscard]] bool lose(int percent);

private:
    int m_before = -1; ///< of the network that was
    std::string m_problem;
};

/// The UTC clock of the processes that are started with it, set forward and back while they run.
/// Clocks that nobody can set are left as they are.
class WallClock
{
public:
    /// `file` holds how far off it is.
    explicit WallClock(const QString& file);

    void setOff(std::chrono::nanoseconds off);
    /// So that processes which are started with this follow the clock.
    void rule(QProcessEnvironment& environment) const;

private:
    QString m_file;
};

} // namespace tapedeck::scenario
