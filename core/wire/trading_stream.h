#pragma once

#include "base/secret.h"
#include "trading/order.h"
#include "wire/order_body.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Frames of the trading stream, both ways (alpaca.md, section 3). Text or binary, JSON unless
/// MessagePack was asked for.
namespace tapedeck {

inline constexpr std::string_view kTradeUpdates = "trade_updates";

struct TradingAuthorization
{
    bool authorized = false;
    std::string action;  ///< "authenticate", "listen" or empty: only `authorized` decides
    std::string message; ///< for the log; may be there on success too
    friend bool operator==(const TradingAuthorization&, const TradingAuthorization&) = default;
};
struct TradingListening
{
    std::vector<std::string> streams; ///< all that are listened to now
    friend bool operator==(const TradingListening&, const TradingListening&) = default;
};
/// The server says what is wrong, and closes.
struct TradingStreamError
{
    std::string message;
    friend bool operator==(const TradingStreamError&, const TradingStreamError&) = default;
};
/// A stream that we do not know; to be logged and left.
struct OtherTradingFrame
{
    std::string stream;
    friend bool operator==(const OtherTradingFrame&, const OtherTradingFrame&) = default;
};
using TradingFrame = std::variant<TradingAuthorization,
                                  TradingListening,
                                  OrderUpdate,
                                  TradingStreamError,
                                  OtherTradingFrame>;

/// A server's frame, in either encoding: the first byte says which. An event that we do not know is
/// an OrderUpdate with event Unrecognised; its order still tells. Fills, busts and corrections
/// carry an execution. Errors: Malformed (HTML arrives here too: keep the socket), and of an
/// update's fields what readOrder() says.
[[nodiscard]] Result<TradingFrame> parseTradingFrame(std::string_view frame,
                                                     BodyCounts* counts = nullptr);

/// What an update's envelope has and OrderUpdate does not keep.
struct TradeUpdateExtras
{
    Timestamp publishedAt;
    std::string eventId;     ///< a ULID
    std::string executionId; ///< of an event that is no fill: every one but pending_new has it
    std::optional<Date> settlement;
    OrderExtras order;
};
[[nodiscard]] std::string encodeTradeUpdate(const OrderUpdate& update,
                                            const TradeUpdateExtras& extras);
[[nodiscard]] std::string encodeAuthorization(const TradingAuthorization& authorization);
[[nodiscard]] std::string encodeListening(const std::vector<std::string>& streams);
[[nodiscard]] std::string encodeTradingError(std::string_view message);

struct TradingAuth
{
    std::string key;
    Secret secret;
    bool deprecatedForm = false; ///< {"action":"authenticate","data":{"key_id":...}}
};
struct TradingListen
{
    std::vector<std::string> streams; ///< replaces what was listened to; empty: stop all
};
using TradingRequest = std::variant<TradingAuth, TradingListen>;

/// A client's message, as the server reads it; both forms of authentication. Errors: Malformed.
[[nodiscard]] Result<TradingRequest> parseTradingRequest(std::string_view message);
/// The client's second message; the first is encodeStreamAuth() of wire/stream_control.h.
[[nodiscard]] std::string encodeListen(const std::vector<std::string>& streams);

} // namespace tapedeck
