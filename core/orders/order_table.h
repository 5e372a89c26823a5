#pragma once

#include "base/canonical.h"
#include "orders/intent.h"
#include "orders/life_cycle.h"
#include "portfolio/position_book.h"
#include "trading/order.h"
#include "trading/rejection.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// A fill that is in our books.
struct BookedFill
{
    std::string id;                     ///< of the execution
    std::optional<Quantity> cumulative; ///< filled quantity of the order after it
    Price price;
    Quantity quantity; ///< negative: it took back another one
    TAPEDECK_FIELDS(self.id, self.cumulative, self.price, self.quantity)
};

/// The reason of an order that the broker did not know when it was looked up.
inline constexpr std::string_view kNeverArrived = "the broker never received it";
/// A kernel sends again for some minutes what a line that was cut has swallowed, even when the
/// program has closed its end.
inline constexpr Nanoseconds kArrivesLateMost = std::chrono::minutes{15};

/// One order that we know of: ours from its intent on, or adopted.
struct TrackedOrder
{
    IntentRecord intent; ///< of an adopted order: the broker's specification, origin External
    std::int64_t multiplier = 1; ///< shares a unit: of an option contract
    OrderPhase phase{};
    OrderStatus status = OrderStatus::PendingNew;
    std::string brokerId;   ///< empty until the broker has named it
    Quantity booked;        ///< filled quantity that is in our books
    ExactMoney bookedValue; ///< without the multiplier, as is recoveredValue
    Quantity recovered; ///< all fills up to this cumulative quantity are booked, whatever their ids
    ExactMoney recoveredValue;
    std::vector<BookedFill> fills;
    bool cancelWanted = false;
    bool counted = false; ///< the account's figures include it
    Timestamp changedAt;
    std::string reason;                 ///< the broker's words, if it rejected it
    std::optional<Rejection> rejection; ///< what they mean
    TAPEDECK_FIELDS(self.intent,
                    self.multiplier,
                    self.phase,
                    self.status,
                    self.brokerId,
                    self.booked,
                    self.bookedValue,
                    self.recovered,
                    self.recoveredValue,
                    self.fills,
                    self.cancelWanted,
                    self.counted,
                    self.changedAt,
                    self.reason,
                    self.rejection)

    [[nodiscard]] const OrderSpec& spec() const noexcept { return intent.ticket.order; }
    [[nodiscard]] bool isOpen() const noexcept { return phase != OrderPhase::Done; }
    [[nodiscard]] bool isExternal() const noexcept
    {
        return intent.ticket.origin.kind == OriginKind::External;
    }
    [[nodiscard]] bool isPersonsExit() const noexcept { return intent.ticket.isPersonsExit(); }
    /// Its end is a conclusion of ours.
    [[nodiscard]] bool wasGivenUp() const noexcept
    {
        return !isOpen() && brokerId.empty() && reason == kNeverArrived;
    }
    /// Given up, and the network may still have it.
    [[nodiscard]] bool mayStillArrive(Timestamp now) const noexcept
    {
        return wasGivenUp() && now - changedAt <= kArrivesLateMost;
    }
    /// What may still fill of an open order, at most: for a notional order, at its worst price.
    [[nodiscard]] Quantity remaining() const noexcept;
    /// remaining() at the worst price; what is left of the notional.
    [[nodiscard]] Money remainingNotional() const noexcept;
    /// The same two, of an order that is open or may still arrive.
    [[nodiscard]] Quantity atStake(Timestamp now) const noexcept;
    [[nodiscard]] Money notionalAtStake(Timestamp now) const noexcept;

private:
    [[nodiscard]] Quantity left() const noexcept;
    [[nodiscard]] Money notionalLeft() const noexcept;
};

/// A part of an order that came into our books just now.
struct Booking
{
    std::string clientOrderId;
    Side side{};
    Price price;
    Quantity quantity;
    Timestamp at;
    std::string executionId; ///< empty: recovered from the broker's cumulative figures
};

/// All orders by client order id, and which of their fills are booked. Each execution counts once,
/// in whatever order streams and answers tell of it: duplicates are known by id, and fills that
/// were recovered from cumulative figures by quantity (DESIGN: recovery without execution ids).
class OrderTable
{
public:
    /// Done orders beyond this many are forgotten, oldest first.
    static constexpr std::size_t kDoneMax = 100;
    /// And of these so many outlive a restart: the state is saved often. One that is forgotten and
    /// spoken of again is a stranger whose fills come with the positions. One that may still arrive
    /// is forgotten last.
    static constexpr std::size_t kDoneSaved = 16;

    TrackedOrder& add(IntentRecord intent, Timestamp now, std::int64_t multiplier = 1);
    /// An order that was placed elsewhere; `market` values it where it has no price of its own.
    /// What it has filled by now counts as known: positions bring it. Precondition: not known.
    TrackedOrder&
    adopt(const BrokerOrder& order, Price market, Timestamp now, std::int64_t multiplier = 1);
    [[nodiscard]] TrackedOrder* find(std::string_view clientOrderId) noexcept;
    [[nodiscard]] const TrackedOrder* find(std::string_view clientOrderId) const noexcept;

    /// The order moves on as the life-cycle table says. False: illegal, nothing changed.
    [[nodiscard]] bool advance(TrackedOrder& order, OrderStep step, Timestamp now);
    /// What the broker says of the order, from any source. The phase follows the status; a status
    /// never leads back from an end that the broker told. An end that we concluded ourselves (never
    /// arrived, not sent) gives way to the broker's word. False: illegal, nothing changed.
    [[nodiscard]] bool observe(TrackedOrder& order, const BrokerOrder& seen, Timestamp now);

    /// The fill, booked now, or a bust, which has a negative quantity. Nothing for a duplicate.
    [[nodiscard]] std::optional<Booking> book(TrackedOrder& order, const Execution& execution);
    /// `execution` stands in place of the fill `previousId`: what is taken back and what is booked.
    /// Nothing for a duplicate, and where that fill is not known by its id.
    [[nodiscard]] std::vector<Booking>
    correct(TrackedOrder& order, std::string_view previousId, const Execution& execution);
    /// What the broker's cumulative figures have beyond our books, booked now. Activities of the
    /// order give the exact prices where they cover the difference; else the average does.
    [[nodiscard]] std::vector<Booking>
    recover(TrackedOrder& order, const BrokerOrder& seen, const std::vector<Execution>& activities);

    /// In order of client order id.
    [[nodiscard]] const std::map<std::string, TrackedOrder, std::less<>>& all() const noexcept
    {
        return m_orders;
    }
    [[nodiscard]] std::size_t openCount() const noexcept;
    [[nodiscard]] bool anyMayStillArrive(Timestamp now) const noexcept;
    /// The account has been told anew: its figures include what the broker has acknowledged.
    void markCounted() noexcept;

    using CanonicalFields = void;
    static void visitFields(auto& visit, auto& self)
    {
        if constexpr (std::is_const_v<std::remove_reference_t<decltype(self)>>) {
            const std::vector<std::string> kept = self.doneToSave();
            visit(static_cast<std::uint32_t>(self.m_orders.size() - self.m_done.size() +
                                             kept.size()));
            for (const auto& [id, order] : self.m_orders) {
                if (order.isOpen() || std::find(kept.begin(), kept.end(), id) != kept.end())
                    visit(order);
            }
            visit(kept);
        } else {
            std::vector<TrackedOrder> orders;
            visit(orders);
            self.m_orders.clear();
            for (TrackedOrder& order : orders)
                self.m_orders.emplace(order.intent.clientOrderId, std::move(order));
            visit(self.m_done);
        }
    }

private:
    void finish(const TrackedOrder& order);
    /// The newest, and those that were given up.
    [[nodiscard]] std::vector<std::string> doneToSave() const;
    static Booking put(TrackedOrder& order, const Execution& execution);

    std::map<std::string, TrackedOrder, std::less<>> m_orders;
    std::vector<std::string> m_done; ///< client ids of ended orders, oldest first
};

} // namespace tapedeck
