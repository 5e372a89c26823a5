#include "engine/actions_desk.h"

#include "market/new_york.h"
#include "market/option_terms.h"

#include <algorithm>

namespace tapedeck {

namespace {

/// Announcements are days or weeks ahead, and what was applied is kept for as long as it may come
/// again.
constexpr std::chrono::days kAhead{60};
constexpr std::chrono::days kBack{7};
constexpr std::chrono::days kBackMax{90};
constexpr std::chrono::days kKept{120};
/// The broker books an action in the night before its day, and late ones a few days after.
constexpr Nanoseconds kBookedEarly = std::chrono::hours{12};
constexpr Nanoseconds kBookedLate = std::chrono::days{7};

Date moved(Date date, std::chrono::days by)
{
    return Date{std::chrono::sys_days{date} + by};
}

/// Less than a whole share: the rest is paid in cash.
bool isFraction(Quantity difference) noexcept
{
    return difference.abs() < Quantity::fromWhole(1);
}

} // namespace

void ActionsDesk::ask()
{
    EngineState& s = m_state;
    m_asked.clear();
    for (const Holding& held : s.decisive.book.all()) {
        if (!held.quantity.isZero())
            m_asked.push_back(underlyingOf(s.symbols.text(held.symbol)));
    }
    for (const std::string& symbol : s.config.watchlist)
        m_asked.push_back(underlyingOf(symbol));
    std::sort(m_asked.begin(), m_asked.end());
    m_asked.erase(std::unique(m_asked.begin(), m_asked.end()), m_asked.end());
    if (m_asked.empty()) {
        s.actionsAnswered = true;
        return;
    }
    const Date today = toNewYork(s.now).date;
    const Date heard = s.decisive.actionsHeardOn == Date{} ? today : s.decisive.actionsHeardOn;
    const Date from = std::max(moved(heard, -kBack), moved(today, -kBackMax));
    s.put(output::FetchCorporateActions{m_asked, from, moved(today, kAhead)});
}

void ActionsDesk::askAboutNew()
{
    const EngineState& s = m_state;
    const auto isNew = [this](std::string_view symbol) {
        return !std::binary_search(m_asked.begin(), m_asked.end(), underlyingOf(symbol));
    };
    if (std::any_of(s.subscribed.begin(), s.subscribed.end(), isNew))
        ask();
}

void ActionsDesk::onNews(const input::CorporateActions& news)
{
    EngineState& s = m_state;
    auto& all = s.decisive.actions;
    s.dirty = true;
    s.actionsAnswered = true;
    s.decisive.actionsHeardOn = toNewYork(s.now).date;
    for (const std::string& unreadable : news.unreadable)
        s.notice("A corporate action could not be read: " + unreadable +
                 "; look at the broker's announcements before you trade it");
    // One that was announced and is not there any more was taken back.
    std::erase_if(all, [&](const KnownAction& known) {
        const auto& action = known.action;
        const bool asked = std::find(news.symbols.begin(), news.symbols.end(), action.symbol) !=
                           news.symbols.end();
        return !known.appliedAt && asked && action.effective >= news.from &&
               action.effective <= news.to;
    });
    for (const CorporateAction& action : news.actions) {
        const bool known = std::any_of(all.begin(), all.end(), [&](const KnownAction& k) {
            return k.action.isSameAs(action);
        });
        if (!known)
            all.push_back({action, {}, {}, {}, false, false});
    }
    const Date oldest = moved(s.decisive.actionsHeardOn, -kKept);
    std::erase_if(all, [&](const KnownAction& known) { return known.action.effective < oldest; });
    applyDue();
}

void ActionsDesk::onFailure(const std::string& reason)
{
    m_state.actionsAnswered = true; // waiting longer would leave positions without their stops
    m_state.notice("Splits and other corporate actions are not known: " + reason);
}

void ActionsDesk::onTick()
{
    const auto before = std::exchange(m_session, m_state.market.session());
    if (before && before != m_session)
        ask(); // before each session, and while there is time to look
    applyDue();
}

Timestamp ActionsDesk::dueAt(const CorporateAction& action) const
{
    const MarketCalendar& calendar = m_state.market.calendar();
    auto hours = calendar.hoursOn(action.effective);
    if (!hours)
        hours = calendar.hoursOn(calendar.nextTradingDay(action.effective));
    return hours ? hours->extendedOpen : fromNewYork(action.effective, {});
}

bool ActionsDesk::concerns(const CorporateAction& action, SymbolId symbol) const
{
    const std::string_view text = m_state.symbols.text(symbol);
    if (text == action.symbol || text == action.newSymbol)
        return true;
    const auto terms = OptionTerms::parse(text);
    return terms && terms->underlying == action.symbol;
}

void ActionsDesk::applyDue()
{
    for (KnownAction& known : m_state.decisive.actions) {
        if (!known.appliedAt && dueAt(known.action) <= m_state.now)
            apply(known);
    }
}

void ActionsDesk::apply(KnownAction& known)
{
    EngineState& s = m_state;
    s.dirty = true;
    known.appliedAt = s.now;
    known.booked = true; // unless it changes something of ours
    const auto symbol = s.symbols.find(known.action.symbol);
    if (!symbol)
        return;
    switch (known.action.kind) {
    case ActionKind::Split:
        split(known, *symbol);
        splitContracts(known.action);
        break;
    case ActionKind::CashDividend:
        pay(known.action, *symbol);
        break;
    case ActionKind::NameChange:
        rename(known, *symbol);
        break;
    case ActionKind::Other:
        if (s.decisive.book.holding(*symbol).openedAt < dueAt(known.action) &&
            !s.decisive.book.quantity(*symbol).isZero()) {
            known.booked = false;
            block(*symbol, known.action.describe());
        }
        break;
    }
    if (!known.booked) {
        record(known);
        s.reconcileAt = s.now; // have the broker's books got it?
    }
}

void ActionsDesk::split(KnownAction& known, SymbolId symbol)
{
    EngineState& s = m_state;
    const CorporateAction& action = known.action;
    const Timestamp due = dueAt(action);
    const auto divide = [&](PositionBook& book) {
        const Holding held = book.holding(symbol);
        if (held.quantity.isZero() || held.openedAt >= due)
            return;
        book.overwrite(
            symbol, quantityAfter(action, held.quantity), held.cost, s.now, held.multiplier);
    };
    known.before = s.decisive.book.quantity(symbol);
    divide(s.decisive.book);
    known.after = s.decisive.book.quantity(symbol);
    known.booked = known.before == known.after;
    for (InstanceBooks& books : s.decisive.instances)
        divide(books.book);
    StopMark& mark = s.stopMark(symbol);
    mark.beyondSince.reset();
    mark.deniedAt.reset();
    mark.dividends = priceAfter(action, mark.dividends);
    m_suggestions.withdraw(symbol, action.describe());
    forgetPrices(action, symbol);
}

void ActionsDesk::splitContracts(const CorporateAction& split)
{
    EngineState& s = m_state;
    for (const Holding& held : std::vector<Holding>{s.decisive.book.all()}) {
        const std::string text = s.text(held.symbol);
        const auto terms = OptionTerms::parse(text);
        if (held.quantity.isZero() || !terms || terms->underlying != split.symbol ||
            held.openedAt >= dueAt(split))
            continue;
        m_suggestions.withdraw(held.symbol, split.describe());
        const auto becomes = contractsAfter(split, text, held.quantity);
        const auto heir =
            becomes ? s.symbols.intern(becomes->symbol) : fail(ErrorCode::NotFound, "");
        if (!heir) {
            block(held.symbol, split.describe() + ": the contract changes");
            continue;
        }
        s.decisive.book.move(held.symbol, *heir, becomes->quantity);
        for (InstanceBooks& books : s.decisive.instances) {
            const Quantity own = books.book.quantity(held.symbol);
            if (!own.isZero())
                books.book.move(held.symbol, *heir, quantityAfter(split, own));
        }
    }
}

void ActionsDesk::forgetPrices(const CorporateAction& split, SymbolId symbol)
{
    EngineState& s = m_state;
    const Timestamp due = dueAt(split);
    // What the broker told from this day on is in the new shares already.
    if (s.market.find(symbol) == nullptr || s.market.at(symbol).toldOn() >= split.effective)
        return;
    s.market.at(symbol).onSplit(split, due);
    m_signals.forget(symbol);
    m_signals.onHistory(s.market.at(symbol));
    for (auto& [of, marker] : s.markers) {
        if (of == symbol && marker.at < due)
            marker.price = priceAfter(split, marker.price);
    }
}

void ActionsDesk::rename(KnownAction& known, SymbolId from)
{
    EngineState& s = m_state;
    const auto to = s.symbols.intern(known.action.newSymbol);
    if (!to || *to == from)
        return;
    const auto move = [&](PositionBook& book) {
        const Holding held = book.holding(from);
        if (!held.quantity.isZero() && book.quantity(*to).isZero())
            book.move(from, *to, held.quantity);
    };
    known.before = s.decisive.book.quantity(from);
    move(s.decisive.book);
    known.after = s.decisive.book.quantity(*to);
    for (InstanceBooks& books : s.decisive.instances)
        move(books.book);
    m_suggestions.withdraw(from, known.action.describe());
    (void)s.market.at(*to);
    auto& watchlist = s.config.watchlist;
    const auto watched = std::find(watchlist.begin(), watchlist.end(), known.action.symbol);
    if (watched == watchlist.end() && known.before.isZero())
        return;
    if (watched != watchlist.end() && !s.isWatched(known.action.newSymbol))
        *watched = known.action.newSymbol;
    known.booked = known.before.isZero();
    m_renamed = true;
    s.notice(known.action.describe() + ": put the new name on your watchlist in the settings");
}

void ActionsDesk::pay(const CorporateAction& dividend, SymbolId symbol)
{
    EngineState& s = m_state;
    const Holding held = s.decisive.book.holding(symbol);
    if (held.quantity.isZero() || held.openedAt >= dueAt(dividend))
        return;
    // The price falls by what is paid out: that is no loss of ours.
    s.stopMark(symbol).dividends += dividend.cash;
    AuditEntry entry;
    entry.kind = AuditKind::CorporateAction;
    entry.symbol = dividend.symbol;
    entry.price = dividend.cash;
    entry.detail = dividend.describe();
    s.audit(std::move(entry));
}

void ActionsDesk::record(const KnownAction& known)
{
    EngineState& s = m_state;
    AuditEntry entry;
    entry.kind = AuditKind::CorporateAction;
    entry.symbol = known.action.symbol;
    entry.quantity = known.after - known.before;
    entry.detail = known.action.describe();
    if (known.action.kind == ActionKind::Split) {
        entry.detail += ": " + known.before.toString() + " became " + known.after.toString();
        s.notice(entry.detail);
    }
    s.audit(std::move(entry));
}

ActionsDesk::Explanation ActionsDesk::explain(SymbolId symbol, Quantity theirs)
{
    EngineState& s = m_state;
    const auto terms = OptionTerms::parse(s.symbols.text(symbol));
    const bool isContract = terms.has_value();
    if (isContract && theirs.isZero()) {
        const auto lastDay = s.market.calendar().hoursOn(terms->expiry);
        if (terms->expiry < toNewYork(s.now).date || (lastDay && s.now >= lastDay->close))
            return Explanation::Action; // expired, exercised or assigned
    }
    for (KnownAction& known : s.decisive.actions) {
        if (!concerns(known.action, symbol))
            continue;
        const CorporateAction& action = known.action;
        const Quantity ours = s.decisive.book.quantity(symbol);
        if (!known.appliedAt) {
            const bool soon = dueAt(action) - s.now <= kBookedEarly;
            const bool split = action.kind == ActionKind::Split && !isContract;
            if (soon && split && isFraction(quantityAfter(action, ours) - theirs))
                apply(known);
            else
                continue;
        }
        if (s.now - *known.appliedAt > kBookedLate)
            continue;
        if (isContract)
            return Explanation::Action;
        if (known.booked)
            continue;
        const bool ofBefore =
            s.symbols.text(symbol) == action.newSymbol ? theirs.isZero() : theirs == known.before;
        if (ofBefore && action.kind != ActionKind::Other) {
            s.dirty = s.dirty || !known.awaited;
            known.awaited = true;
            return Explanation::NotYetBooked;
        }
        if (action.kind == ActionKind::Other ||
            isFraction(s.decisive.book.quantity(symbol) - theirs))
            return Explanation::Action;
    }
    return Explanation::None;
}

void ActionsDesk::agreed(SymbolId symbol)
{
    for (KnownAction& known : m_state.decisive.actions) {
        if (!known.appliedAt || known.booked || !concerns(known.action, symbol))
            continue;
        // When a merger or the like reaches the broker's books nobody can foretell.
        if (known.action.kind == ActionKind::Other)
            continue;
        // The new name must be there before the old one's absence means anything.
        if (known.action.kind == ActionKind::NameChange &&
            m_state.symbols.text(symbol) != known.action.newSymbol)
            continue;
        known.booked = true;
        known.awaited = false;
        m_state.dirty = true;
    }
}

void ActionsDesk::block(SymbolId symbol, std::string why)
{
    EngineState& s = m_state;
    if (s.blockOf(symbol) != nullptr)
        return;
    s.dirty = true;
    m_suggestions.withdraw(symbol, why);
    s.notice(s.text(symbol) + ": " + why +
             "; nothing new is entered in it until you accept the position");
    AuditEntry entry;
    entry.kind = AuditKind::Blocked;
    entry.symbol = s.text(symbol);
    entry.detail = why;
    s.audit(std::move(entry));
    s.decisive.blocked.push_back({symbol, std::move(why), s.now});
}

void ActionsDesk::accept(const command::AcceptPosition& accept)
{
    EngineState& s = m_state;
    const auto symbol = s.symbols.find(accept.symbol);
    if (!symbol || s.blockOf(*symbol) == nullptr)
        return;
    std::erase_if(s.decisive.blocked,
                  [&](const BlockedSymbol& blocked) { return blocked.symbol == *symbol; });
    s.dirty = true;
    AuditEntry entry;
    entry.kind = AuditKind::Unblocked;
    entry.symbol = accept.symbol;
    entry.origin = {OriginKind::Person, ""};
    entry.quantity = s.decisive.book.quantity(*symbol);
    s.audit(std::move(entry));
}

} // namespace tapedeck
