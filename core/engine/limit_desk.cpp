#include "engine/limit_desk.h"

#include <algorithm>

namespace tapedeck {

namespace {

std::vector<LimitMove> onlyLooser(std::vector<LimitMove> moves)
{
    std::erase_if(moves, [](const LimitMove& move) { return !move.looser; });
    return moves;
}

} // namespace

void LimitDesk::start()
{
    EngineState& s = m_state;
    const LimitSettings wish{s.config.limits, s.config.blocklist};
    LimitsInForce& now = inForce();
    if (!now.settings) { // the first start under these rules
        // Real money begins with the defaults, or tighter: the document may have been edited since
        // the limits in it were looked at, and nobody has typed the phrase.
        now.settings = s.mode == Mode::Live
                           ? tighterOf({LimitTable::defaults(s.rules), s.config.blocklist}, wish)
                           : wish;
        s.dirty = true;
    }
    const LimitSettings before = *now.settings;
    const LimitSettings most = now.pending ? now.pending->settings : before;
    enforce(tighterOf(before, wish));
    if (const auto moves = limitMoves(before, *now.settings); !moves.empty())
        record("limits tightened: ", moves, false);
    if (now.pending) // it comes once it is known what day it is
        now.pending->settings = tighterOf(most, wish);
    const auto refused = onlyLooser(limitMoves(most, wish));
    if (refused.empty())
        return;
    record("limits not loosened, since nobody confirmed it: ", refused, false);
    s.notice("The configuration allows more than the limits in force, and nobody confirmed it (" +
             describe(refused) +
             "). The tighter bounds hold. Save them in Settings, Configuration, to confirm.");
}

void LimitDesk::set(const command::SetLimits& wish)
{
    EngineState& s = m_state;
    LimitsInForce& now = inForce();
    const LimitSettings before = *now.settings;
    const auto moves = limitMoves(before, wish.settings);
    const auto looser = onlyLooser(moves);
    if (!looser.empty() && wish.phrase != kLoosenPhrase) {
        record("limits not changed, since nobody confirmed that they allow more: ", looser, true);
        s.notice("The limits were not changed, since the phrase was not typed: " +
                 describe(looser) + " allows more.");
        return;
    }
    // What was tightened last may not be on disk, and a restart would find what was before it.
    const bool written = s.linkState(Link::Journal) != LinkState::Stale;
    if (!looser.empty() && !written) {
        record("limits not loosened, since the journal cannot be written: ", looser, true);
        s.notice(
            "The limits were not changed: the journal cannot be written. Try again when it can.");
        return;
    }
    // The last word counts: what waited before is taken over only where it was said again.
    now.pending.reset();
    s.dirty = true;
    if (!looser.empty()) {
        const MarketCalendar& calendar = s.market.calendar();
        now.pending =
            PendingLimits{wish.settings, calendar.nextTradingDay(calendar.tradingDate(s.now))};
        record("limits loosen on " + toString(now.pending->from) + ": ", looser, true);
    }
    enforce(tighterOf(before, wish.settings));
    if (const auto tighter = limitMoves(before, *now.settings); !tighter.empty())
        record("limits tightened: ", tighter, true);
}

void LimitDesk::onTick()
{
    EngineState& s = m_state;
    LimitsInForce& now = inForce();
    if (!now.pending || s.market.calendar().tradingDate(s.now) < now.pending->from)
        return;
    // Of a clock that is set wrong, or that nobody has compared yet, the day is not known.
    if (!s.clockSkew || *s.clockSkew > s.config.limits.clockSkew)
        return;
    const LimitSettings before = *now.settings;
    const LimitSettings due = std::move(now.pending->settings);
    now.pending.reset();
    enforce(due);
    record("limits loosened, as confirmed: ", limitMoves(before, due), false);
}

LimitsInForce& LimitDesk::inForce()
{
    auto& all = m_state.decisive.limits;
    const auto found = std::find_if(all.begin(), all.end(), [this](const LimitsInForce& one) {
        return one.rules == m_state.rules;
    });
    return found != all.end() ? *found : all.emplace_back(LimitsInForce{m_state.rules, {}, {}});
}

void LimitDesk::enforce(const LimitSettings& settings)
{
    EngineState& s = m_state;
    LimitsInForce& now = inForce();
    s.dirty = s.dirty || now.settings != settings;
    now.settings = settings;
    s.config.limits = settings.table;
    s.config.blocklist = settings.blocklist;
    s.proof = proveFire(settings.table);
    if (s.armed && !s.proof.holds())
        s.disarm(s.proof.describe());
}

void LimitDesk::record(const std::string& what, const std::vector<LimitMove>& moves, bool byPerson)
{
    AuditEntry entry;
    entry.kind = AuditKind::Configured;
    if (byPerson)
        entry.origin = {OriginKind::Person, ""};
    entry.detail = what + describe(moves);
    m_state.audit(std::move(entry));
}

} // namespace tapedeck
