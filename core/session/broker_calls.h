#pragma once

#include "engine/input.h"
#include "engine/output.h"
#include "session/rest_call.h"
#include "wire/rest_bodies.h"

#include <optional>
#include <string>
#include <vector>

/// The requests of a broker deck and what their answers mean to the engine; pure. Every reader
/// takes any answer, also none.
namespace tapedeck {

/// Lists ask for so many; a full page means that there may be more.
inline constexpr std::size_t kOrdersPageMax = 500;
inline constexpr std::size_t kFillsPageMax = 100;
/// More fills than this since the last reconciliation are not believed.
inline constexpr std::size_t kFillsMax = 50'000;
/// Nor more entries of the account in two days.
inline constexpr std::size_t kEntriesMax = 10'000;

[[nodiscard]] RestCall submitCall(const IntentRecord& intent);
/// A 2xx whose body is no order, a 5xx and a redirect are no answer: the order may exist.
[[nodiscard]] input::SubmitReply submitReply(const std::string& clientOrderId,
                                             const RestAnswer& answer);

[[nodiscard]] RestCall cancelCall(const std::string& brokerOrderId);
[[nodiscard]] input::CancelReply cancelReply(const std::string& clientOrderId,
                                             const RestAnswer& answer);
[[nodiscard]] RestCall cancelAllCall();
/// Nothing when each was accepted, else what is to be said. An order that has ended meanwhile is
/// no failure.
[[nodiscard]] std::optional<std::string> cancelAllProblem(const RestAnswer& answer);

[[nodiscard]] RestCall lookupCall(const std::string& clientOrderId);
/// Only the broker's own words are a "not found"; a proxy's 404 is no answer.
[[nodiscard]] input::LookupReply lookupReply(const std::string& clientOrderId,
                                             const RestAnswer& answer);

/// All open ones, legs of brackets as rows of their own (nested=false), so that none is overlooked.
[[nodiscard]] RestCall openOrdersCall();
/// Errors: Unavailable, Refused, Malformed (one of them cannot be read, so the list is not whole),
/// OutOfRange (a full page).
[[nodiscard]] Result<std::vector<BrokerOrder>> readOpenOrders(const RestAnswer& answer);

[[nodiscard]] RestCall accountCall();
[[nodiscard]] Result<Account> readAccount(const RestAnswer& answer);
[[nodiscard]] RestCall positionsCall();
[[nodiscard]] Result<std::vector<BrokerPosition>> readPositions(const RestAnswer& answer);
[[nodiscard]] RestCall fillsCall(Timestamp after, const std::string& pageToken);
struct FillsPage
{
    std::vector<Execution> executions;
    std::string nextToken; ///< empty: the last page
};
[[nodiscard]] Result<FillsPage> readFills(const RestAnswer& answer);
/// What moved in the account without a trade. All kinds are asked for: a list of types with one
/// that the broker does not know would be refused.
[[nodiscard]] RestCall transfersCall(Timestamp after, const std::string& pageToken);
struct TransfersPage
{
    std::vector<CashTransfer> transfers;
    std::size_t entries = 0; ///< of every kind
    std::string nextToken;   ///< empty: the last page
};
[[nodiscard]] Result<TransfersPage> readTransfers(const RestAnswer& answer);

[[nodiscard]] RestCall clockCall();
[[nodiscard]] Result<BrokerClock> readClock(const RestAnswer& answer);
[[nodiscard]] RestCall calendarCall(Date from, Date to);
[[nodiscard]] Result<std::vector<CalendarDay>> readCalendar(const RestAnswer& answer);
[[nodiscard]] RestCall assetCall(const std::string& symbol);
/// Nothing for a symbol that the broker does not list.
[[nodiscard]] Result<std::optional<Asset>> readAsset(const RestAnswer& answer);
/// The account refuses new orders, or takes them again.
[[nodiscard]] RestCall suspendCall(bool suspended);
[[nodiscard]] input::SuspendReply suspendReply(bool suspended, const RestAnswer& answer);
[[nodiscard]] RestCall contractCall(const std::string& symbol);
/// The same for an option contract.
[[nodiscard]] Result<std::optional<Asset>> readContract(const RestAnswer& answer);
/// Several megabytes; for long lists of symbols.
[[nodiscard]] RestCall allAssetsCall();
[[nodiscard]] Result<std::vector<Asset>> readAssets(const RestAnswer& answer);

} // namespace tapedeck
