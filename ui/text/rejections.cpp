#include "ui/text/rejections.h"

#include <QCoreApplication>

#include <array>
#include <cstddef>

namespace tapedeck::text {

namespace {

struct Row
{
    Rejection rejection;
    const char* what;
    const char* remedy;
};

/// In the order of the enumeration, behind Unrecognised.
constexpr std::array kAdvice{
    Row{Rejection::Keys,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker does not accept the keys."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Enter the keys of this mode again in Settings, Accounts: paper and live "
                          "have a pair each.")},
    Row{Rejection::Forbidden,
        QT_TRANSLATE_NOOP("tapedeck::text", "The account may not do this."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Look at the account on the broker's site: it may be restricted, or the "
                          "keys may belong to another one.")},
    Row{Rejection::DataPlan,
        QT_TRANSLATE_NOOP("tapedeck::text", "The data plan does not include this."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Choose another source in Settings, Feed, or change the plan.")},
    Row{Rejection::RateLimit,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker allows no more requests for now."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Nothing to do: what waits goes out when the minute is over.")},
    Row{Rejection::BrokerTrouble,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker has trouble of its own."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Wait, and look at the broker's status page if it lasts.")},
    Row{Rejection::AccountInactive,
        QT_TRANSLATE_NOOP("tapedeck::text", "The account is not allowed to trade."),
        QT_TRANSLATE_NOOP(
            "tapedeck::text",
            "Log in at the broker: something there waits for you, or the account is blocked.")},
    Row{Rejection::SuspendedByUser,
        QT_TRANSLATE_NOOP("tapedeck::text", "Trading is suspended in the account's own settings."),
        QT_TRANSLATE_NOOP(
            "tapedeck::text",
            "Take \"suspend trade\" back at the broker when you want to trade again.")},
    Row{Rejection::ClosingOnly,
        QT_TRANSLATE_NOOP("tapedeck::text", "The account may only close positions."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Close or reduce positions, and ask the broker why.")},
    Row{Rejection::BuyingPower,
        QT_TRANSLATE_NOOP("tapedeck::text", "There is not enough buying power."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Buy less, cancel open buy orders, or sell something first.")},
    Row{Rejection::HeldForOrders,
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "The shares are not there, or other open orders hold them."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Cancel those orders, wait until they are canceled, then sell.")},
    Row{Rejection::NoShortSales,
        QT_TRANSLATE_NOOP("tapedeck::text", "The order would sell what is not held."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Sell no more than the position.")},
    Row{Rejection::DayTrading,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker's rule on day trading stands in the way."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Hold the position over night, or raise the equity of the account.")},
    Row{Rejection::OptionsLevel,
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "The account's level of option trading does not allow this."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Ask the broker for a higher level.")},
    Row{Rejection::WashTrade,
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "An open order on the other side could trade with this one."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Cancel that order first.")},
    Row{Rejection::DuplicateId,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker has had an order of this id."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Look at that order: this one was not placed a second time.")},
    Row{Rejection::UnknownAsset,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker does not list this symbol."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Check its spelling in the watchlist; it may have been renamed.")},
    Row{Rejection::AssetInactive,
        QT_TRANSLATE_NOOP("tapedeck::text", "The symbol is not traded at the broker now."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Take it off the watchlist, or wait until it trades again.")},
    Row{Rejection::NotFractionable,
        QT_TRANSLATE_NOOP("tapedeck::text", "This symbol trades in whole shares only."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Use a whole number of shares.")},
    Row{Rejection::FractionForm,
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Orders for fractions of a share must be simple orders for the day."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Use a whole number of shares, or a day order.")},
    Row{Rejection::Tick,
        QT_TRANSLATE_NOOP("tapedeck::text", "The price is finer than the market's tick."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Use cents from one dollar on, and four decimals below.")},
    Row{Rejection::StopSide,
        QT_TRANSLATE_NOOP("tapedeck::text", "The stop is on the wrong side of the market."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "A stop to sell stands below the market, one to buy above it.")},
    Row{Rejection::Amount,
        QT_TRANSLATE_NOOP("tapedeck::text", "The order's size is missing or not allowed."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Give either a quantity or an amount of dollars, above zero.")},
    Row{Rejection::NotionalTooSmall,
        QT_TRANSLATE_NOOP("tapedeck::text", "The order is too small."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Order for one dollar at least.")},
    Row{Rejection::PriceForm,
        QT_TRANSLATE_NOOP("tapedeck::text", "A price of the order is missing or not allowed."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Check limit and stop against the order's type and the market.")},
    Row{Rejection::TimeInForce,
        QT_TRANSLATE_NOOP("tapedeck::text", "The order's time in force is not allowed here."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Use an order for the day.")},
    Row{Rejection::ExtendedHours,
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Before and after regular hours only limit orders trade."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Use a limit order for the day, or wait for the open.")},
    Row{Rejection::MarketClosed,
        QT_TRANSLATE_NOOP("tapedeck::text", "The market is closed for this order."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Place it again in regular hours.")},
    Row{Rejection::OrderClass,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker does not take this combination of orders."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Place the orders one by one.")},
    Row{Rejection::OrderEnded,
        QT_TRANSLATE_NOOP("tapedeck::text", "The order had ended already."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Nothing to do.")},
    Row{Rejection::NotReplaceable,
        QT_TRANSLATE_NOOP("tapedeck::text", "The order cannot be changed as it stands."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Wait until it works at the market, or cancel it and place another.")},
    Row{Rejection::OrderNotFound,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker does not know the order."),
        QT_TRANSLATE_NOOP("tapedeck::text", "Compare the list of orders on the broker's site.")},
    Row{Rejection::PositionNotFound,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker holds no such position."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "Nothing to close; the positions here are brought up to date.")},
    Row{Rejection::NotFound,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker does not know what was asked for."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "If it comes again, report it: the program asked for the wrong thing.")},
    Row{Rejection::BadRequest,
        QT_TRANSLATE_NOOP("tapedeck::text", "The broker did not understand the request."),
        QT_TRANSLATE_NOOP("tapedeck::text",
                          "If it comes again, report it: the program asked in the wrong way.")},
};

constexpr bool isInOrder()
{
    for (std::size_t i = 0; i < kAdvice.size(); ++i) {
        if (static_cast<std::size_t>(kAdvice[i].rejection) != i + 1)
            return false;
    }
    return kAdvice.size() + 1 == kRejectionCount;
}
static_assert(isInOrder(), "each rejection has its advice, in the order of the enumeration");

} // namespace

Advice advice(Rejection rejection)
{
    if (rejection == Rejection::Unrecognised)
        return {};
    const Row& row = kAdvice.at(static_cast<std::size_t>(rejection) - 1);
    return {QCoreApplication::translate("tapedeck::text", row.what),
            QCoreApplication::translate("tapedeck::text", row.remedy)};
}

} // namespace tapedeck::text
