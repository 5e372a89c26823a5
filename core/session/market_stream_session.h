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
};

/// Nothing for so long in regular hours, with symbols subscribed: the socket is taken for dead. It
/// doubles with each time that a new socket is as silent, since some symbols simply do not trade.
inline constexpr Nanoseconds kSilenceMax = std::chrono::seconds{60};
inline constexpr Nanoseconds kSilenceMaxGrown = std::chrono::minutes{16};
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
    void onPong() noexcept { m_link.onSignOfLife(); }
    void onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out);
    /// Several times a second. `marketOpen`: regular hours, by the run's clock.
    void tick(Nanoseconds now, bool marketOpen, StreamActions& out);

    /// Wanted, and not streamed since the server would not have so many.
    [[nodiscard]] std::vector<std::string> leftOut() const;
    [[nodiscard]] StreamLink::Phase phase() const noexcept { return m_link.phase(); }

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
};

} // namespace tapedeck
