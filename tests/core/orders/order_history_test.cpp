#include "table_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tapedeck {
namespace {

using namespace test;

/// An order's true history at the broker, and what it shows of it after each fill.
struct History
{
    std::vector<Execution> fills;
    std::vector<BrokerOrder> snapshots; ///< [i]: after i fills
    bool ends = false;

    [[nodiscard]] ExactMoney value() const
    {
        ExactMoney sum;
        for (const Execution& fill : fills)
            sum.value += exactNotional(fill.price, fill.quantity).value;
        return sum;
    }
};

History randomHistory(std::mt19937_64& random)
{
    History history;
    Quantity left = shares("100");
    Quantity done;
    ExactMoney value;
    history.snapshots.push_back(seen("a", OrderStatus::New));
    const std::size_t count = random() % 7;
    for (std::size_t i = 0; i < count && left.isPositive(); ++i) {
        const auto part =
            static_cast<std::int64_t>(1 + random() % static_cast<std::uint64_t>(left.nanos()));
        const Quantity quantity =
            i + 1 == count && random() % 2 == 0 ? left : Quantity::fromNanos(part);
        left -= quantity;
        done += quantity;
        Execution execution = fill("a", "x" + std::to_string(i), "1", "1");
        execution.quantity = quantity;
        execution.cumulativeQuantity = done;
        execution.price =
            Price::fromNanos(9'990'000'000 + static_cast<std::int64_t>(random() % 20'000'000));
        value.value += exactNotional(execution.price, quantity).value;
        history.fills.push_back(execution);
        BrokerOrder after = seen("a", OrderStatus::PartiallyFilled);
        after.status = left.isZero() ? OrderStatus::Filled : OrderStatus::PartiallyFilled;
        after.filledQuantity = done;
        after.filledAveragePrice = Price::fromNanos(
            static_cast<std::int64_t>(divideHalfEven(value.value, Int128{done.nanos()})));
        history.snapshots.push_back(after);
    }
    history.ends = left.isZero();
    if (!history.ends && random() % 2 == 0) {
        BrokerOrder canceled = history.snapshots.back();
        canceled.status = OrderStatus::Canceled;
        history.snapshots.push_back(canceled);
        history.ends = true;
    }
    return history;
}

TEST(OrderHistories, CountEachExecutionOnceInWhateverOrderAndFromWhateverSourceTheyAreTold)
{
    for (std::uint64_t seed = 1; seed <= 3'000 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random{seed};
        const History history = randomHistory(random);
        std::vector<Execution> activities = history.fills;
        for (Execution& activity : activities)
            activity.id = "activity-" + activity.id;

        // The stream's fills, each up to three times, shuffled, between stale answers.
        std::vector<const Execution*> stream;
        for (const Execution& execution : history.fills)
            stream.insert(stream.end(), 1 + random() % 3, &execution);
        std::shuffle(stream.begin(), stream.end(), random);

        OrderTable table;
        (void)table.add(intent("a"), at(0));
        Quantity told;
        ExactMoney value;
        bool withoutIds = false;
        const auto take = [&](const Booking& booking) {
            told += booking.quantity;
            value.value += exactNotional(booking.price, booking.quantity).value;
        };
        const auto answer = [&](const BrokerOrder& order) {
            TrackedOrder& tracked = *table.find("a");
            (void)table.observe(tracked, order, at(1));
            const bool exact = random() % 2 == 0;
            for (const Booking& booking :
                 table.recover(tracked, order, exact ? activities : std::vector<Execution>{})) {
                withoutIds = withoutIds || !exact;
                take(booking);
            }
        };
        for (const Execution* execution : stream) {
            if (random() % 3 == 0)
                answer(history.snapshots[random() % history.snapshots.size()]);
            if (const auto booking = table.book(*table.find("a"), *execution))
                take(*booking);
            EXPECT_LE(told, shares("100"));
            EXPECT_EQ(table.find("a")->booked, told);
            if (random() % 10 == 0) {
                auto back = fromCanonicalBytes<OrderTable>(canonicalBytes(table));
                ASSERT_TRUE(back.has_value());
                table = std::move(*back);
            }
        }
        answer(history.snapshots.back());

        Quantity truth;
        for (const Execution& execution : history.fills)
            truth += execution.quantity;
        EXPECT_EQ(told, truth);
        EXPECT_EQ(table.find("a")->isOpen(), !history.ends);
        const Int128 off = value.value - history.value().value;
        if (!withoutIds) {
            EXPECT_TRUE(off == 0);
        }
        // Recovered from averages, which are rounded to nine decimals: a share's worth of that.
        EXPECT_LT(off < 0 ? -off : off, Int128{shares("1000").nanos()});
    }
}

} // namespace
} // namespace tapedeck
