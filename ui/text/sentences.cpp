#include "ui/text/sentences.h"

#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace tapedeck::text {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::text)
};

QString figure(Metric metric, double value)
{
    switch (metric) {
    case Metric::FirstTick:
    case Metric::OvernightExpiry:
        return {};
    case Metric::DataGap:
        return Words::tr("%1 s").arg(statistic(value, 0));
    case Metric::MomentumPct:
        return Words::tr("%1 %").arg(statistic(value, 3, Sign::Always));
    case Metric::PositionReturn:
        return Words::tr("%1 %").arg(statistic(value * 100, 2, Sign::Always));
    case Metric::WindowZScore:
    case Metric::PriceZScore:
    case Metric::ReturnZScore:
        return statistic(value, 2, Sign::Always);
    case Metric::Rsi:
        return statistic(value, 1);
    case Metric::ShortMean:
    case Metric::LongMean:
        return QStringLiteral("$") + statistic(value, 3);
    }
    return {};
}

QString subject(const Evidence& evidence)
{
    const QString span = QString::number(evidence.seconds);
    switch (evidence.metric) {
    case Metric::FirstTick:
        return Words::tr("this is the symbol's first tick of the run");
    case Metric::MomentumPct:
        return Words::tr("momentum over %1 s").arg(span);
    case Metric::WindowZScore:
        return Words::tr("the distance from the %1 s mean, in deviations,").arg(span);
    case Metric::Rsi:
        return Words::tr("RSI-14");
    case Metric::ShortMean:
    case Metric::LongMean:
        return Words::tr("the %1 s mean").arg(span);
    case Metric::PriceZScore:
        return Words::tr("the price's z-score against 30 days");
    case Metric::ReturnZScore:
        return Words::tr("the last minute's z-score against the last hour");
    case Metric::PositionReturn:
        return Words::tr("the position's return");
    case Metric::OvernightExpiry:
        return Words::tr("this holding may not be kept overnight");
    case Metric::DataGap:
        return Words::tr("the data that the stream did not bring in its window");
    }
    return {};
}

QString capitalised(QString sentence)
{
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

/// "12 at 101.23" of a fill, as far as it is known.
QString execution(const AuditEntry& entry)
{
    QString size = entry.quantity ? quantity(entry.quantity->abs()) : QString{};
    if (!entry.price)
        return size;
    return Words::tr("%1 at %2").arg(size, price(*entry.price));
}

QString whatOrder(const AuditEntry& entry)
{
    if (entry.order)
        return order(*entry.order);
    return entry.symbol.empty() ? Words::tr("an order")
                                : Words::tr("an order in %1").arg(fromText(entry.symbol));
}

QString filledSentence(const AuditEntry& entry)
{
    const QString symbol = fromText(entry.symbol);
    if (!entry.order)
        return Words::tr("Filled %1 %2").arg(symbol, execution(entry));
    return entry.order->side == Side::Buy ? Words::tr("Bought %1 %2").arg(symbol, execution(entry))
                                          : Words::tr("Sold %1 %2").arg(symbol, execution(entry));
}

QString signalSentence(const AuditEntry& entry)
{
    QStringList clauses;
    for (const Evidence& evidence : entry.evidence)
        clauses << clause(evidence);
    const QString reasons = clauses.join(Words::tr("; "));
    if (reasons.isEmpty())
        return Words::tr("%1 spoke up on %2").arg(originName(entry.origin), fromText(entry.symbol));
    return Words::tr("%1 on %2: %3").arg(originName(entry.origin), fromText(entry.symbol), reasons);
}

/// The events of a suggestion and of the gate.
QString decisionSentence(const AuditEntry& entry)
{
    switch (entry.kind) {
    case AuditKind::SignalRaised:
        return signalSentence(entry);
    case AuditKind::Suggested:
        return Words::tr("Waits for a person: %1").arg(whatOrder(entry));
    case AuditKind::SuggestionSeen:
        return Words::tr("The card for %1 was on the screen").arg(fromText(entry.symbol));
    case AuditKind::Approved:
        return Words::tr("A person approved: %1").arg(whatOrder(entry));
    case AuditKind::Dismissed:
        return Words::tr("A person dismissed: %1").arg(whatOrder(entry));
    case AuditKind::AskedAgain:
        return Words::tr("The market had moved, asked again: %1").arg(whatOrder(entry));
    case AuditKind::ExpiredSeen:
        return Words::tr("Expired, though seen: %1").arg(whatOrder(entry));
    case AuditKind::ExpiredUnseen:
        return Words::tr("Expired unseen: %1").arg(whatOrder(entry));
    case AuditKind::Withdrawn:
        return Words::tr("Withdrawn, its cause is gone: %1").arg(whatOrder(entry));
    case AuditKind::Allowed:
        return Words::tr("The gate allowed: %1").arg(whatOrder(entry));
    case AuditKind::Denied:
        return Words::tr("The gate denied: %1. %2").arg(whatOrder(entry), summary(entry.checks));
    case AuditKind::Started:
    case AuditKind::Stopped:
    case AuditKind::Configured:
    case AuditKind::Submitted:
    case AuditKind::Acknowledged:
    case AuditKind::Rejected:
    case AuditKind::Unresolved:
    case AuditKind::Resolved:
    case AuditKind::Filled:
    case AuditKind::PartiallyFilled:
    case AuditKind::Busted:
    case AuditKind::CancelRequested:
    case AuditKind::Canceled:
    case AuditKind::OrderExpired:
    case AuditKind::IllegalTransition:
    case AuditKind::Adopted:
    case AuditKind::Reconciled:
    case AuditKind::Difference:
    case AuditKind::Killed:
    case AuditKind::KillConfirmed:
    case AuditKind::Released:
    case AuditKind::Armed:
    case AuditKind::Disarmed:
    case AuditKind::FeedChanged:
    case AuditKind::CorporateAction:
    case AuditKind::Blocked:
    case AuditKind::Unblocked:
    case AuditKind::Suspended:
    case AuditKind::SuspensionLifted:
    case AuditKind::LiveUnlocked:
    case AuditKind::LiveLocked:
    case AuditKind::RecordBroken:
    case AuditKind::RecordAccepted:
    case AuditKind::InstanceReduced:
        break;
    }
    return {};
}

/// The events of an order's life and of the run.
QString eventSentence(const AuditEntry& entry)
{
    switch (entry.kind) {
    case AuditKind::SignalRaised:
    case AuditKind::Suggested:
    case AuditKind::SuggestionSeen:
    case AuditKind::Approved:
    case AuditKind::Dismissed:
    case AuditKind::AskedAgain:
    case AuditKind::ExpiredSeen:
    case AuditKind::ExpiredUnseen:
    case AuditKind::Withdrawn:
    case AuditKind::Allowed:
    case AuditKind::Denied:
        return decisionSentence(entry);
    case AuditKind::Started:
        return Words::tr("The run started");
    case AuditKind::Stopped:
        return Words::tr("The run ended");
    case AuditKind::Configured:
        return Words::tr("Settings changed");
    case AuditKind::Submitted:
        return Words::tr("On its way to the broker: %1").arg(whatOrder(entry));
    case AuditKind::Acknowledged:
        return Words::tr("The broker took: %1").arg(whatOrder(entry));
    case AuditKind::Rejected:
        return Words::tr("The broker rejected: %1").arg(whatOrder(entry));
    case AuditKind::Unresolved:
        return Words::tr("No answer from the broker, being looked up: %1").arg(whatOrder(entry));
    case AuditKind::Resolved:
        return Words::tr("Found at the broker: %1").arg(whatOrder(entry));
    case AuditKind::Filled:
        return filledSentence(entry);
    case AuditKind::PartiallyFilled:
        return Words::tr("%1, in part").arg(filledSentence(entry));
    case AuditKind::Busted:
        return Words::tr("A fill of %1 was annulled: %2")
            .arg(fromText(entry.symbol), execution(entry));
    case AuditKind::CancelRequested:
        return Words::tr("Asked the broker to cancel: %1").arg(whatOrder(entry));
    case AuditKind::Canceled:
        return Words::tr("Canceled: %1").arg(whatOrder(entry));
    case AuditKind::OrderExpired:
        return Words::tr("Expired at the broker: %1").arg(whatOrder(entry));
    case AuditKind::IllegalTransition:
        return Words::tr("An update that cannot be was not applied: %1").arg(whatOrder(entry));
    case AuditKind::Adopted:
        return Words::tr("Placed elsewhere, now followed here: %1").arg(whatOrder(entry));
    case AuditKind::Reconciled:
        return Words::tr("Books compared with the broker's");
    case AuditKind::Difference:
        return Words::tr("Books differed from the broker's and were repaired: %1 %2")
            .arg(fromText(entry.symbol), execution(entry));
    case AuditKind::Killed:
        return Words::tr("The kill switch was pressed");
    case AuditKind::KillConfirmed:
        return Words::tr("The broker confirmed that no order is open");
    case AuditKind::Released:
        return Words::tr("The kill switch was released");
    case AuditKind::Armed:
        return Words::tr("A person armed live entries");
    case AuditKind::Disarmed:
        return Words::tr("Live entries are disarmed");
    case AuditKind::FeedChanged:
        return Words::tr("A link changed");
    case AuditKind::CorporateAction:
        return Words::tr("Corporate action: %1").arg(fromText(entry.detail));
    case AuditKind::Blocked:
        return Words::tr("Nothing new is entered in %1: %2")
            .arg(fromText(entry.symbol), fromText(entry.detail));
    case AuditKind::Unblocked:
        return Words::tr("A person accepted the position in %1").arg(fromText(entry.symbol));
    case AuditKind::Suspended:
        return entry.detail.empty() ? Words::tr("The broker suspended trading on the account")
                                    : Words::tr("The broker did not suspend trading: %1")
                                          .arg(fromText(entry.detail));
    case AuditKind::SuspensionLifted:
        return entry.detail.empty()
                   ? Words::tr("The broker takes orders again")
                   : Words::tr("The suspension was not lifted: %1").arg(fromText(entry.detail));
    case AuditKind::LiveUnlocked:
        return Words::tr("A person unlocked live trading");
    case AuditKind::LiveLocked:
        return Words::tr("Live trading is locked again");
    case AuditKind::RecordBroken:
        return Words::tr("The audit log is not whole");
    case AuditKind::RecordAccepted:
        return Words::tr("A person accepted the audit log as it is");
    case AuditKind::InstanceReduced:
        return Words::tr("%1 no longer holds %2 of %3")
            .arg(originName(entry.origin),
                 quantity(entry.quantity.value_or(Quantity{}).abs()),
                 fromText(entry.symbol));
    }
    return {};
}

} // namespace

QString originName(const Origin& origin)
{
    return origin.name.empty() ? word(origin.kind) : fromText(origin.name);
}

QString amount(const OrderSpec& order)
{
    if (order.quantity)
        return quantity(*order.quantity);
    return order.notional ? money(*order.notional) : QString{};
}

QString terms(const OrderSpec& order)
{
    switch (order.type) {
    case OrderType::Market:
        return Words::tr("market");
    case OrderType::Limit:
        return Words::tr("limit %1").arg(price(order.limitPrice.value_or(Price{})));
    case OrderType::Stop:
        return Words::tr("stop %1").arg(price(order.stopPrice.value_or(Price{})));
    case OrderType::StopLimit:
        return Words::tr("stop %1, limit %2")
            .arg(price(order.stopPrice.value_or(Price{})),
                 price(order.limitPrice.value_or(Price{})));
    case OrderType::TrailingStop:
        return Words::tr("trailing stop");
    }
    return {};
}

QString order(const OrderSpec& order)
{
    const QString pattern =
        order.notional ? Words::tr("%1 %2 of %3, %4, %5") : Words::tr("%1 %2 %3, %4, %5");
    const QString tif =
        order.extendedHours
            ? Words::tr("%1 with extended hours").arg(word(order.timeInForce).toLower())
            : word(order.timeInForce).toLower();
    return pattern.arg(word(order.side), amount(order), fromText(order.symbol), terms(order), tif);
}

QString clause(const Evidence& evidence)
{
    if (evidence.metric == Metric::DataGap)
        return Words::tr("%1 of the %2 s that this looks back over are missing from the stream")
            .arg(figure(evidence.metric, evidence.value))
            .arg(evidence.seconds);
    QString what = subject(evidence);
    const QString value = figure(evidence.metric, evidence.value);
    const QString bound = figure(evidence.metric, evidence.threshold);
    if (value.isEmpty())
        return what;
    switch (evidence.comparison) {
    case Comparison::Above:
        return Words::tr("%1 is %2, above %3").arg(what, value, bound);
    case Comparison::Below:
        return Words::tr("%1 is %2, below %3").arg(what, value, bound);
    case Comparison::CrossedAbove:
        return Words::tr("%1, %2, crossed above %3").arg(what, value, bound);
    case Comparison::CrossedBelow:
        return Words::tr("%1, %2, crossed below %3").arg(what, value, bound);
    case Comparison::Reached:
        return Words::tr("%1 is %2 and reached %3").arg(what, value, bound);
    }
    return what;
}

QString rationale(const SuggestionCard& card)
{
    QStringList clauses;
    for (const Evidence& evidence : card.evidence)
        clauses << clause(evidence);
    if (clauses.isEmpty())
        return Words::tr("No reason was given.");
    return capitalised(clauses.join(Words::tr(", and "))) + Words::tr(".");
}

QString askedAgain(const SuggestionCard& card)
{
    if (!card.askedAgainFrom)
        return {};
    const Price before = *card.askedAgainFrom;
    if (!card.reference)
        return Words::tr("Asked again: the earlier card assumed %1.").arg(price(before));
    const Price now = *card.reference;
    if (now == before)
        return Words::tr("Asked again: the price of %1 was too old to be sure.").arg(price(before));
    return Words::tr("Asked again: the price moved from %1 to %2 (%3).")
        .arg(price(before), price(now), percent(ratioOf(now - before, before), Sign::Always));
}

QString killTimes(const KillView& kill)
{
    if (!kill.confirmedAfter)
        return {};
    const QString confirmed = duration(*kill.confirmedAfter);
    QString words =
        kill.canceled == 0 || !kill.lastCanceledAfter
            ? Words::tr("Confirmed %1 after the press.").arg(confirmed)
            : Words::tr("Confirmed %1 after the press; the last of %2 cancellations after %3.")
                  .arg(confirmed)
                  .arg(kill.canceled)
                  .arg(duration(*kill.lastCanceledAfter));
    if (kill.flattenedAfter)
        words += QLatin1Char(' ') +
                 Words::tr("Flat %1 after Flatten.").arg(duration(*kill.flattenedAfter));
    return words;
}

QString closingNote(const NakedPosition& position)
{
    if (!position.closing)
        return {};
    if (!position.deniedBy)
        return Words::tr("being closed");
    if (*position.deniedBy == Limit::Session)
        return Words::tr("closes when the market opens");
    if (*position.deniedBy == Limit::QuoteUsable)
        return Words::tr("waits for a quote");
    if (*position.deniedBy == Limit::Halt)
        return Words::tr("halted: closes when trading resumes");
    return Words::tr("waits: %1").arg(word(*position.deniedBy));
}

QString limitFigure(LimitUnit unit, std::int64_t nanos)
{
    switch (unit) {
    case LimitUnit::Dollars:
        return roundMoney(Money::fromNanos(nanos));
    case LimitUnit::Fraction:
        return percent(Ratio::fromNanos(nanos));
    case LimitUnit::Count:
        return decimal(nanos, 0, 0);
    case LimitUnit::Seconds:
        return duration(Nanoseconds{nanos});
    case LimitUnit::Shares:
        return shortQuantity(Quantity::fromNanos(nanos));
    case LimitUnit::Flag:
        return nanos != 0 ? Words::tr("yes") : Words::tr("no");
    }
    return {};
}

QString figures(const LimitCheck& check)
{
    if (check.unit == LimitUnit::Flag || check.result == LimitResult::Skipped)
        return {};
    return Words::tr("%1 of %2")
        .arg(limitFigure(check.unit, check.value), limitFigure(check.unit, check.bound));
}

QString summary(const std::vector<LimitCheck>& checks)
{
    QStringList denied;
    QStringList warned;
    int passed = 0;
    for (const LimitCheck& check : checks) {
        if (check.result == LimitResult::Denied)
            denied << word(check.limit);
        else if (check.result == LimitResult::Warned)
            warned << word(check.limit);
        else if (check.result == LimitResult::Passed)
            ++passed;
    }
    if (!denied.isEmpty())
        return Words::tr("Denied by: %1").arg(denied.join(Words::tr(", ")));
    if (!warned.isEmpty())
        return Words::tr("%1 passed, warned: %2").arg(passed).arg(warned.join(Words::tr(", ")));
    return Words::tr("%1 limits passed").arg(passed);
}

QString sentence(const AuditEntry& entry)
{
    QString what = eventSentence(entry).trimmed();
    const QString detail = fromText(entry.detail);
    if (what.contains(detail)) // said already, or empty
        return what;
    return Words::tr("%1 (%2)").arg(what, detail);
}

QString sentence(const Gap& gap)
{
    const QString cause = gap.cause.empty() ? Words::tr("no reason known") : fromText(gap.cause);
    if (gap.state == GapState::Open)
        return Words::tr("No data since %1: %2").arg(time(gap.start), cause);
    const QString hole =
        Words::tr("No data from %1 to %2 (%3): %4")
            .arg(time(gap.start), time(gap.end), duration(gap.end - gap.start), cause);
    switch (gap.state) {
    case GapState::Open:
    case GapState::Filling:
        return Words::tr("%1; being fetched").arg(hole);
    case GapState::Filled:
        return Words::tr("%1; filled by %2").arg(hole, fromText(gap.filledBy));
    case GapState::Unfilled:
        return gap.filledBy.empty()
                   ? Words::tr("%1; not filled").arg(hole)
                   : Words::tr("%1; not filled: %2").arg(hole, fromText(gap.filledBy));
    }
    return hole;
}

QString sentence(const LinkHealth& link, Timestamp now)
{
    QString what = word(link.state);
    if (link.nextTryAt && *link.nextTryAt > now)
        what = Words::tr("%1, next try in %2").arg(what, duration(*link.nextTryAt - now));
    return link.reason.empty() ? what : Words::tr("%1: %2").arg(what, fromText(link.reason));
}

} // namespace tapedeck::text
