#include "session/stream_session.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

constexpr int kHttpUnauthorized = 401;
constexpr int kHttpForbidden = 403;
constexpr int kHttpTooMany = 429;

bool isOnTheWay(LinkState state) noexcept
{
    return state == LinkState::Connecting || state == LinkState::Authenticating ||
           state == LinkState::Subscribing;
}

} // namespace

void StreamLink::start(Nanoseconds now, StreamActions& out)
{
    switch (m_phase) {
    case Phase::Off:
    case Phase::Refused:
        m_phase = Phase::Waiting;
        m_reason.clear();
        m_openAt = std::max(now, m_notBefore);
        if (m_openAt <= now)
            open(now, out);
        return;
    case Phase::Closing:
        m_startWanted = true;
        return;
    case Phase::Waiting:
    case Phase::Opening:
    case Phase::Open:
        return;
    }
}

void StreamLink::stop(StreamActions& out)
{
    m_startWanted = false;
    m_awaitedBy.reset();
    m_reason.clear();
    switch (m_phase) {
    case Phase::Opening:
    case Phase::Open:
        m_phase = Phase::Closing;
        m_afterClosing = Phase::Off;
        out.emplace_back(action::CloseSocket{});
        break;
    case Phase::Closing:
        m_afterClosing = Phase::Off;
        break;
    case Phase::Off:
    case Phase::Waiting:
    case Phase::Refused:
        m_phase = Phase::Off;
        break;
    }
    tell(LinkState::Off, std::nullopt, out);
}

void StreamLink::onOpened(Nanoseconds now, StreamActions& out)
{
    if (m_phase != Phase::Opening)
        return;
    m_phase = Phase::Open;
    m_awaitedBy.reset();
    m_pongBy.reset();
    m_nextPing = now + m_patience.pingEvery;
    report(LinkState::Authenticating, "", out);
}

void StreamLink::onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out)
{
    const bool unasked = m_phase == Phase::Opening || m_phase == Phase::Open;
    if (!unasked && m_phase != Phase::Closing)
        return;
    m_awaitedBy.reset();
    m_pongBy.reset();
    if (unasked) {
        const bool badKeys =
            closed.httpStatus == kHttpUnauthorized || closed.httpStatus == kHttpForbidden;
        m_reason = badKeys ? "the server refuses the keys: " + closed.reason +
                                 ". Enter them anew in the settings and start again"
                           : closed.reason;
        m_offline = closed.offline;
        m_afterClosing = closed.forGood || badKeys ? Phase::Refused : Phase::Waiting;
        m_pace = closed.httpStatus == kHttpTooMany ? Pace::OldSession : Pace::Usual;
        if (m_pace == Pace::OldSession)
            m_reason = oldSessionReason(now);
    }
    if (m_liveSince && now - *m_liveSince >= kHealthyAfter) {
        m_usual.reset();
        m_oldSession.reset();
    }
    m_liveSince.reset();
    m_renewing = false;
    const Phase after = std::exchange(m_startWanted, false) ? Phase::Waiting : m_afterClosing;
    m_phase = after;
    if (after == Phase::Waiting)
        waitToRetry(now, out);
    else if (unasked && after == Phase::Refused)
        tell(LinkState::Refused, std::nullopt, out);
}

void StreamLink::waitToRetry(Nanoseconds now, StreamActions& out)
{
    if (m_pace == Pace::AtOnce) {
        m_openAt = std::max(now, m_notBefore);
        tell(LinkState::Connecting, m_openAt - now, out);
        m_renewing = true;
        return;
    }
    const Nanoseconds wait = m_pace == Pace::OldSession ? m_oldSession.next() : m_usual.next();
    m_openAt = std::max(now + wait, m_notBefore);
    tell(m_offline ? LinkState::Offline : LinkState::BackingOff, m_openAt - now, out);
}

std::string StreamLink::oldSessionReason(Nanoseconds now)
{
    if (!m_placeTakenSince)
        m_placeTakenSince = now;
    if (now - *m_placeTakenSince < kOldSessionHeld)
        return "the server still holds the old session: waiting for it to let go, which takes "
               "up to 90 s";
    return "another program holds the only connection that the server allows: close it, this one "
           "is tried again by itself";
}

void StreamLink::dropForOldSession(Nanoseconds now, StreamActions& out)
{
    drop(LinkState::BackingOff, oldSessionReason(now), Pace::OldSession, out);
}

void StreamLink::open(Nanoseconds now, StreamActions& out)
{
    CHECK(m_phase == Phase::Waiting);
    m_phase = Phase::Opening;
    m_notBefore = now + kOpenSpacing;
    m_pace = Pace::Usual;
    m_offline = false;
    await("connection", now);
    report(LinkState::Connecting, "", out);
    out.emplace_back(action::OpenSocket{});
}

void StreamLink::tick(Nanoseconds now, StreamActions& out)
{
    if (m_phase == Phase::Waiting && now >= m_openAt) {
        open(now, out);
        return;
    }
    if (m_phase != Phase::Opening && m_phase != Phase::Open)
        return;
    if (m_awaitedBy && now >= *m_awaitedBy) {
        drop(LinkState::BackingOff, "no " + m_awaited + " in time", Pace::Usual, out);
        return;
    }
    if (m_phase != Phase::Open)
        return;
    if (m_pongBy && now >= *m_pongBy) {
        drop(LinkState::Stale,
             "the connection is dead: a ping was not answered in time",
             Pace::Usual,
             out);
        return;
    }
    if (now >= m_nextPing) {
        m_nextPing = now + m_patience.pingEvery;
        if (!m_pongBy)
            m_pongBy = now + m_patience.pongWithin;
        out.emplace_back(action::SendPing{});
    }
}

void StreamLink::drop(LinkState state, std::string reason, Pace pace, StreamActions& out)
{
    if (m_phase != Phase::Opening && m_phase != Phase::Open)
        return;
    m_phase = Phase::Closing;
    m_afterClosing = Phase::Waiting;
    m_pace = pace;
    m_reason = std::move(reason);
    // Those come with the time of the next attempt.
    if (state != LinkState::BackingOff && state != LinkState::Connecting)
        tell(state, std::nullopt, out);
    out.emplace_back(action::CloseSocket{});
}

void StreamLink::refuse(std::string reason, StreamActions& out)
{
    if (m_phase != Phase::Opening && m_phase != Phase::Open)
        return;
    m_phase = Phase::Closing;
    m_afterClosing = Phase::Refused;
    m_reason = std::move(reason);
    tell(LinkState::Refused, std::nullopt, out);
    out.emplace_back(action::CloseSocket{});
}

void StreamLink::report(LinkState state, std::string reason, StreamActions& out)
{
    m_reason = std::move(reason);
    tell(state, std::nullopt, out);
}

void StreamLink::becomeLive(Nanoseconds now, std::string reason, StreamActions& out)
{
    if (!m_liveSince)
        m_liveSince = now;
    m_placeTakenSince.reset();
    m_renewing = false;
    report(LinkState::Live, std::move(reason), out);
}

void StreamLink::await(std::string what, Nanoseconds now)
{
    m_awaited = std::move(what);
    m_awaitedBy = now + m_patience.answerWithin;
}

void StreamLink::tell(LinkState state, std::optional<Nanoseconds> tryAgainIn, StreamActions& out)
{
    // The steps of an attempt are no news while attempts keep failing: a night without a network
    // must not fill the audit log.
    const bool failing = m_renewing || m_newsState == LinkState::BackingOff ||
                         m_newsState == LinkState::Stale || m_newsState == LinkState::Offline;
    const bool changed = state != m_newsState || m_reason != m_newsReason;
    const bool news = changed && !(failing && isOnTheWay(state));
    if (news) {
        m_newsState = state;
        m_newsReason = m_reason;
    }
    out.emplace_back(action::ReportState{state, m_reason, tryAgainIn, news});
}

} // namespace tapedeck
