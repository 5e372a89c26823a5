#include "app/practice/news_book.h"
#include "market/new_york.h"
#include "synthetic/assets.h"
#include "synthetic/random.h"

#include <algorithm>
#include <array>

// Made-up headlines for the market in the box.
namespace tapedeck::practice {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kMark = "[practice] ";
/// What can be said of a company that does not exist; none of it moves its price.
constexpr std::array<std::string_view, 10> kSayings{
    "reports orders above its own guess",
    "names a new head of operations",
    "opens a second workshop",
    "recalls a batch of last year's model",
    "plans to buy back shares",
    "signs a supply contract for three years",
    "cuts its outlook for the quarter",
    "settles a dispute about a trademark",
    "shows its new range to dealers",
    "will report results on Thursday",
};
constexpr std::uint64_t kItemsPerDayMax = 1'000;

/// "Frobix Widgets (fictional)" without the note: the mark says it.
std::string_view shortName(std::string_view name) noexcept
{
    return name.substr(0, std::min(name.size(), name.find(" (")));
}

NewsItem itemOf(const SyntheticAsset& asset, std::string_view saying, Timestamp at, std::int64_t id)
{
    NewsItem item;
    item.id = id;
    item.headline =
        std::string{kMark} + std::string{shortName(asset.name)} + " " + std::string{saying};
    item.summary = "Made up by the practice exchange. " + std::string{shortName(asset.name)} +
                   " does not exist.";
    item.author = item.source = "practice";
    item.url = "https://practice.invalid/news/" + std::to_string(id);
    item.content = "<p>" + item.summary + "</p>";
    item.created = item.updated = at;
    item.symbols = {std::string{asset.symbol}};
    return item;
}

} // namespace

std::vector<NewsItem> practiceNews(std::uint64_t seed, Date day)
{
    const auto number =
        static_cast<std::uint64_t>(std::chrono::sys_days{day}.time_since_epoch().count());
    Random random{seed, number, 0x6e657773};
    const Timestamp midnight = fromNewYork(day, {});
    std::vector<NewsItem> items;
    std::uint64_t index = 0;
    for (const SyntheticAsset& asset : syntheticAssets()) {
        const std::uint32_t count = random.below(4);
        for (std::uint32_t i = 0; i < count; ++i) {
            const double second = random.uniform(7.0 * 3600, 18.0 * 3600);
            const std::uint32_t saying = random.below(kSayings.size());
            const Timestamp at = midnight + std::chrono::seconds{static_cast<std::int64_t>(second)};
            items.push_back(itemOf(asset,
                                   kSayings[saying],
                                   at,
                                   static_cast<std::int64_t>(number * kItemsPerDayMax + index++)));
            if (!random.chance(0.2))
                continue;
            NewsItem update = items.back();
            update.headline += " (updated)";
            update.updated += std::chrono::seconds{60 + random.below(600)};
            items.push_back(std::move(update));
        }
    }
    std::stable_sort(items.begin(), items.end(), [](const NewsItem& a, const NewsItem& b) {
        return a.updated < b.updated;
    });
    return items;
}

} // namespace tapedeck::practice
