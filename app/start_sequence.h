#pragma once

#include "engine/decks.h"

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tapedeck {

/// The order of a start, between the decks and the engine: the broker's assets first, in practice
/// the watchlist from them, then daily history, and only then the market's stream, so that
/// baselines stand before the first tick. Everything else passes through. Thread-safe.
class StartSequence final : public InputSink, public MarketDeck
{
public:
    enum class WatchlistOf : std::uint8_t
    {
        Person, ///< as configured
        Venue,  ///< what of the configured list the venue trades, else all that it does (practice)
    };
    /// `engine` outlives it.
    StartSequence(InputSink& engine,
                  std::vector<std::string> watchlist,
                  WatchlistOf watchlistOf,
                  std::int32_t historyDays);
    /// Before anything is said: the decks need this one first. Both outlive its last use.
    void connectDecks(BrokerDeck& broker, MarketDeck& market) noexcept
    {
        m_broker = &broker;
        m_market = &market;
    }

    /// Asks for everything that comes before the stream.
    void begin();
    /// The stream may start, history or not. Again does nothing.
    void openMarket();

    void push(std::vector<InputWhat> batch) override;
    void pushMarket(std::vector<MarketEvent> batch) override;
    void subscribe(Symbols symbols, std::vector<std::string> wanted) override;

private:
    struct Wanted
    {
        Symbols symbols;
        std::vector<std::string> texts;
    };

    void learnAbout(const std::vector<std::string>& wanted);
    [[nodiscard]] std::vector<std::string> watchlistAt(const std::vector<Asset>& assets) const;
    void onAssets(const input::AssetNews& news, std::vector<InputWhat>& batch);

    InputSink& m_engine;
    BrokerDeck* m_broker = nullptr;
    MarketDeck* m_market = nullptr;
    WatchlistOf m_watchlistOf;
    std::int32_t m_historyDays;
    std::mutex m_mutex;
    std::vector<std::string> m_watchlist; ///< under m_mutex, as is all below
    std::vector<std::string> m_early;     ///< wanted before the start's own list was asked for
    std::set<std::string> m_asked;        ///< symbols whose assets and history were asked for
    bool m_historyAsked = false;
    bool m_marketOpen = false;
    std::optional<Wanted> m_wanted;
};

} // namespace tapedeck
