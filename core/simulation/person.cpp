#include "simulation/person.h"

#include "simulation/venue.h"

#include <utility>

namespace tapedeck {

namespace {

constexpr std::size_t kCardsMax = 1'000;
/// Longer than a card lives.
constexpr std::int64_t kIdleMs = 40'000;

const auto& oneOf(Stage& stage, const auto& items)
{
    return items[static_cast<std::size_t>(stage.below(static_cast<std::int64_t>(items.size())))];
}

} // namespace

void Person::act(const Snapshot& look)
{
    judge(look);
    handle(look);
    if (look.mode == Mode::Live && !look.armed && m_stage.chance(10)) {
        m_stage.note("the person arms live entries");
        m_hands.arm();
    }
    if (m_stage.chance(40))
        configure(look);
    panic(look);
}

void Person::judge(const Snapshot& look)
{
    const Timestamp now = m_stage.timeline.now();
    if (m_stage.chance(25))
        m_idleUntil = now + m_stage.upTo(kIdleMs);
    for (const SuggestionCard& card : look.suggestions) {
        if (m_cards.size() < kCardsMax)
            m_cards.push_back(card);
        if (m_stage.chance(now < m_idleUntil ? 20 : 2))
            m_hands.say(command::MarkSeen{card.id});
        if (now < m_idleUntil)
            continue;
        if (m_stage.chance(60))
            leaveOut(card.order.symbol); // and may approve it all the same
        if (m_stage.chance(2)) {
            Digest digest = card.digest;
            if (m_stage.chance(8))
                std::swap(digest.front(), digest.back()); // of a card that looks like this one
            m_hands.say(command::Approve{card.id, digest});
        } else if (m_stage.chance(5)) {
            m_hands.say(command::Dismiss{card.id});
        }
    }
    if (m_cards.empty() || !m_stage.chance(5))
        return;
    const SuggestionCard& old = oneOf(m_stage, m_cards);
    m_hands.say(command::Approve{old.id, old.digest});
}

void Person::handle(const Snapshot& look)
{
    if (!look.orders.empty() && m_stage.chance(6))
        m_hands.say(command::CancelOrder{oneOf(m_stage, look.orders).clientOrderId});
    if (!look.positions.empty() && m_stage.chance(12)) {
        const std::string& symbol = oneOf(m_stage, look.positions).symbol;
        m_stage.note("the person closes " + symbol);
        m_hands.say(command::ClosePosition{symbol});
    }
}

void Person::configure(const Snapshot& look)
{
    if (m_stage.chance(3)) {
        const bool tighter = m_stage.chance(2);
        const bool typed = m_stage.chance(2);
        m_stage.note(tighter ? "the person tightens the limits"
                             : (typed ? "the person loosens the limits, with the phrase"
                                      : "the person loosens the limits, without the phrase"));
        m_hands.limit(tighter, typed);
        return;
    }
    if (!look.instances.empty() && m_stage.chance(2)) {
        const InstanceRow& row = oneOf(m_stage, look.instances);
        // Off is the exception.
        const bool enabled = !row.enabled || m_stage.chance(3);
        m_stage.note("the person switches " + row.name + (enabled ? " on" : " off"));
        m_hands.enable(row.name, enabled);
        return;
    }
    leaveOut(m_stage.chance(2) ? oneOf(m_stage, Venue::symbols()) : std::string{});
}

void Person::leaveOut(const std::string& symbol)
{
    std::vector<std::string> watched = Venue::symbols();
    std::erase(watched, symbol);
    m_stage.note("the person watches " + std::to_string(watched.size()) + " symbols");
    m_hands.watch(std::move(watched));
}

void Person::panic(const Snapshot& look)
{
    if (look.kill.phase == KillPhase::Off && m_stage.chance(40)) {
        ++m_stage.counts.kills;
        m_stage.note("the person presses the kill switch");
        m_hands.kill(m_stage.chance(3));
    } else if (look.kill.phase != KillPhase::Off && m_stage.chance(8)) {
        const bool wrong = m_stage.chance(3);
        m_stage.note(wrong ? "the person types the wrong phrase" : "the person releases");
        m_hands.say(command::Release{wrong ? "let me" : std::string{kReleasePhrase}, "storm"});
    }
}

} // namespace tapedeck
