#include "app/store/operator.h"

#include <QString>

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace tapedeck::store {

namespace {

std::string userName()
{
    const uid_t id = ::geteuid();
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    const bool known =
        ::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
    return (known ? std::string{entry.pw_name} + " " : "") + "(" + std::to_string(id) + ")";
}

std::string seatName()
{
    const std::string seat = qEnvironmentVariable("XDG_SEAT").toStdString();
    const std::string display =
        qEnvironmentVariable("WAYLAND_DISPLAY", qEnvironmentVariable("DISPLAY")).toStdString();
    if (!seat.empty() || !display.empty())
        return (seat.empty() ? "seat unknown" : seat) + (display.empty() ? "" : " on " + display);
    std::array<char, 128> terminal{};
    if (::ttyname_r(STDIN_FILENO, terminal.data(), terminal.size()) == 0)
        return terminal.data();
    return "no seat";
}

} // namespace

Operator currentOperator()
{
    return {userName(), seatName()};
}

} // namespace tapedeck::store
