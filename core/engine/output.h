#pragma once

#include "audit/entry.h"
#include "base/canonical.h"
#include "market/news.h"
#include "orders/intent.h"
#include "trading/order.h"

#include <string>
#include <variant>
#include <vector>

/// Everything that the engine can want done. Values; their canonical bytes make the run's digest.
/// All outputs of one step belong together: the journal writes what is its own in one transaction,
/// and an order leaves only after that. What is asked of the broker otherwise leaves at once.
namespace tapedeck {

namespace output {

/// To the journal first, from there as Durable to the broker.
struct SubmitOrder
{
    OrderIntent intent;
    TAPEDECK_FIELDS(self.intent)
};
struct CancelOrder
{
    std::string clientOrderId;
    std::string brokerOrderId;
    TAPEDECK_FIELDS(self.clientOrderId, self.brokerOrderId)
};
/// Kill: every open order of the account, placed by us or elsewhere.
struct CancelAllOrders
{
    TAPEDECK_FIELDS()
};
/// What became of an order whose request was not answered.
struct LookupOrder
{
    std::string clientOrderId;
    TAPEDECK_FIELDS(self.clientOrderId)
};
struct ListOpenOrders
{
    TAPEDECK_FIELDS()
};
/// Fetch account, positions, open orders, these orders, fills since then, and transfers of cash.
struct Reconcile
{
    std::vector<std::string> clientOrderIds;
    Timestamp fillsAfter;
    Timestamp transfersAfter; ///< the close of the day before
    TAPEDECK_FIELDS(self.clientOrderIds, self.fillsAfter, self.transfersAfter)
};
/// Kill is confirmed: nothing more is awaited on the trading stream.
struct CloseTradeStream
{
    TAPEDECK_FIELDS()
};
struct OpenTradeStream
{
    TAPEDECK_FIELDS()
};
/// The account itself refuses new orders, or takes them again. Asked again until it is answered.
struct SuspendTrading
{
    bool suspended = false;
    TAPEDECK_FIELDS(self.suspended)
};
/// To the durable latch, at once.
struct SetKillLatch
{
    bool killed = false;
    TAPEDECK_FIELDS(self.killed)
};
/// Market data wanted from now on: the whole list, most important first.
struct Subscribe
{
    std::vector<std::string> symbols;
    TAPEDECK_FIELDS(self.symbols)
};
/// To the journal: one row, chained there.
struct AppendAudit
{
    AuditEntry entry;
    TAPEDECK_FIELDS(self.entry)
};
/// To the journal: an order as it is now known, and a fill of it if that is the news.
struct RecordOrder
{
    BrokerOrder order;
    std::optional<Execution> execution;
    TAPEDECK_FIELDS(self.order, self.execution)
};
/// To the journal: a version of a news item that was not known yet, with its score.
struct RecordNews
{
    NewsItem item;
    NewsVia via{};
    Timestamp receivedAt;
    std::int32_t scoreMilli = 0;
    std::string label; ///< "negative", "neutral", "positive"
    TAPEDECK_FIELDS(self.item, self.via, self.receivedAt, self.scoreMilli, self.label)
};
/// To the journal: a source told of a story for the first time. `story`: the id under which it
/// became known.
struct RecordSighting
{
    std::int64_t story = 0;
    NewsVia via{};
    Timestamp created; ///< by the source
    Timestamp receivedAt;
    TAPEDECK_FIELDS(self.story, self.via, self.created, self.receivedAt)
};
/// What was announced for these symbols from one New York day to another, both included.
struct FetchCorporateActions
{
    std::vector<std::string> symbols;
    Date from{};
    Date to{};
    TAPEDECK_FIELDS(self.symbols, self.from, self.to)
};
/// To the journal, replacing the last: everything that decides (DESIGN: durable before sent). A
/// restart hands it back in Started.
struct SaveState
{
    std::string bytes;
    TAPEDECK_FIELDS(self.bytes)
};

} // namespace output

/// Append only, as with inputs.
using Output = std::variant<output::SubmitOrder,
                            output::CancelOrder,
                            output::CancelAllOrders,
                            output::LookupOrder,
                            output::ListOpenOrders,
                            output::Reconcile,
                            output::CloseTradeStream,
                            output::OpenTradeStream,
                            output::SetKillLatch,
                            output::Subscribe,
                            output::AppendAudit,
                            output::RecordOrder,
                            output::SaveState,
                            output::RecordNews,
                            output::FetchCorporateActions,
                            output::RecordSighting,
                            output::SuspendTrading>;

} // namespace tapedeck
