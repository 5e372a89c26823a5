#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

/// What the broker says of the account, its positions, its assets and its days.
namespace tapedeck {

/// The fields of Alpaca's account that decide something (alpaca.md, section 4.9).
struct Account
{
    std::string id;
    std::string status; ///< trading needs "ACTIVE"
    Money cash;
    Money equity;
    Money lastEquity; ///< at the previous close
    Money buyingPower;
    Money nonMarginableBuyingPower;
    Money longMarketValue;
    Money shortMarketValue; ///< negative
    std::int32_t multiplier = 1;
    std::int32_t optionsLevel = 0; ///< 2 and above may buy calls and puts
    bool tradingBlocked = false;
    bool accountBlocked = false;
    bool suspendedByUser = false;
    Timestamp createdAt; ///< when it was opened; zero = the broker does not say
    TAPEDECK_FIELDS(self.id,
                    self.status,
                    self.cash,
                    self.equity,
                    self.lastEquity,
                    self.buyingPower,
                    self.nonMarginableBuyingPower,
                    self.longMarketValue,
                    self.shortMarketValue,
                    self.multiplier,
                    self.optionsLevel,
                    self.tradingBlocked,
                    self.accountBlocked,
                    self.suspendedByUser,
                    self.createdAt)
    friend bool operator==(const Account&, const Account&) = default;
};

/// Cash that came into the account (+) or left it (-) without a trade: neither gain nor loss.
struct CashTransfer
{
    std::string id;                  ///< of the activity
    Date date{};                     ///< in New York
    std::optional<Timestamp> madeAt; ///< older rows have a date alone
    Money amount;
    TAPEDECK_FIELDS(self.id, self.date, self.madeAt, self.amount)
    friend bool operator==(const CashTransfer&, const CashTransfer&) = default;
};

/// A position as the broker keeps it.
struct BrokerPosition
{
    std::string symbol;
    Quantity quantity;          ///< signed
    Quantity availableQuantity; ///< not held for open orders
    Price averageEntryPrice;    ///< rounded to nine decimals
    Money costBasis;
    std::optional<Price> currentPrice;
    TAPEDECK_FIELDS(self.symbol,
                    self.quantity,
                    self.availableQuantity,
                    self.averageEntryPrice,
                    self.costBasis,
                    self.currentPrice)
    friend bool operator==(const BrokerPosition&, const BrokerPosition&) = default;
};

struct Asset
{
    std::string id;
    std::string symbol;
    std::string name;
    std::string exchange;
    std::string assetClass; ///< "us_equity", "us_option"
    bool active = false;
    bool tradable = false;
    bool marginable = false;
    bool shortable = false;
    bool fractionable = false;
    bool fractionableExtendedHours = false;
    std::int64_t multiplier = 1; ///< shares a unit: of an option contract
    bool pennyTicks = false;     ///< a contract of the Penny Interval Program
    TAPEDECK_FIELDS(self.id,
                    self.symbol,
                    self.name,
                    self.exchange,
                    self.assetClass,
                    self.active,
                    self.tradable,
                    self.marginable,
                    self.shortable,
                    self.fractionable,
                    self.fractionableExtendedHours,
                    self.multiplier,
                    self.pennyTicks)
    friend bool operator==(const Asset&, const Asset&) = default;
};

/// One trading day of the broker's calendar; a day that is not in it is closed.
struct CalendarDay
{
    Date date{};
    Timestamp open;         ///< regular session
    Timestamp close;        ///< early on half days
    Timestamp sessionOpen;  ///< pre-market
    Timestamp sessionClose; ///< after-hours
    TAPEDECK_FIELDS(self.date, self.open, self.close, self.sessionOpen, self.sessionClose)
    friend bool operator==(const CalendarDay&, const CalendarDay&) = default;
};

struct BrokerClock
{
    Timestamp at;
    bool isOpen = false;
    Timestamp nextOpen;
    Timestamp nextClose;
    TAPEDECK_FIELDS(self.at, self.isOpen, self.nextOpen, self.nextClose)
    friend bool operator==(const BrokerClock&, const BrokerClock&) = default;
};

} // namespace tapedeck
