#include "exchange/ids.h"

#include "base/hash.h"
#include "market/new_york.h"

#include <array>
#include <cstdio>
#include <span>

namespace tapedeck {

std::string uuidFrom(std::string_view seed, std::uint64_t number)
{
    Sha256 hash;
    hash.add(seed);
    hash.add("#" + std::to_string(number));
    Digest digest = hash.digest();
    digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0FU) | 0x40U); // version 4
    digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3FU) | 0x80U); // its variant
    std::string text = toHex(std::span{digest}.first(16));
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        text.insert(at, 1, '-');
    return text;
}

std::string activityIdOf(Timestamp at, std::string_view uuid)
{
    using namespace std::chrono;
    const NewYorkTime wall = toNewYork(at);
    const hh_mm_ss<milliseconds> time{floor<milliseconds>(wall.timeOfDay)};
    std::array<char, 48> stamp{};
    std::snprintf(stamp.data(),
                  stamp.size(),
                  "%04d%02u%02u%02d%02d%02d%03d::",
                  static_cast<int>(wall.date.year()),
                  static_cast<unsigned>(wall.date.month()),
                  static_cast<unsigned>(wall.date.day()),
                  static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return std::string{stamp.data()}.append(uuid);
}

} // namespace tapedeck
