#pragma once

#include "session/stream_session.h"
#include "wire/stream_control.h"

#include <array>
#include <set>
#include <string>
#include <vector>

namespace tapedeck {

struct MarketStreamOptions
{
    /// What each symbol is streamed on.
    std::vector<StreamChannel> channels{
        StreamChannel::Trades, StreamChannel::Quotes, StreamChannel::Statuses};
    std::size_t symbolsMax = 0; ///< of the data plan; 0 = not known, the server says it
    StreamPatience patience;
    /// Sparse channels (statuses, news) go by ping alone.
    bool mindsSilence = true;
};

/// Nothing for so long in regular hours, with symbols subscribed: REST is asked whether they were
/// traded since. It doubles with each time that they were not, since some symbols simply do not
/// trade, and with each new socket that is as silent.
inline constexpr Nanoseconds kSilenceMax = std::chrono::seconds{60};
inline constexpr Nanoseconds kSilenceMaxGrown = std::chrono::minutes{16};
/// What REST knows of may be on its way: the stream has so long to bring it.
inline constexpr Nanoseconds kSilenceGrace = std::chrono::seconds{2};
/// The question is put again when REST has not answered for so long.
inline constexpr Nanoseconds kSilenceAskAgain = std::chrono::seconds{15};
/// So many symbols are asked for, the most important first.
inline constexpr std::size_t kSilenceSymbolsMax = 20;
/// A request of so many symbols on three channels stays below kSubscribeBytesMax.
inline constexpr std::size_t kSymbolsPerRequest = 300;

/// A client's side of a market-data stream: authenticates, and brings what the server acknowledges
/// to what is wanted, one request at a time (alpaca.md, sections 2.1 to 2.4 and 2.8).
class MarketStreamSession
{
public:
    explicit MarketStreamSession(std::uint64_t seed, MarketStreamOptions options = {});

    void start(Nanoseconds now, StreamActions& out) { m_link.start(now, out); }
    void stop(StreamActions& out);
    /// The whole list, most important first: where the plan's limit cuts, it cuts the end.
    void want(std::vector<std::string> symbols, Nanoseconds now, StreamActions& out);

    void onOpened(Nanoseconds now, StreamActions& out);
    void onControl(const StreamControl& control, Nanoseconds now, StreamActions& out);
    void onData(Nanoseconds now) noexcept;
    /// The answer to AskLatest: `newest` is the latest trade that REST has of those symbols, `told`
    /// the latest that the stream has told of, both by the exchange's time.
    void onLatest(std::optional<Timestamp> newest, std::optional<Timestamp> told, Nanoseconds now);
    void onPong() noexcept { m_link.onSignOfLife(); }
    void onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out);
    /// Several times a second. `marketOpen`: regular hours, by the run's clock.
    void tick(Nanoseconds now, bool marketOpen, StreamActions& out);

    /// Wanted, and not streamed since the server would not have so many.
    [[nodiscard]] std::vector<std::string> leftOut() const;
    [[nodiscard]] StreamLink::Phase phase() const noexcept { return m_link.phase(); }
    /// The last connection answered pings and told nothing: the hole begins with its last data, not
    /// with its last sign of life.
    [[nodiscard]] bool wasStarved() const noexcept { return m_starved; }

private:
    enum class Step : std::uint8_t
    {
        Welcome,
        Authentication,
        Subscribing
    };
    struct InFlight
    {
        bool add = true;
        StreamSubscription lists;
        std::set<std::string> symbols;
    };

    void onSuccess(const StreamSuccess& success, Nanoseconds now, StreamActions& out);
    void onAcknowledged(const StreamSubscription& all, Nanoseconds now, StreamActions& out);
    void onError(const StreamError& error, Nanoseconds now, StreamActions& out);
    void onLimit(Nanoseconds now, StreamActions& out);
    void onInvalid(const std::string& message, Nanoseconds now, StreamActions& out);
    void authenticated(Nanoseconds now, StreamActions& out);
    /// Sends the next request, if the server's state is not what is wanted.
    void pursue(Nanoseconds now, StreamActions& out);
    void send(InFlight request, Nanoseconds now, StreamActions& out);
    void noteRefused();
    void forgetConnection();
    [[nodiscard]] std::vector<std::string> target() const;
    [[nodiscard]] bool isAcked(StreamChannel channel, const std::string& symbol) const;
    [[nodiscard]] std::set<std::string> ackedSymbols() const;
    [[nodiscard]] std::string liveReason() const;
    /// True when the connection was given up.
    [[nodiscard]] bool mindSilence(Nanoseconds now, StreamActions& out);

    StreamLink m_link;
    MarketStreamOptions m_options;
    std::vector<std::string> m_wanted;
    Step m_step = Step::Welcome;
    bool m_authSentTwice = false;

    std::array<std::set<std::string>, kStreamChannels> m_acked;
    std::optional<InFlight> m_inFlight;
    std::set<std::string> m_ignored; ///< not acknowledged, or refused for their form
    std::set<std::string> m_stuck;   ///< unsubscribed, and still acknowledged
    std::array<bool, kStreamChannels> m_channelMissing{};
    std::size_t m_chunkMax = kSymbolsPerRequest;
    std::size_t m_accepted = 0;           ///< the most symbols that the server took
    std::optional<std::size_t> m_tooMany; ///< the fewest that it refused

    Nanoseconds m_quietSince{0};
    Nanoseconds m_silenceMax = kSilenceMax;
    bool m_marketOpen = false;
    std::optional<Nanoseconds> m_askedAt;     ///< REST, and it has not answered
    std::optional<Nanoseconds> m_starvedFrom; ///< unless data comes before then
    bool m_starved = false;
};

} // namespace tapedeck
