#pragma once

#include "app/practice/credentials.h"
#include "base/symbols.h"
#include "market/events.h"
#include "wire/stream_control.h"

#include <array>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::practice {

/// What a stream is about; it decides which refusals it knows.
enum class DataStreamKind : std::uint8_t
{
    Stocks,
    Delayed, ///< stocks, fifteen minutes late
    Test,
    Options, ///< MessagePack only, no star on quotes
    News
};

/// What all sessions of a stream share.
struct DataStreamRules
{
    DataStreamKind kind = DataStreamKind::Stocks;
    bool inPlan = true; ///< false: whoever authenticates hears 409
    const Credentials* credentials = nullptr;
    std::span<const StreamChannel> channels; ///< of an acknowledgement
    std::size_t symbolsMax = 0;              ///< over trades and quotes; 0 = no limit
    std::function<bool()> takeSlot;          ///< false: the connections are all taken
};

/// One client of a market-data stream, without its socket: what it says, what it is answered, and
/// what it wants to hear (alpaca.md, sections 2.1 to 2.4).
class DataSession
{
public:
    /// `packed`: its frames are MessagePack, which somebody else makes of the JSON that comes out.
    explicit DataSession(const DataStreamRules& rules, bool packed = false)
        : m_rules{rules}, m_packed{packed}
    {}

    /// Frames to send, and whether the socket closes after them.
    struct Reply
    {
        std::vector<std::string> frames;
        bool close = false;
    };
    /// `key` and `secret` from the upgrade's headers; empty where there were none.
    [[nodiscard]] Reply open(std::string_view key, std::string_view secret);
    [[nodiscard]] Reply message(std::string_view text);
    /// The time to authenticate is over.
    [[nodiscard]] Reply authDeadline();

    [[nodiscard]] bool isAuthenticated() const noexcept { return m_authenticated; }
    [[nodiscard]] bool wants(const MarketEvent& event, const Symbols& symbols);
    /// News about any of these symbols.
    [[nodiscard]] bool wantsNews(std::span<const std::string> symbols) const;

private:
    [[nodiscard]] Reply authenticate(std::string_view key, std::string_view secret);
    [[nodiscard]] Reply subscribe(const StreamSubscribe& request);
    /// The code to refuse a request with; 0 = none.
    [[nodiscard]] int refusalOf(const StreamSubscribe& request) const;
    [[nodiscard]] std::string acknowledgement() const;
    [[nodiscard]] std::uint32_t maskOf(std::string_view symbol) const;

    const DataStreamRules& m_rules;
    bool m_packed;
    bool m_authenticated = false;
    bool m_tried = false;
    std::array<std::set<std::string, std::less<>>, kStreamChannels> m_lists;
    std::vector<std::uint32_t> m_masks; ///< by symbol: bits of the channels that it is wanted on
};

/// The channel that carries the event, and none for bars that no stream sends.
[[nodiscard]] std::optional<StreamChannel> channelOf(const MarketEvent& event) noexcept;

} // namespace tapedeck::practice
