#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "wire/json_value.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What client and server say to each other on a market-data stream beside the data
/// (alpaca.md, sections 2.1 to 2.4). Both directions: the adapter and the practice exchange.
namespace tapedeck {

enum class StreamChannel : std::uint8_t
{
    Trades,
    Quotes,
    Bars,
    UpdatedBars,
    DailyBars,
    Statuses,
    Lulds,
    Imbalances,
    Corrections,  ///< follows Trades; only in acknowledgements
    CancelErrors, ///< follows Trades; only in acknowledgements
    News,
};
inline constexpr std::size_t kStreamChannels = 11;

/// The wire's name of a channel: "updatedBars".
[[nodiscard]] std::string_view toString(StreamChannel channel) noexcept;

/// The channels that a stock stream's acknowledgement lists, in its order.
inline constexpr std::array kStockAckChannels{StreamChannel::Trades,
                                              StreamChannel::Quotes,
                                              StreamChannel::Bars,
                                              StreamChannel::UpdatedBars,
                                              StreamChannel::DailyBars,
                                              StreamChannel::Statuses,
                                              StreamChannel::Lulds,
                                              StreamChannel::Corrections,
                                              StreamChannel::CancelErrors};

/// Symbols (or "*") by channel: a wish, or the whole state of a session.
struct StreamSubscription
{
    std::array<std::vector<std::string>, kStreamChannels> symbols;

    [[nodiscard]] std::vector<std::string>& operator[](StreamChannel channel) noexcept
    {
        return symbols[static_cast<std::size_t>(channel)];
    }
    [[nodiscard]] const std::vector<std::string>& operator[](StreamChannel channel) const noexcept
    {
        return symbols[static_cast<std::size_t>(channel)];
    }
    friend bool operator==(const StreamSubscription&, const StreamSubscription&) = default;
};

struct StreamSuccess
{
    std::string message; ///< "connected", "authenticated"
    friend bool operator==(const StreamSuccess&, const StreamSuccess&) = default;
};

struct StreamError
{
    int code = 0; ///< alpaca.md, section 2.4; 0 when the server gave none
    std::string message;
    friend bool operator==(const StreamError&, const StreamError&) = default;
};

/// What the server says; a StreamSubscription is the complete state after a change.
using StreamControl = std::variant<StreamSuccess, StreamSubscription, StreamError>;

/// The documented text of an error code; empty for a code that the reference does not list.
[[nodiscard]] std::string_view streamErrorText(int code) noexcept;

/// A whole frame. A subscription names the channels of `channels`, also those that are empty.
[[nodiscard]] std::string
encodeControl(const StreamControl& control,
              std::span<const StreamChannel> channels = kStockAckChannels);
/// One element of a frame, its type in `type`. Errors: Malformed, Unsupported (no control type).
[[nodiscard]] Result<StreamControl> parseControl(std::string_view element);
[[nodiscard]] Result<StreamControl> readControl(JsonValue element);

struct StreamAuth
{
    std::string key;
    Secret secret;
};
struct StreamSubscribe
{
    bool add = true; ///< false: unsubscribe
    StreamSubscription lists;
    std::vector<std::string> unknownChannels; ///< named by the client, unknown to us
};
using StreamRequest = std::variant<StreamAuth, StreamSubscribe>;

/// The client's first message where the keys are not in the upgrade's headers.
[[nodiscard]] Secret encodeStreamAuth(const Secret& key, const Secret& secret);
/// Complete messages, none longer than kSubscribeBytesMax; empty channels are not named.
[[nodiscard]] std::vector<std::string> encodeSubscribe(const StreamSubscription& lists,
                                                       bool add = true);
/// A client's message, as the server reads it. Errors: Malformed (the server answers 400).
[[nodiscard]] Result<StreamRequest> parseStreamRequest(std::string_view message);

/// The server closes with 1009 on larger frames.
inline constexpr std::size_t kSubscribeBytesMax = 32'768;

} // namespace tapedeck
