#include "floor.h"
#include "market/conditions.h"
#include "naive.h"
#include "support/real_data.h"
#include "tape/line_tape.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

namespace tapedeck {
namespace {

std::string fileBytes(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

char codeFor(const Trade& trade)
{
    switch (lastPriceOf(trade)) {
    case LastPrice::None:
        return 'I';
    case LastPrice::Regular:
        return ' ';
    case LastPrice::Extended:
        return 'T';
    }
    CHECK(false);
}

/// A recorded morning with random orders around its quotes, into the exchange and the naive model.
class Morning
{
public:
    explicit Morning(std::uint64_t seed)
        : m_random{seed}, m_exchange{Exchange::create(config(), m_symbols).value()},
          m_naive{config().initialCash, 1, FillRule::Strict}
    {}

    void play(const std::string& bytes)
    {
        MemorySource source{bytes, 10'000};
        LineTape tape{source, m_symbols};
        TapeRecord record;
        for (std::uint64_t i = 0; !testing::Test::HasFailure(); ++i) {
            const auto more = tape.next(record);
            ASSERT_TRUE(more.has_value()) << more.error().what;
            if (!*more)
                break;
            feed(record);
            if (i % 60 == 0)
                submit(record.at);
            if (i % 400 == 0) {
                EXPECT_EQ(m_exchange.cancelAll(record.at, m_updates).empty(), !cancelAll());
            }
            compare();
        }
    }

    std::size_t fills = 0;

private:
    static ExchangeConfig config()
    {
        ExchangeConfig config = floorConfig();
        config.assets = {stock("AIG"), stock("BAC"), stock("IBM"), stock("SPY")};
        return config;
    }

    void feed(const TapeRecord& record)
    {
        m_updates.clear();
        m_naive.pass(record.at);
        m_exchange.onMarket(record.event, record.at, m_updates);
        const std::string symbol{m_symbols.text(symbolOf(record.event))};
        if (const auto* quote = std::get_if<Quote>(&record.event)) {
            m_naive.quote(symbol,
                          quote->bid,
                          quote->bidSize,
                          quote->ask,
                          quote->askSize,
                          quoteIsUsable(quote->conditions));
            m_near = {symbol, *quote};
        } else if (const auto* trade = std::get_if<Trade>(&record.event)) {
            m_naive.print(symbol, trade->price, trade->size, codeFor(*trade));
        }
    }

    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(bound));
    }

    void submit(Timestamp now)
    {
        if (m_near.first.empty())
            return;
        OrderRequest request;
        OrderSpec& spec = request.spec;
        spec.symbol = m_near.first;
        spec.side = below(2) == 0 ? Side::Buy : Side::Sell;
        spec.quantity = Quantity::fromWhole(1 + below(400));
        const Price mid = spec.side == Side::Buy ? m_near.second.bid : m_near.second.ask;
        const Price away = Price::fromNanos(mid.nanos() + (below(13) - 6) * kNanosPerUnit / 100);
        switch (below(3)) {
        case 0:
            spec.type = OrderType::Market;
            break;
        case 1:
            spec.type = OrderType::Limit;
            spec.limitPrice = away;
            break;
        default:
            spec.type = OrderType::Stop;
            spec.stopPrice = away;
            break;
        }
        request.clientOrderId = std::to_string(m_clients++);
        const auto answer = m_exchange.submit(request, now, m_updates);
        EXPECT_EQ(answer.has_value(), m_naive.submit(request.clientOrderId, spec))
            << (answer ? "accepted" : answer.error().error.message);
    }

    bool cancelAll()
    {
        bool any = false;
        for (int client = 0; client < m_clients; ++client)
            any = m_naive.cancel(std::to_string(client)) || any;
        return any;
    }

    void compare()
    {
        std::vector<Naive::Happening> happened;
        for (const OrderUpdate& update : m_updates) {
            std::string fill;
            if (update.execution) {
                ++fills;
                fill = update.execution->quantity.toString() + " @ " +
                       update.execution->price.toString() + " = " +
                       update.positionQuantity->toString();
            }
            happened.emplace_back(update.order.clientOrderId, update.event, fill);
        }
        EXPECT_EQ(happened, m_naive.takeHappenings());
        EXPECT_TRUE(m_exchange.account().equity.nanos() == m_naive.cash() + m_naive.marketValue());
    }

    std::mt19937_64 m_random;
    Symbols m_symbols;
    Exchange m_exchange;
    Naive m_naive;
    std::pair<std::string, Quote> m_near;
    int m_clients = 0;
    std::vector<OrderUpdate> m_updates;
};

TEST(ExchangeOnARealTape, AgreesWithTheNaiveRecomputationOnTheOpenOfARecordedDay)
{
    TAPEDECK_REAL_DATA(folder);
    const std::string bytes = fileBytes(folder + "/tape_20131010_open.jsonl.zst");
    for (std::uint64_t seed = 1; seed <= 3 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Morning morning{seed};
        morning.play(bytes);
        EXPECT_GT(morning.fills, 100U);
    }
}

} // namespace
} // namespace tapedeck
