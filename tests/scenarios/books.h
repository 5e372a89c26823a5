#pragma once

#include "base/fixed.h"
#include "practice_support.h"
#include "trading/mode.h"
#include "trading/order.h"

#include <QJsonObject>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

/// The same trades, told by two who kept books of their own.
namespace tapedeck::scenario {

/// Positions that are not flat, by symbol.
using Positions = std::map<std::string, Quantity>;
/// What each order was filled with, by client order id; orders without a fill are left out.
using FilledByOrder = std::map<std::string, Quantity>;

/// What the exchange says, all of it.
struct ExchangeBooks
{
    std::vector<BrokerOrder> orders; ///< of all times, oldest first
    FilledByOrder filled;            ///< summed from its activities
    Positions positions;

    [[nodiscard]] std::size_t openOrders() const;
    [[nodiscard]] const BrokerOrder* find(const std::string& clientOrderId) const;
};

/// Asks over REST, page by page. Fails the test where an answer cannot be read.
[[nodiscard]] ExchangeBooks exchangeBooks(practice::test::Client& client);
[[nodiscard]] std::size_t openOrdersAt(practice::test::Client& client);
[[nodiscard]] std::size_t orderCountAt(practice::test::Client& client);

/// What the audit log alone says.
struct AuditBooks
{
    std::vector<QJsonObject> rows;
    std::set<std::string> submitted; ///< client order ids of our intents
    std::set<std::string> adopted;   ///< of orders that others placed
    FilledByOrder filled;
    Positions positions; ///< our fills, and what was adopted or repaired

    [[nodiscard]] std::vector<QJsonObject> of(const char* kind) const;
    [[nodiscard]] std::size_t count(const char* kind) const { return of(kind).size(); }
};

/// The last word on the kill switch is that it is confirmed. The journal writes in order, a moment
/// after the command has said so: what the engine heard before is on record then, too.
[[nodiscard]] bool killIsOnRecord(const AuditBooks& books);

[[nodiscard]] AuditBooks auditBooks(const QByteArray& jsonLines);
/// Of a journal that may be written at the same time. Fails the test when the chain is broken.
[[nodiscard]] AuditBooks auditBooksOf(const std::filesystem::path& journal,
                                      Mode mode = Mode::Practice);

/// Fails the test where the two disagree: positions, each order's fills, and whose orders they are.
void expectEqual(const ExchangeBooks& exchange, const AuditBooks& ours);
/// Fails the test unless the executions in the journal, each of which is there once, add up to what
/// the exchange filled, order by order.
void expectEachExecutionOnce(const ExchangeBooks& exchange,
                             const AuditBooks& ours,
                             const std::filesystem::path& journal);

} // namespace tapedeck::scenario
