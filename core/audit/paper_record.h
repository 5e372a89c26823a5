#pragma once

#include "audit/entry.h"
#include "market/session.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tapedeck {

/// What the record of paper trading shows, row by row: our orders that were filled, the round trips
/// that they made, and the differences that nothing explained. Orders that were placed elsewhere do
/// not count.
class PaperRecord
{
public:
    struct Order
    {
        std::string symbol;
        Side side{};
        Quantity filled;
        std::vector<Timestamp> fills;
    };
    /// From flat to flat in one symbol, by our own fills.
    struct RoundTrip
    {
        std::string symbol;
        std::vector<std::string> orders; ///< client order ids
    };

    /// The next row, oldest first.
    void add(const AuditEntry& entry);

    [[nodiscard]] const std::map<std::string, Order>& orders() const noexcept { return m_orders; }
    [[nodiscard]] const std::vector<RoundTrip>& roundTrips() const noexcept { return m_trips; }
    [[nodiscard]] const std::vector<Timestamp>& differences() const noexcept
    {
        return m_differences;
    }
    /// Of the first fill; the epoch where there is none.
    [[nodiscard]] Timestamp since() const noexcept { return m_since; }

private:
    struct OpenTrip
    {
        Quantity held;
        std::vector<std::string> orders;
    };

    void addFill(const AuditEntry& entry);

    std::map<std::string, Order> m_orders;
    std::map<std::string, OpenTrip> m_open; ///< by symbol
    std::vector<RoundTrip> m_trips;
    std::vector<Timestamp> m_differences;
    Timestamp m_since;
};

/// What of a record the broker's own list of fills has.
struct ConfirmedRecord
{
    std::int32_t tradingDays = 0; ///< with a fill of an order that was found
    std::int32_t roundTrips = 0;  ///< with all of their orders found
    std::int32_t notFound = 0;    ///< round trips with an order that was not
    friend bool operator==(const ConfirmedRecord&, const ConfirmedRecord&) = default;
};

/// An order is found where the broker's fills of it, all together, are of the same symbol, side and
/// quantity. `brokerIds`: by client order id; one that stands for two of them counts for neither.
[[nodiscard]] ConfirmedRecord confirm(const PaperRecord& record,
                                      const std::map<std::string, std::string>& brokerIds,
                                      const std::vector<Execution>& atBroker,
                                      const MarketCalendar& calendar);

} // namespace tapedeck
