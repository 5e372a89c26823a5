#pragma once

#include "base/canonical.h"
#include "config/document.h"
#include "desk/command.h"
#include "desk/snapshot.h"
#include "market/corporate_action.h"
#include "market/events.h"
#include "market/news.h"
#include "trading/account.h"
#include "trading/broker_error.h"
#include "trading/mode.h"
#include "trading/order.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Everything that can happen to the engine. Values; each is recorded in the session.
namespace tapedeck {

namespace input {

/// First of every run. The engine reads no file: its configuration, its identity and what an
/// earlier run left behind all come in here.
struct Started
{
    std::string runId; ///< start of every client order id; random live, a digest in a backtest
    Mode mode{};
    Rules rules{};
    TradingConfig config;
    std::string savedState; ///< what Engine::saveState() last gave, or empty
    std::string killed;     ///< why the kill switch is set, before anything else; empty = it is not
    bool muted = false;     ///< history is being played: strategies watch and stay silent
    std::string locked;     ///< live: why entries cannot be armed in this run; empty = they can
    TAPEDECK_FIELDS(self.runId,
                    self.mode,
                    self.rules,
                    self.config,
                    self.savedState,
                    self.killed,
                    self.muted,
                    self.locked)
};

/// History is over: strategies may speak from here on.
struct Unmuted
{
    TAPEDECK_FIELDS()
};

/// Bars from before the run, oldest first. Daily ones carry the baselines.
struct History
{
    std::string symbol;
    std::vector<Bar> bars; ///< all of one timeframe
    TAPEDECK_FIELDS(self.symbol, self.bars)
};

struct AccountNews
{
    Account account;
    TAPEDECK_FIELDS(self.account)
};
struct AssetNews
{
    std::vector<Asset> assets;
    TAPEDECK_FIELDS(self.assets)
};
struct CalendarNews
{
    std::vector<CalendarDay> days; ///< ascending
    TAPEDECK_FIELDS(self.days)
};
/// Our clock minus the broker's, measured half-way through the request.
struct ClockReading
{
    Nanoseconds skew{};
    TAPEDECK_FIELDS(self.skew)
};

/// The journal has the intent on disk: it may be on its way now.
struct IntentDurable
{
    std::string clientOrderId;
    TAPEDECK_FIELDS(self.clientOrderId)
};
/// The journal could not write it (disk full, ...): it was not and will not be sent.
struct IntentLost
{
    std::string clientOrderId;
    std::string reason;
    TAPEDECK_FIELDS(self.clientOrderId, self.reason)
};

/// The request's fate is not known: time-out, dropped connection, 5xx.
struct NoAnswer
{
    std::string reason;
    TAPEDECK_FIELDS(self.reason)
};
/// The request was stopped before it left (kill latch, throttle closed): certainly not sent.
struct NotSent
{
    std::string reason;
    TAPEDECK_FIELDS(self.reason)
};
struct NotFound
{
    TAPEDECK_FIELDS()
};
struct Done
{
    TAPEDECK_FIELDS()
};

struct SubmitReply
{
    std::string clientOrderId;
    std::variant<BrokerOrder, BrokerError, NoAnswer, NotSent> answer;
    TAPEDECK_FIELDS(self.clientOrderId, self.answer)
};
struct LookupReply
{
    std::string clientOrderId;
    std::variant<BrokerOrder, NotFound, NoAnswer> answer;
    TAPEDECK_FIELDS(self.clientOrderId, self.answer)
};
/// Done means that the request was accepted; the order is canceled when its update says so.
struct CancelReply
{
    std::string clientOrderId;
    std::variant<Done, BrokerError, NoAnswer> answer;
    TAPEDECK_FIELDS(self.clientOrderId, self.answer)
};
/// All open orders at the broker, ours or not: answers ListOpenOrders.
struct OpenOrders
{
    std::vector<BrokerOrder> orders;
    TAPEDECK_FIELDS(self.orders)
};
/// The broker's truth, whole: answers Reconcile.
struct BrokerTruth
{
    Account account;
    std::vector<BrokerPosition> positions;
    std::vector<BrokerOrder> orders;   ///< all open ones, and each that was asked for by client id
    std::vector<Execution> executions; ///< fill activities since the time that was asked for
    /// Since the time that was asked for; nothing = the broker did not say, and why.
    std::optional<std::vector<CashTransfer>> transfers;
    std::string noTransfers; ///< "transfers: no answer"
    TAPEDECK_FIELDS(self.account,
                    self.positions,
                    self.orders,
                    self.executions,
                    self.transfers,
                    self.noTransfers)
};
/// A request other than a submit failed; the shell tries again by itself.
struct RequestFailed
{
    std::string what; ///< "reconcile", "list open orders", ...
    std::string reason;
    TAPEDECK_FIELDS(self.what, self.reason)
};

struct LinkChanged
{
    Link link{};
    LinkState state{};
    std::string reason;
    TAPEDECK_FIELDS(self.link, self.state, self.reason)
};

/// A hole in a stream began, ended or was filled. What was missed comes with the news that it was
/// filled, before the stream's own next trades where that is possible: it goes into windows and
/// bars, and nobody acts on it as if it were now.
struct GapNews
{
    Gap gap;
    std::vector<Trade> trades; ///< in time order
    std::vector<Bar> bars;     ///< of minutes; they stand in where the trades made none
    TAPEDECK_FIELDS(self.gap, self.trades, self.bars)
};

/// News, each item or a later version of it; the same may come again, and by another way.
struct News
{
    NewsVia via{};
    std::vector<NewsItem> items;
    TAPEDECK_FIELDS(self.via, self.items)
};

/// What was announced for these symbols, whole: answers FetchCorporateActions.
struct CorporateActions
{
    std::vector<std::string> symbols;
    Date from{}; ///< both included
    Date to{};
    std::vector<CorporateAction> actions;
    std::vector<std::string> unreadable; ///< a sentence each
    TAPEDECK_FIELDS(self.symbols, self.from, self.to, self.actions, self.unreadable)
};

/// What became of SuspendTrading.
struct SuspendReply
{
    bool suspended = false; ///< what was asked for
    std::variant<Done, BrokerError, NoAnswer> answer;
    TAPEDECK_FIELDS(self.suspended, self.answer)
};

/// The record was held against what is remembered of it outside.
struct RecordChecked
{
    bool whole = false;
    std::string what; ///< is wrong with it, as a sentence
    TAPEDECK_FIELDS(self.whole, self.what)
};

/// It is time to compare our books with the broker's although the stream is well, or because it is
/// away.
struct CheckDue
{
    TAPEDECK_FIELDS()
};

/// Each full 100 ms of the run's time, before the first input at or past it.
struct Tick
{
    TAPEDECK_FIELDS()
};

} // namespace input

/// The alternatives' order is part of the session format: append only.
using InputWhat = std::variant<input::Tick,
                               MarketEvent,
                               OrderUpdate,
                               input::Started,
                               input::Unmuted,
                               input::History,
                               input::AccountNews,
                               input::AssetNews,
                               input::CalendarNews,
                               input::ClockReading,
                               input::IntentDurable,
                               input::IntentLost,
                               input::SubmitReply,
                               input::LookupReply,
                               input::CancelReply,
                               input::OpenOrders,
                               input::BrokerTruth,
                               input::RequestFailed,
                               input::LinkChanged,
                               Command,
                               input::GapNews,
                               input::CheckDue,
                               input::News,
                               input::CorporateActions,
                               input::SuspendReply,
                               input::RecordChecked>;

/// One thing that happened. `at` never decreases within a run and is the engine's only clock.
struct Input
{
    Timestamp at;
    InputWhat what;
    TAPEDECK_FIELDS(self.at, self.what)
};

} // namespace tapedeck
