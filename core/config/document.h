#pragma once

#include "base/canonical.h"
#include "base/fixed.h"
#include "base/time.h"
#include "risk/limits.h"
#include "signals/detectors/detector_config.h"
#include "signals/instance.h"
#include "trading/mode.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// The streams of stock data that Alpaca offers (alpaca.md, section 1).
enum class FeedSource : std::uint8_t
{
    Iex,
    Sip,
    DelayedSip,
    Test
};
/// The word in the stream's path: "iex", "sip", "delayed_sip", "test".
[[nodiscard]] std::string_view toString(FeedSource source) noexcept;

/// What the frames of the data stream are written in.
enum class FeedEncoding : std::uint8_t
{
    MsgPack, ///< shorter, and cheaper to decode
    Json
};
inline constexpr std::array kFeedEncodings{FeedEncoding::MsgPack, FeedEncoding::Json};
/// "msgpack", "json".
[[nodiscard]] std::string_view toString(FeedEncoding encoding) noexcept;

/// Whose news is streamed.
enum class NewsScope : std::uint8_t
{
    All,
    Watchlist, ///< and what is held
    Off
};
inline constexpr std::array kNewsScopes{NewsScope::All, NewsScope::Watchlist, NewsScope::Off};
/// "all", "watchlist", "off".
[[nodiscard]] std::string_view toString(NewsScope scope) noexcept;

/// Which stream of option contracts.
enum class OptionFeed : std::uint8_t
{
    Indicative, ///< free: quotes are derived, trades are 15 minutes old
    Opra,
    Off
};
inline constexpr std::array kOptionFeeds{OptionFeed::Indicative, OptionFeed::Opra, OptionFeed::Off};
/// The word in the stream's path: "indicative", "opra"; and "off".
[[nodiscard]] std::string_view toString(OptionFeed feed) noexcept;

/// Entries, trades and quotes together, that the free plan streams.
inline constexpr std::int32_t kIexEntryBudget = 30;

struct FeedConfig
{
    FeedSource source{};
    /// How many entries, trades and quotes together, the plan streams; nothing = unlimited.
    std::optional<std::int32_t> entryBudget;
    std::int32_t quoteSizeMultiplier = 1; ///< 100 where quote sizes come in round lots
    FeedEncoding encoding{};
    NewsScope news{};
    OptionFeed options{};
    std::vector<std::string> rss; ///< addresses of RSS and Atom feeds
    TAPEDECK_FIELDS(self.source,
                    self.entryBudget,
                    self.quoteSizeMultiplier,
                    self.encoding,
                    self.news,
                    self.options,
                    self.rss)
    friend bool operator==(const FeedConfig&, const FeedConfig&) = default;
};

/// What an instance is where nothing else is said: on, the whole watchlist, a tenth of $5,000 an
/// entry, 5 s of cooldown. Without name and strategy.
[[nodiscard]] InstanceConfig instanceDefaults();

/// Everything that decides and that a person may set. An input of the engine, so it is recorded;
/// keys are never in it.
struct TradingConfig
{
    /// Empty in practice: everything that the practice market trades.
    std::vector<std::string> watchlist;
    std::vector<std::string> blocklist;
    LimitTable limits;
    Nanoseconds suggestionLife{};
    /// A kill suspends trading on the account itself, once it is confirmed.
    bool suspendAtBroker = false;
    /// Of live: a person wants it to be unlocked at all.
    bool allowLive = false;
    FeedConfig feed;
    std::vector<InstanceConfig> instances;
    DetectorConfig priceZ;
    TAPEDECK_FIELDS(self.watchlist,
                    self.blocklist,
                    self.limits,
                    self.suggestionLife,
                    self.suspendAtBroker,
                    self.allowLive,
                    self.feed,
                    self.instances,
                    self.priceZ)
    friend bool operator==(const TradingConfig&, const TradingConfig&) = default;

    /// The built-in layer. Precondition: live comes with approval rules.
    [[nodiscard]] static TradingConfig defaults(Mode mode, Rules rules);
};

} // namespace tapedeck
