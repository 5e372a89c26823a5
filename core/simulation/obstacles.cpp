#include "simulation/obstacles.h"

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kOneIn = 400;
constexpr std::int64_t kMostMs = 30'000;
/// Less than any order costs.
constexpr Money kNearlyNothing = Money::fromWhole(10);

} // namespace

void Obstacles::pass()
{
    if (m_kind && m_stage.timeline.now() >= m_until)
        end();
    else if (!m_kind && m_stage.chance(kOneIn))
        begin();
}

void Obstacles::begin()
{
    m_kind = static_cast<Kind>(m_stage.below(static_cast<std::int64_t>(Kind::ClockOff) + 1));
    m_until = m_stage.timeline.now() + m_stage.upTo(kMostMs);
    m_symbol = Venue::symbols()[static_cast<std::size_t>(
        m_stage.below(static_cast<std::int64_t>(Venue::symbols().size())))];
    HostWord& word = m_venue.word;
    switch (*m_kind) {
    case Kind::Halt:
        m_stage.note(m_symbol + " is halted");
        (void)tellStatus("H");
        return;
    case Kind::Blocked:
        m_stage.note("the account is blocked");
        word.isBlocked = true;
        break;
    case Kind::NoBuyingPower:
        m_stage.note("the account has no buying power");
        word.buyingPower = kNearlyNothing;
        break;
    case Kind::NoCash:
        m_stage.note("the account has no money of its own");
        word.nonMarginable = kNearlyNothing;
        break;
    case Kind::Untradable:
        m_stage.note(m_symbol + " is not traded");
        word.untradable = m_symbol;
        break;
    case Kind::WholeShares:
        m_stage.note(m_symbol + " is traded in whole shares only");
        word.wholeShares = m_symbol;
        break;
    case Kind::ClockOff:
        m_stage.note("the broker's clock is another one");
        word.clockOff = 1s + m_stage.upTo(4'000);
        break;
    }
    askAgain();
}

void Obstacles::end()
{
    // Until somebody has heard of its end a halt lasts.
    if (!m_kind || (m_kind == Kind::Halt && !tellStatus("T")))
        return;
    m_venue.word = {};
    askAgain();
    m_kind.reset();
}

bool Obstacles::tellStatus(const char* code)
{
    TradingStatus status;
    status.at = m_stage.timeline.now();
    status.status = ShortCode::of(code);
    status.tape = 'C';
    return m_hands.status(m_symbol, status);
}

void Obstacles::askAgain()
{
    switch (*m_kind) {
    case Kind::Halt:
        return;
    case Kind::Blocked:
    case Kind::NoBuyingPower:
    case Kind::NoCash:
        m_hands.ask(request::FetchAccount{});
        return;
    case Kind::Untradable:
    case Kind::WholeShares:
        m_hands.ask(request::FetchAssets{Venue::symbols()});
        return;
    case Kind::ClockOff:
        m_hands.ask(request::FetchClock{});
        return;
    }
}

} // namespace tapedeck
