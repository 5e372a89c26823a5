#include "ui/text/words.h"

#include <QCoreApplication>

namespace tapedeck::text {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::text)
};

/// The events of a suggestion and of the gate.
QString decisionWord(AuditKind kind)
{
    switch (kind) {
    case AuditKind::SignalRaised:
        return Words::tr("Signal");
    case AuditKind::Suggested:
        return Words::tr("Suggested");
    case AuditKind::SuggestionSeen:
        return Words::tr("Seen");
    case AuditKind::Approved:
        return Words::tr("Approved");
    case AuditKind::Dismissed:
        return Words::tr("Dismissed");
    case AuditKind::AskedAgain:
        return Words::tr("Asked again");
    case AuditKind::ExpiredSeen:
        return Words::tr("Expired, seen");
    case AuditKind::ExpiredUnseen:
        return Words::tr("Expired, unseen");
    case AuditKind::Withdrawn:
        return Words::tr("Withdrawn");
    case AuditKind::Allowed:
        return Words::tr("Allowed");
    case AuditKind::Denied:
        return Words::tr("Denied");
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

} // namespace

QString word(Mode mode)
{
    switch (mode) {
    case Mode::Practice:
        return Words::tr("Practice");
    case Mode::Paper:
        return Words::tr("Paper");
    case Mode::Live:
        return Words::tr("Live");
    }
    return {};
}

QString word(Side side)
{
    switch (side) {
    case Side::Buy:
        return Words::tr("Buy");
    case Side::Sell:
        return Words::tr("Sell");
    }
    return {};
}

QString word(OrderType type)
{
    switch (type) {
    case OrderType::Market:
        return Words::tr("Market");
    case OrderType::Limit:
        return Words::tr("Limit");
    case OrderType::Stop:
        return Words::tr("Stop");
    case OrderType::StopLimit:
        return Words::tr("Stop limit");
    case OrderType::TrailingStop:
        return Words::tr("Trailing stop");
    }
    return {};
}

QString word(TimeInForce tif)
{
    switch (tif) {
    case TimeInForce::Day:
        return Words::tr("Day");
    case TimeInForce::Gtc:
        return Words::tr("Until canceled");
    case TimeInForce::Opg:
        return Words::tr("At the open");
    case TimeInForce::Cls:
        return Words::tr("At the close");
    case TimeInForce::Ioc:
        return Words::tr("Immediate or cancel");
    case TimeInForce::Fok:
        return Words::tr("Fill or kill");
    }
    return {};
}

QString word(OrderStatus status)
{
    switch (status) {
    case OrderStatus::PendingNew:
        return Words::tr("Pending");
    case OrderStatus::Accepted:
        return Words::tr("Accepted");
    case OrderStatus::New:
        return Words::tr("Working");
    case OrderStatus::AcceptedForBidding:
        return Words::tr("For auction");
    case OrderStatus::PartiallyFilled:
        return Words::tr("Partly filled");
    case OrderStatus::Filled:
        return Words::tr("Filled");
    case OrderStatus::DoneForDay:
        return Words::tr("Done for day");
    case OrderStatus::Calculated:
        return Words::tr("Settling");
    case OrderStatus::Stopped:
        return Words::tr("Stopped");
    case OrderStatus::Suspended:
        return Words::tr("Suspended");
    case OrderStatus::Held:
        return Words::tr("Held");
    case OrderStatus::PendingCancel:
        return Words::tr("Canceling");
    case OrderStatus::Canceled:
        return Words::tr("Canceled");
    case OrderStatus::PendingReplace:
        return Words::tr("Replacing");
    case OrderStatus::Replaced:
        return Words::tr("Replaced");
    case OrderStatus::Expired:
        return Words::tr("Expired");
    case OrderStatus::Rejected:
        return Words::tr("Rejected");
    case OrderStatus::Unrecognised:
        return Words::tr("Unknown");
    }
    return {};
}

QString word(OriginKind kind)
{
    switch (kind) {
    case OriginKind::Strategy:
        return Words::tr("Strategy");
    case OriginKind::Detector:
        return Words::tr("Detector");
    case OriginKind::Exit:
        return Words::tr("Exit");
    case OriginKind::Person:
        return Words::tr("Person");
    case OriginKind::External:
        return Words::tr("Elsewhere");
    }
    return {};
}

QString word(Severity severity)
{
    switch (severity) {
    case Severity::Low:
        return Words::tr("Low");
    case Severity::Medium:
        return Words::tr("Medium");
    case Severity::High:
        return Words::tr("High");
    case Severity::Critical:
        return Words::tr("Critical");
    }
    return {};
}

QString word(Metric metric)
{
    switch (metric) {
    case Metric::FirstTick:
        return Words::tr("First tick");
    case Metric::MomentumPct:
        return Words::tr("Momentum");
    case Metric::WindowZScore:
        return Words::tr("Deviation from the mean");
    case Metric::Rsi:
        return Words::tr("RSI");
    case Metric::ShortMean:
        return Words::tr("Short mean");
    case Metric::LongMean:
        return Words::tr("Long mean");
    case Metric::PriceZScore:
        return Words::tr("Price z-score");
    case Metric::ReturnZScore:
        return Words::tr("Return z-score");
    case Metric::PositionReturn:
        return Words::tr("Position's return");
    case Metric::OvernightExpiry:
        return Words::tr("Held overnight");
    case Metric::DataGap:
        return Words::tr("Data missing");
    }
    return {};
}

QString word(Limit limit)
{
    switch (limit) {
    case Limit::KillSwitch:
        return Words::tr("Kill switch");
    case Limit::Armed:
        return Words::tr("Live entries armed");
    case Limit::Account:
        return Words::tr("Account in order");
    case Limit::BrokerRules:
        return Words::tr("Broker's rules");
    case Limit::Agreement:
        return Words::tr("Books agree");
    case Limit::UnknownOrder:
        return Words::tr("No unknown order");
    case Limit::Clock:
        return Words::tr("Clock difference");
    case Limit::Watchlist:
        return Words::tr("In the watchlist");
    case Limit::Blocklist:
        return Words::tr("Not blocked");
    case Limit::Tradable:
        return Words::tr("Tradable");
    case Limit::Halt:
        return Words::tr("Not halted");
    case Limit::Session:
        return Words::tr("Market open");
    case Limit::QuoteUsable:
        return Words::tr("Quote's spread");
    case Limit::PriceAge:
        return Words::tr("Age of the price");
    case Limit::PriceDistance:
        return Words::tr("Limit from the market");
    case Limit::HeldQuantity:
        return Words::tr("Held quantity");
    case Limit::NoDoubling:
        return Words::tr("No doubling");
    case Limit::InstanceCash:
        return Words::tr("Instance's cash");
    case Limit::PositionNotional:
        return Words::tr("Position per symbol");
    case Limit::TotalExposure:
        return Words::tr("Total exposure");
    case Limit::EquityShare:
        return Words::tr("Share of equity");
    case Limit::OrdersPerDay:
        return Words::tr("Orders a day");
    case Limit::OrdersPerMinute:
        return Words::tr("Orders a minute");
    case Limit::NotionalPer4h:
        return Words::tr("Notional in 4 hours");
    case Limit::SymbolSpacing:
        return Words::tr("Time since last order");
    case Limit::PositionLoss:
        return Words::tr("Loss on the position");
    case Limit::DayLoss:
        return Words::tr("Loss on the day");
    case Limit::BorrowedMoney:
        return Words::tr("Borrowed money");
    case Limit::BuyingPower:
        return Words::tr("Buying power");
    }
    return {};
}

QString explanation(Limit limit)
{
    switch (limit) {
    case Limit::KillSwitch:
        return Words::tr(
            "Nothing passes while the kill switch is pressed, but a person's closing order.");
    case Limit::Armed:
        return Words::tr("Live entries wait until a person arms them, once per start.");
    case Limit::Account:
        return Words::tr("The account must be active and blocked by nobody.");
    case Limit::BrokerRules:
        return Words::tr("What the broker would refuse anyway: tick size, fractions, session, form "
                         "of the order.");
    case Limit::Agreement:
        return Words::tr("Our books and the broker's must agree on this symbol.");
    case Limit::UnknownOrder:
        return Words::tr("No order on this symbol may be waiting for the broker's word.");
    case Limit::Clock:
        return Words::tr("Our clock may differ from the broker's by this much.");
    case Limit::Watchlist:
        return Words::tr("Entries only in symbols that are watched.");
    case Limit::Blocklist:
        return Words::tr("The symbol must not stand on the blocklist.");
    case Limit::Tradable:
        return Words::tr("The broker must trade the symbol.");
    case Limit::Halt:
        return Words::tr("The symbol must not be halted; not knowing denies entries.");
    case Limit::Session:
        return Words::tr("The market is open, or extended hours are allowed.");
    case Limit::QuoteUsable:
        return Words::tr(
            "The quote must have two sides, neither crossed nor zero, and this spread at most.");
    case Limit::PriceAge:
        return Words::tr(
            "The price that the decision rests on may be this old, by the exchange's time.");
    case Limit::PriceDistance:
        return Words::tr("A limit price may be this far from the market.");
    case Limit::HeldQuantity:
        return Words::tr("Sells no more than is held and free: no short sales.");
    case Limit::NoDoubling:
        return Words::tr("No second entry where one is held or works.");
    case Limit::InstanceCash:
        return Words::tr("Stays within the instance's own allocation of cash.");
    case Limit::PositionNotional:
        return Words::tr(
            "The most that may be held of one symbol, working orders counted as filled.");
    case Limit::TotalExposure:
        return Words::tr("The most that may be held of all symbols together.");
    case Limit::EquityShare:
        return Words::tr("The largest share of equity that one symbol may be.");
    case Limit::OrdersPerDay:
        return Words::tr("The most entries in one trading day.");
    case Limit::OrdersPerMinute:
        return Words::tr("The most entries within any minute.");
    case Limit::NotionalPer4h:
        return Words::tr("The most that entries may cost within any four hours.");
    case Limit::SymbolSpacing:
        return Words::tr("The least time between two orders on a symbol.");
    case Limit::PositionLoss:
        return Words::tr("Never adds to a position that has lost more than its stop.");
    case Limit::DayLoss:
        return Words::tr("A day that lost this share of equity takes no new entries.");
    case Limit::BorrowedMoney:
        return Words::tr("Exposure stays within equity and cash: no borrowed money.");
    case Limit::BuyingPower:
        return Words::tr("The broker's buying power must suffice.");
    }
    return {};
}

QString word(LimitResult result)
{
    switch (result) {
    case LimitResult::Passed:
        return Words::tr("Passed");
    case LimitResult::Warned:
        return Words::tr("Warned");
    case LimitResult::Denied:
        return Words::tr("Denied");
    case LimitResult::Skipped:
        return Words::tr("Does not apply");
    }
    return {};
}

QString word(AuditKind kind)
{
    switch (kind) {
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
        return decisionWord(kind);
    case AuditKind::Started:
        return Words::tr("Started");
    case AuditKind::Stopped:
        return Words::tr("Stopped");
    case AuditKind::Configured:
        return Words::tr("Configured");
    case AuditKind::Submitted:
        return Words::tr("Submitted");
    case AuditKind::Acknowledged:
        return Words::tr("Acknowledged");
    case AuditKind::Rejected:
        return Words::tr("Rejected");
    case AuditKind::Unresolved:
        return Words::tr("Unresolved");
    case AuditKind::Resolved:
        return Words::tr("Resolved");
    case AuditKind::Filled:
        return Words::tr("Filled");
    case AuditKind::PartiallyFilled:
        return Words::tr("Partly filled");
    case AuditKind::Busted:
        return Words::tr("Busted");
    case AuditKind::CancelRequested:
        return Words::tr("Cancel asked");
    case AuditKind::Canceled:
        return Words::tr("Canceled");
    case AuditKind::OrderExpired:
        return Words::tr("Order expired");
    case AuditKind::IllegalTransition:
        return Words::tr("Not applied");
    case AuditKind::Adopted:
        return Words::tr("Adopted");
    case AuditKind::Reconciled:
        return Words::tr("Reconciled");
    case AuditKind::Difference:
        return Words::tr("Difference");
    case AuditKind::Killed:
        return Words::tr("Killed");
    case AuditKind::KillConfirmed:
        return Words::tr("Kill confirmed");
    case AuditKind::Released:
        return Words::tr("Released");
    case AuditKind::Armed:
        return Words::tr("Armed");
    case AuditKind::Disarmed:
        return Words::tr("Disarmed");
    case AuditKind::FeedChanged:
        return Words::tr("Feed");
    case AuditKind::CorporateAction:
        return Words::tr("Corporate action");
    case AuditKind::Blocked:
        return Words::tr("Blocked");
    case AuditKind::Unblocked:
        return Words::tr("Accepted");
    case AuditKind::Suspended:
        return Words::tr("Suspended");
    case AuditKind::SuspensionLifted:
        return Words::tr("Suspension lifted");
    case AuditKind::LiveUnlocked:
        return Words::tr("Live unlocked");
    case AuditKind::LiveLocked:
        return Words::tr("Live locked");
    case AuditKind::RecordBroken:
        return Words::tr("Record not whole");
    case AuditKind::RecordAccepted:
        return Words::tr("Record accepted");
    case AuditKind::InstanceReduced:
        return Words::tr("Book reduced");
    }
    return {};
}

QString word(Link link)
{
    switch (link) {
    case Link::MarketData:
        return Words::tr("Market data");
    case Link::TradeUpdates:
        return Words::tr("Trade updates");
    case Link::BrokerRest:
        return Words::tr("Broker");
    case Link::Journal:
        return Words::tr("Journal");
    case Link::News:
        return Words::tr("News");
    case Link::Options:
        return Words::tr("Options");
    }
    return {};
}

QString word(CallPurpose purpose)
{
    switch (purpose) {
    case CallPurpose::Orders:
        return Words::tr("orders");
    case CallPurpose::Truth:
        return Words::tr("account");
    case CallPurpose::Clock:
        return Words::tr("clock");
    case CallPurpose::History:
        return Words::tr("history");
    case CallPurpose::Check:
        return Words::tr("checks");
    case CallPurpose::Polling:
        return Words::tr("polling");
    case CallPurpose::GapFill:
        return Words::tr("gaps");
    case CallPurpose::News:
        return Words::tr("news");
    }
    return {};
}

QString word(LinkState state)
{
    switch (state) {
    case LinkState::Off:
        return Words::tr("Off");
    case LinkState::Connecting:
        return Words::tr("Connecting");
    case LinkState::Authenticating:
        return Words::tr("Signing in");
    case LinkState::Subscribing:
        return Words::tr("Subscribing");
    case LinkState::Live:
        return Words::tr("Live");
    case LinkState::Stale:
        return Words::tr("Silent");
    case LinkState::BackingOff:
        return Words::tr("Waiting to retry");
    case LinkState::Refused:
        return Words::tr("Refused");
    case LinkState::Offline:
        return Words::tr("Offline");
    }
    return {};
}

QString word(KillPhase phase)
{
    switch (phase) {
    case KillPhase::Off:
        return Words::tr("Off");
    case KillPhase::Cancelling:
        return Words::tr("Canceling orders");
    case KillPhase::Confirmed:
        return Words::tr("Killed");
    }
    return {};
}

QString word(ChartMarker::Kind kind)
{
    switch (kind) {
    case ChartMarker::Kind::Buy:
        return Words::tr("Bought");
    case ChartMarker::Kind::Sell:
        return Words::tr("Sold");
    case ChartMarker::Kind::Signal:
        return Words::tr("Signal");
    }
    return {};
}

QString word(Timeframe timeframe)
{
    switch (timeframe) {
    case Timeframe::Second1:
        return QStringLiteral("1s");
    case Timeframe::Second5:
        return QStringLiteral("5s");
    case Timeframe::Minute1:
        return QStringLiteral("1m");
    case Timeframe::Minute5:
        return QStringLiteral("5m");
    case Timeframe::Hour1:
        return QStringLiteral("1h");
    case Timeframe::Day1:
        return QStringLiteral("1D");
    }
    return {};
}

QString badge(Mode mode, Rules rules)
{
    switch (mode) {
    case Mode::Practice:
        return rules == Rules::Approval ? Words::tr("LIVE RULES (practice)")
                                        : Words::tr("PRACTICE");
    case Mode::Paper:
        return Words::tr("PAPER");
    case Mode::Live:
        return Words::tr("LIVE");
    }
    return {};
}

} // namespace tapedeck::text
