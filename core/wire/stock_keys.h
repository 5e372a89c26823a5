#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// The keys of stock and option messages (alpaca.md, sections 2.5 and 2.7). Inside core/wire only.
namespace tapedeck {

/// Every key of a stock message. One slot serves a key in all messages that have it.
enum class StockKey : std::uint8_t
{
    T,
    S,
    t,
    i,
    x,
    p,
    s,
    c,
    z,
    a,
    o,
    h,
    l,
    v,
    n,
    u,
    d,
    bx,
    bp,
    bs,
    ax,
    ap,
    as,
    vw,
    oi,
    op,
    os,
    oc,
    ci,
    cp,
    cs,
    cc,
    sc,
    sm,
    rc,
    rm
};
inline constexpr std::size_t kStockKeys = 36;
inline constexpr std::array<std::string_view, kStockKeys> kStockKeyTexts{
    "T",  "S",  "t",  "i",  "x",  "p",  "s",  "c",  "z",  "a",  "o",  "h",
    "l",  "v",  "n",  "u",  "d",  "bx", "bp", "bs", "ax", "ap", "as", "vw",
    "oi", "op", "os", "oc", "ci", "cp", "cs", "cc", "sc", "sm", "rc", "rm"};
inline constexpr std::uint8_t kUnknownKey = 0xFF;

/// A key of one or two letters as a number.
constexpr std::uint16_t spelled(std::string_view key) noexcept
{
    const auto second = key.size() == 2 ? static_cast<unsigned char>(key[1]) : 0U;
    return static_cast<std::uint16_t>(static_cast<unsigned char>(key[0]) | (second << 8U));
}

/// Low bits of both letters: no two keys fall together, which the table's making proves.
constexpr std::size_t placeOf(std::uint16_t key) noexcept
{
    return (key & 0x3FU) | ((key >> 2U) & 0x7C0U);
}

struct StockKeyPlace
{
    std::uint16_t spelling = 0;
    std::uint8_t slot = kUnknownKey;
};

inline constexpr auto kStockKeyPlaces = [] {
    std::array<StockKeyPlace, 2048> places{};
    for (std::size_t i = 0; i < kStockKeys; ++i) {
        StockKeyPlace& place = places[placeOf(spelled(kStockKeyTexts[i]))];
        if (place.slot != kUnknownKey)
            throw "two keys fall together"; // never compiles
        place = {spelled(kStockKeyTexts[i]), static_cast<std::uint8_t>(i)};
    }
    return places;
}();

inline std::uint8_t slotOf(std::string_view key) noexcept
{
    if (key.empty() || key.size() > 2)
        return kUnknownKey;
    const std::uint16_t spelling = spelled(key);
    const StockKeyPlace& place = kStockKeyPlaces[placeOf(spelling)];
    return place.spelling == spelling ? place.slot : kUnknownKey;
}

constexpr std::uint64_t bitOf(StockKey key) noexcept
{
    return std::uint64_t{1} << static_cast<unsigned>(key);
}

template <class... K>
inline constexpr std::uint64_t keySet(K... keys) noexcept
{
    return (bitOf(StockKey::T) | ... | bitOf(keys));
}

inline constexpr std::uint64_t kTradeKeys = keySet(StockKey::S,
                                                   StockKey::t,
                                                   StockKey::i,
                                                   StockKey::x,
                                                   StockKey::p,
                                                   StockKey::s,
                                                   StockKey::c,
                                                   StockKey::z);
inline constexpr std::uint64_t kQuoteKeys = keySet(StockKey::S,
                                                   StockKey::t,
                                                   StockKey::bx,
                                                   StockKey::bp,
                                                   StockKey::bs,
                                                   StockKey::ax,
                                                   StockKey::ap,
                                                   StockKey::as,
                                                   StockKey::c,
                                                   StockKey::z);
inline constexpr std::uint64_t kBarKeys = keySet(StockKey::S,
                                                 StockKey::t,
                                                 StockKey::o,
                                                 StockKey::h,
                                                 StockKey::l,
                                                 StockKey::c,
                                                 StockKey::v,
                                                 StockKey::n,
                                                 StockKey::vw);
inline constexpr std::uint64_t kStatusKeys = keySet(
    StockKey::S, StockKey::t, StockKey::sc, StockKey::sm, StockKey::rc, StockKey::rm, StockKey::z);
inline constexpr std::uint64_t kLuldKeys =
    keySet(StockKey::S, StockKey::t, StockKey::u, StockKey::d, StockKey::i, StockKey::z);
inline constexpr std::uint64_t kCorrectionKeys = keySet(StockKey::S,
                                                        StockKey::t,
                                                        StockKey::x,
                                                        StockKey::z,
                                                        StockKey::oi,
                                                        StockKey::op,
                                                        StockKey::os,
                                                        StockKey::oc,
                                                        StockKey::ci,
                                                        StockKey::cp,
                                                        StockKey::cs,
                                                        StockKey::cc);
inline constexpr std::uint64_t kCancelKeys = keySet(StockKey::S,
                                                    StockKey::t,
                                                    StockKey::i,
                                                    StockKey::x,
                                                    StockKey::p,
                                                    StockKey::s,
                                                    StockKey::a,
                                                    StockKey::z);

} // namespace tapedeck
