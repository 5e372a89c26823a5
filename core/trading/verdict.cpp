#include "trading/verdict.h"

#include "base/check.h"

namespace tapedeck {

std::string_view toString(Limit limit) noexcept
{
    switch (limit) {
    case Limit::KillSwitch:
        return "kill_switch";
    case Limit::Armed:
        return "armed";
    case Limit::Account:
        return "account";
    case Limit::BrokerRules:
        return "broker_rules";
    case Limit::Agreement:
        return "agreement";
    case Limit::UnknownOrder:
        return "unknown_order";
    case Limit::Clock:
        return "clock";
    case Limit::Watchlist:
        return "watchlist";
    case Limit::Blocklist:
        return "blocklist";
    case Limit::Tradable:
        return "tradable";
    case Limit::Halt:
        return "halt";
    case Limit::Session:
        return "session";
    case Limit::QuoteUsable:
        return "quote_usable";
    case Limit::PriceAge:
        return "price_age";
    case Limit::PriceDistance:
        return "price_distance";
    case Limit::HeldQuantity:
        return "held_quantity";
    case Limit::NoDoubling:
        return "no_doubling";
    case Limit::InstanceCash:
        return "instance_cash";
    case Limit::PositionNotional:
        return "position_notional";
    case Limit::TotalExposure:
        return "total_exposure";
    case Limit::EquityShare:
        return "equity_share";
    case Limit::OrdersPerDay:
        return "orders_per_day";
    case Limit::OrdersPerMinute:
        return "orders_per_minute";
    case Limit::NotionalPer4h:
        return "notional_per_4h";
    case Limit::SymbolSpacing:
        return "symbol_spacing";
    case Limit::PositionLoss:
        return "position_loss";
    case Limit::DayLoss:
        return "day_loss";
    case Limit::BorrowedMoney:
        return "borrowed_money";
    case Limit::BuyingPower:
        return "buying_power";
    }
    CHECK(false);
}

} // namespace tapedeck
