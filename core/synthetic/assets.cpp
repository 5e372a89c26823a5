#include "synthetic/assets.h"

#include <array>

namespace tapedeck {

namespace {

constexpr std::array<SyntheticAsset, 12> kAssets{{
    {"BOXFND", "Market in the Box Fund (fictional)", 30'550, 0.012, 1.0, 5.5, 1.0, 9.0, 90'000},
    {"ZORBEX", "Zorbex Exhibits (fictional)", 26'640, 0.021, 1.2, 3.6, 3.0, 3.0, 24'000},
    {"FROBIX", "Frobix Widgets (fictional)", 2'385, 0.024, 1.1, 4.0, 1.0, 8.0, 60'000},
    {"QUANDO", "Quando Clockworks (fictional)", 18'720, 0.017, 0.8, 2.6, 3.0, 2.5, 18'000},
    {"MOOSLY", "Moosly Outfitters (fictional)", 5'215, 0.020, 0.9, 2.4, 1.5, 4.0, 20'000},
    {"SNORKO", "Snorko Diving Bells (fictional)", 7'460, 0.026, 1.3, 2.8, 2.0, 3.0, 22'000},
    {"BLIMPA", "Blimpa Airships (fictional)", 3'340, 0.031, 1.5, 3.4, 1.5, 5.0, 40'000},
    {"GRUMBL", "Grumbl Complaint Desks (fictional)", 5'680, 0.015, 0.6, 1.8, 1.5, 4.0, 15'000},
    {"WOBBLR", "Wobblr Gelatin Holdings (fictional)", 14'130, 0.023, 1.1, 2.6, 3.0, 2.5, 16'000},
    {"PLONKY", "Plonky Piano Movers (fictional)", 945, 0.034, 1.4, 2.2, 1.0, 14.0, 70'000},
    {"KRINKL", "Krinkl Paper Mills (fictional)", 9'820, 0.018, 0.7, 1.9, 2.0, 3.0, 14'000},
    {"DOODLX", "Doodlx Pencil Trust (fictional)", 41'260, 0.022, 1.2, 2.2, 9.0, 1.5, 8'000},
}};

} // namespace

std::span<const SyntheticAsset> syntheticAssets() noexcept
{
    return kAssets;
}

} // namespace tapedeck
