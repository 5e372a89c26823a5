#pragma once

#include "session/stream_session.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

/// Reading actions in tests of the stream sessions.
namespace tapedeck::test {

using std::chrono::seconds;

template <class A>
std::vector<A> all(const StreamActions& actions)
{
    std::vector<A> found;
    for (const StreamAction& action : actions) {
        if (const A* one = std::get_if<A>(&action))
            found.push_back(*one);
    }
    return found;
}

template <class A>
bool has(const StreamActions& actions)
{
    return !all<A>(actions).empty();
}

inline std::vector<std::string> texts(const StreamActions& actions)
{
    std::vector<std::string> texts;
    for (const auto& send : all<action::SendText>(actions))
        texts.push_back(send.text);
    return texts;
}

inline std::vector<LinkState> states(const StreamActions& actions)
{
    std::vector<LinkState> states;
    for (const auto& report : all<action::ReportState>(actions))
        states.push_back(report.state);
    return states;
}

inline std::string lastReason(const StreamActions& actions)
{
    const auto reports = all<action::ReportState>(actions);
    return reports.empty() ? "" : reports.back().reason;
}

} // namespace tapedeck::test
