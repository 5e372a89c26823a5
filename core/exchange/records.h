#pragma once

#include "exchange/wide.h"
#include "trading/account.h"
#include "trading/configuration.h"
#include "trading/order.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the exchange must not forget, as rows.
namespace tapedeck {

/// An order with what only the exchange knows of it. Key: order.id.
struct OrderRecord
{
    std::uint64_t number = 0; ///< place in the order of submission, from 0
    BrokerOrder order;
    Wide filledValue; ///< exact sum of price x quantity over its fills
    Money spent;      ///< the same in dollars, each fill rounded as it was booked
    /// Buy orders without a limit: the price at which buying power was set aside for them.
    std::optional<Price> valuedAt;
    /// Sell orders by notional: the shares that are held for what is left of them.
    Quantity held;
    /// Buy stops: the limit that they have once triggered, as Alpaca turns them into stop-limits.
    std::optional<Price> collar;
    bool triggered = false; ///< stops: the market has been there
    /// The numbers of the orders that belong to this one, profit target first; of a leg: of none.
    std::vector<std::uint64_t> legs;
    std::optional<std::uint64_t> parent; ///< of a leg
    TAPEDECK_FIELDS(self.number,
                    self.order,
                    self.filledValue,
                    self.spent,
                    self.valuedAt,
                    self.held,
                    self.collar,
                    self.triggered,
                    self.legs,
                    self.parent)
    friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

/// A fill, as the list of activities shows it. Key: execution.id.
struct FillActivity
{
    std::uint64_t number = 0; ///< from 0
    /// "20220202135509981::2d7b..." in New York wall time; its uuid is not the execution's id.
    std::string id;
    Execution execution; ///< with the order's cumulative quantity
    Quantity leaves;     ///< zero when the order is filled, or asked for dollars
    OrderStatus orderStatus{};
    TAPEDECK_FIELDS(self.number, self.id, self.execution, self.leaves, self.orderStatus)
    friend bool operator==(const FillActivity&, const FillActivity&) = default;
};

/// Cash that was paid in or out, as the list of activities shows it. Key: transfer.id.
struct TransferRecord
{
    std::uint64_t number = 0; ///< from 0
    CashTransfer transfer;
    TAPEDECK_FIELDS(self.number, self.transfer)
    friend bool operator==(const TransferRecord&, const TransferRecord&) = default;
};

/// What stands in one symbol: the position, and the market as far as fills depend on it.
/// Key: symbol.
struct BookRecord
{
    std::string symbol;
    Quantity position;
    Wide cost; ///< exact cost of the position
    Price bid; ///< zero = no quote that may be traded on stands
    Price ask;
    Quantity bidLeft; ///< displayed and not yet taken by our fills
    Quantity askLeft;
    std::optional<Price> last;          ///< in any session
    std::optional<Price> regularLast;   ///< of today's regular session
    std::optional<Price> previousClose; ///< of the day before
    bool halted = false;
    TAPEDECK_FIELDS(self.symbol,
                    self.position,
                    self.cost,
                    self.bid,
                    self.ask,
                    self.bidLeft,
                    self.askLeft,
                    self.last,
                    self.regularLast,
                    self.previousClose,
                    self.halted)
    friend bool operator==(const BookRecord&, const BookRecord&) = default;
};

/// The account's one row.
struct AccountRecord
{
    std::string seed;
    Timestamp now; ///< the exchange's time so far
    Money cash;
    Money lastEquity;                   ///< at the close of the day before
    std::optional<Money> closingEquity; ///< at today's close, once it is over
    std::uint64_t idsMade = 0;
    AccountConfiguration configuration;
    TAPEDECK_FIELDS(self.seed,
                    self.now,
                    self.cash,
                    self.lastEquity,
                    self.closingEquity,
                    self.idsMade,
                    self.configuration)
    friend bool operator==(const AccountRecord&, const AccountRecord&) = default;
};

/// The whole exchange, or what changed in it: then orders and books replace those with the same
/// key, and fills and transfers are new.
struct ExchangeState
{
    AccountRecord account;
    std::vector<OrderRecord> orders; ///< ascending by number
    std::vector<FillActivity> fills; ///< ascending by number
    std::vector<BookRecord> books;
    std::vector<TransferRecord> transfers; ///< ascending by number
    TAPEDECK_FIELDS(self.account, self.orders, self.fills, self.books, self.transfers)
    friend bool operator==(const ExchangeState&, const ExchangeState&) = default;
};

/// Brings `state` up to date with what changed since: how a journal of changes is read back.
void applyChanges(ExchangeState& state, const ExchangeState& changes);

} // namespace tapedeck
