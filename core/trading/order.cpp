#include "trading/order.h"

#include "base/check.h"

#include <array>
#include <utility>

namespace tapedeck {

namespace {

template <class E>
using Word = std::pair<E, std::string_view>;

constexpr std::array kSides{Word<Side>{Side::Buy, "buy"}, Word<Side>{Side::Sell, "sell"}};

constexpr std::array kTypes{Word<OrderType>{OrderType::Market, "market"},
                            Word<OrderType>{OrderType::Limit, "limit"},
                            Word<OrderType>{OrderType::Stop, "stop"},
                            Word<OrderType>{OrderType::StopLimit, "stop_limit"},
                            Word<OrderType>{OrderType::TrailingStop, "trailing_stop"}};

constexpr std::array kTimesInForce{Word<TimeInForce>{TimeInForce::Day, "day"},
                                   Word<TimeInForce>{TimeInForce::Gtc, "gtc"},
                                   Word<TimeInForce>{TimeInForce::Opg, "opg"},
                                   Word<TimeInForce>{TimeInForce::Cls, "cls"},
                                   Word<TimeInForce>{TimeInForce::Ioc, "ioc"},
                                   Word<TimeInForce>{TimeInForce::Fok, "fok"}};

constexpr std::array kClasses{Word<OrderClass>{OrderClass::Simple, ""},
                              Word<OrderClass>{OrderClass::Bracket, "bracket"},
                              Word<OrderClass>{OrderClass::Oco, "oco"},
                              Word<OrderClass>{OrderClass::Oto, "oto"}};

constexpr std::array kStatuses{
    Word<OrderStatus>{OrderStatus::PendingNew, "pending_new"},
    Word<OrderStatus>{OrderStatus::Accepted, "accepted"},
    Word<OrderStatus>{OrderStatus::New, "new"},
    Word<OrderStatus>{OrderStatus::AcceptedForBidding, "accepted_for_bidding"},
    Word<OrderStatus>{OrderStatus::PartiallyFilled, "partially_filled"},
    Word<OrderStatus>{OrderStatus::Filled, "filled"},
    Word<OrderStatus>{OrderStatus::DoneForDay, "done_for_day"},
    Word<OrderStatus>{OrderStatus::Calculated, "calculated"},
    Word<OrderStatus>{OrderStatus::Stopped, "stopped"},
    Word<OrderStatus>{OrderStatus::Suspended, "suspended"},
    Word<OrderStatus>{OrderStatus::Held, "held"},
    Word<OrderStatus>{OrderStatus::PendingCancel, "pending_cancel"},
    Word<OrderStatus>{OrderStatus::Canceled, "canceled"},
    Word<OrderStatus>{OrderStatus::PendingReplace, "pending_replace"},
    Word<OrderStatus>{OrderStatus::Replaced, "replaced"},
    Word<OrderStatus>{OrderStatus::Expired, "expired"},
    Word<OrderStatus>{OrderStatus::Rejected, "rejected"},
    Word<OrderStatus>{OrderStatus::Unrecognised, "unrecognised"}};

constexpr std::array kEvents{
    Word<OrderEvent>{OrderEvent::PendingNew, "pending_new"},
    Word<OrderEvent>{OrderEvent::Accepted, "accepted"},
    Word<OrderEvent>{OrderEvent::New, "new"},
    Word<OrderEvent>{OrderEvent::PartialFill, "partial_fill"},
    Word<OrderEvent>{OrderEvent::Fill, "fill"},
    Word<OrderEvent>{OrderEvent::Canceled, "canceled"},
    Word<OrderEvent>{OrderEvent::Expired, "expired"},
    Word<OrderEvent>{OrderEvent::DoneForDay, "done_for_day"},
    Word<OrderEvent>{OrderEvent::Replaced, "replaced"},
    Word<OrderEvent>{OrderEvent::Rejected, "rejected"},
    Word<OrderEvent>{OrderEvent::Stopped, "stopped"},
    Word<OrderEvent>{OrderEvent::Suspended, "suspended"},
    Word<OrderEvent>{OrderEvent::Calculated, "calculated"},
    Word<OrderEvent>{OrderEvent::Held, "held"},
    Word<OrderEvent>{OrderEvent::PendingCancel, "pending_cancel"},
    Word<OrderEvent>{OrderEvent::PendingReplace, "pending_replace"},
    Word<OrderEvent>{OrderEvent::CancelRejected, "order_cancel_rejected"},
    Word<OrderEvent>{OrderEvent::ReplaceRejected, "order_replace_rejected"},
    Word<OrderEvent>{OrderEvent::TradeBust, "trade_bust"},
    Word<OrderEvent>{OrderEvent::TradeCorrect, "trade_correct"},
    Word<OrderEvent>{OrderEvent::Restated, "restated"},
    Word<OrderEvent>{OrderEvent::Unrecognised, "unrecognised"}};

template <class E, std::size_t N>
std::string_view wordOf(const std::array<Word<E>, N>& words, E value) noexcept
{
    for (const auto& [known, word] : words) {
        if (known == value)
            return word;
    }
    CHECK(false);
}

template <class E, std::size_t N>
std::optional<E> valueOf(const std::array<Word<E>, N>& words, std::string_view word) noexcept
{
    for (const auto& [value, known] : words) {
        if (known == word)
            return value;
    }
    return std::nullopt;
}

} // namespace

std::string_view toString(Side side) noexcept
{
    return wordOf(kSides, side);
}
std::string_view toString(OrderType type) noexcept
{
    return wordOf(kTypes, type);
}
std::string_view toString(TimeInForce tif) noexcept
{
    return wordOf(kTimesInForce, tif);
}
std::string_view toString(OrderClass orderClass) noexcept
{
    return wordOf(kClasses, orderClass);
}
std::string_view toString(OrderStatus status) noexcept
{
    return wordOf(kStatuses, status);
}
std::string_view toString(OrderEvent event) noexcept
{
    return wordOf(kEvents, event);
}

std::optional<Side> parseSide(std::string_view word) noexcept
{
    return valueOf(kSides, word);
}

std::optional<OrderType> parseOrderType(std::string_view word) noexcept
{
    return valueOf(kTypes, word);
}

std::optional<TimeInForce> parseTimeInForce(std::string_view word) noexcept
{
    return valueOf(kTimesInForce, word);
}

std::optional<OrderClass> parseOrderClass(std::string_view word) noexcept
{
    return valueOf(kClasses, word == "simple" ? std::string_view{} : word);
}
OrderStatus parseOrderStatus(std::string_view word) noexcept
{
    return valueOf(kStatuses, word).value_or(OrderStatus::Unrecognised);
}

OrderEvent parseOrderEvent(std::string_view word) noexcept
{
    return valueOf(kEvents, word).value_or(OrderEvent::Unrecognised);
}

bool isTerminal(OrderStatus status) noexcept
{
    switch (status) {
    case OrderStatus::Filled:
    case OrderStatus::Canceled:
    case OrderStatus::Expired:
    case OrderStatus::Rejected:
    case OrderStatus::Replaced:
        return true;
    case OrderStatus::PendingNew:
    case OrderStatus::Accepted:
    case OrderStatus::New:
    case OrderStatus::AcceptedForBidding:
    case OrderStatus::PartiallyFilled:
    case OrderStatus::DoneForDay:
    case OrderStatus::Calculated:
    case OrderStatus::Stopped:
    case OrderStatus::Suspended:
    case OrderStatus::Held:
    case OrderStatus::PendingCancel:
    case OrderStatus::PendingReplace:
    case OrderStatus::Unrecognised:
        return false;
    }
    CHECK(false);
}

} // namespace tapedeck
