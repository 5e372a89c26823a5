#include "config/keys.h"
#include "config/limit_moves.h"

#include <gtest/gtest.h>

#include <random>

namespace tapedeck {
namespace {

std::int64_t rawOf(bool value)
{
    return value ? 1 : 0;
}
std::int64_t rawOf(std::int32_t value)
{
    return value;
}
template <class Tag>
std::int64_t rawOf(Fixed<Tag> value)
{
    return value.nanos();
}
std::int64_t rawOf(Nanoseconds value)
{
    return value.count();
}
template <class T>
std::int64_t rawOf(const std::optional<T>& value)
{
    return value ? rawOf(*value) : INT64_MAX;
}

void setRandom(bool& value, std::mt19937_64& random)
{
    value = random() % 2 == 0;
}
void setRandom(std::int32_t& value, std::mt19937_64& random)
{
    value = static_cast<std::int32_t>(random() % 100);
}
template <class Tag>
void setRandom(Fixed<Tag>& value, std::mt19937_64& random)
{
    value = Fixed<Tag>::fromNanos(static_cast<std::int64_t>(random() % 1'000));
}
void setRandom(Nanoseconds& value, std::mt19937_64& random)
{
    value = Nanoseconds{static_cast<std::int64_t>(random() % 1'000)};
}
template <class T>
void setRandom(std::optional<T>& value, std::mt19937_64& random)
{
    value.reset();
    if (random() % 3 != 0)
        setRandom(value.emplace(), random);
}

LimitSettings randomSettings(std::mt19937_64& random)
{
    LimitSettings settings;
    for (const ConfigKey<LimitTable>& key : limitKeys())
        std::visit([&](auto member) { setRandom(settings.table.*member, random); }, key.member);
    for (const char* symbol : {"AAA", "BBB", "CCC"}) {
        if (random() % 2 == 0)
            settings.blocklist.emplace_back(symbol);
    }
    return settings;
}

/// Of these a larger figure denies more; of all others a smaller one does.
bool isTighterUp(std::string_view key)
{
    return key == "symbol_spacing_seconds" || key == "one_position_per_symbol";
}

TEST(LimitMoves, EveryKeyHasADirection)
{
    std::mt19937_64 random{7};
    for (int i = 0; i < 2'000; ++i) {
        const LimitSettings from = randomSettings(random);
        const LimitSettings to = randomSettings(random);
        const auto moves = limitMoves(from, to);
        for (const ConfigKey<LimitTable>& key : limitKeys()) {
            const auto move = std::find_if(moves.begin(), moves.end(), [&](const LimitMove& one) {
                return one.key == key.name;
            });
            std::visit(
                [&](auto member) {
                    const std::int64_t before = rawOf(from.table.*member);
                    const std::int64_t after = rawOf(to.table.*member);
                    ASSERT_EQ(move != moves.end(), before != after) << key.name;
                    const bool looser = isTighterUp(key.name) ? after < before : after > before;
                    if (before != after) {
                        EXPECT_EQ(move->looser, looser) << key.name;
                    }
                },
                key.member);
        }
    }
}

TEST(LimitMoves, TheTighterOfTwoIsLooserThanNeither)
{
    std::mt19937_64 random{8};
    for (int i = 0; i < 2'000; ++i) {
        const LimitSettings a = randomSettings(random);
        const LimitSettings b = randomSettings(random);
        const LimitSettings tighter = tighterOf(a, b);
        EXPECT_FALSE(isAnyLooser(limitMoves(a, tighter)));
        EXPECT_FALSE(isAnyLooser(limitMoves(b, tighter)));
        EXPECT_EQ(tighter.table, tighterOf(b, a).table);
        EXPECT_EQ(tighterOf(a, a), a);
    }
}

TEST(LimitMoves, SpeaksAsTheDocumentDoes)
{
    LimitSettings from{LimitTable::defaults(Rules::Approval), {"GME"}};
    LimitSettings to = from;
    to.table.positionPerSymbol = Money::fromWhole(2'000);
    to.table.ordersPerDay.reset();
    to.blocklist.clear();
    EXPECT_EQ(describe(limitMoves(from, to)),
              "position_per_symbol 1000 -> 2000, orders_per_day 10 -> unlimited, blocklist "
              "[\"GME\"] -> []");
}

} // namespace
} // namespace tapedeck
