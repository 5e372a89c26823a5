#include "app/practice/trading_session.h"

#include "wire/trading_stream.h"

#include <algorithm>

namespace tapedeck::practice {

TradingSession::Reply TradingSession::message(std::string_view text)
{
    const auto request = parseTradingRequest(text);
    if (!request)
        return {encodeTradingError("invalid message: " + request.error().what), true};
    if (const auto* auth = std::get_if<TradingAuth>(&*request)) {
        if (!m_credentials.match(auth->key, auth->secret.reveal())) {
            m_authorized = m_listening = false;
            return {encodeAuthorization({false, "", "code=401, message=Unauthorized"}), true};
        }
        m_authorized = true;
        return {encodeAuthorization(
                    {true,
                     "authenticate",
                     auth->deprecatedForm
                         ? R"(this authentication format is being deprecated, please use )"
                           R"({"action":"auth","key":"...","secret":"..."})"
                         : ""}),
                false};
    }
    if (!m_authorized)
        return {encodeAuthorization({false, "listen", ""}), false};
    const auto& wanted = std::get<TradingListen>(*request).streams;
    m_listening = std::find(wanted.begin(), wanted.end(), kTradeUpdates) != wanted.end();
    std::vector<std::string> streams;
    if (m_listening)
        streams.emplace_back(kTradeUpdates);
    return {encodeListening(streams), false};
}

TradingSession::Reply TradingSession::authDeadline() const
{
    if (m_authorized)
        return {};
    return {encodeTradingError("no authentication in time"), true};
}

} // namespace tapedeck::practice
