#include "session/trade_stream_session.h"

#include "base/overloaded.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::size_t kNamedMax = 256;

} // namespace

void TradeStreamSession::stop(StreamActions& out)
{
    forgetConnection();
    m_link.stop(out);
}

void TradeStreamSession::onOpened(Nanoseconds now, StreamActions& out)
{
    forgetConnection();
    m_link.onOpened(now, out);
    if (!m_link.isOpen())
        return;
    // No welcome here: the client speaks first.
    m_link.await("answer to the keys", now);
    out.emplace_back(action::SendAuth{});
}

void TradeStreamSession::onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out)
{
    forgetConnection();
    m_link.onClosed(closed, now, out);
}

void TradeStreamSession::onFrame(const TradingFrame& frame, Nanoseconds now, StreamActions& out)
{
    if (!m_link.isOpen())
        return;
    m_link.onSignOfLife();
    std::visit(
        Overloaded{[&](const TradingAuthorization& answer) { onAuthorization(answer, now, out); },
                   [&](const TradingListening& listening) { onListening(listening, now, out); },
                   [&](const OrderUpdate& update) { onUpdate(update); },
                   [&](const TradingStreamError& error) {
                       m_link.drop(LinkState::BackingOff,
                                   "the server ends the stream: " + error.message,
                                   StreamLink::Pace::Usual,
                                   out);
                   },
                   [](const OtherTradingFrame&) {}},
        frame);
}

void TradeStreamSession::onAuthorization(const TradingAuthorization& answer,
                                         Nanoseconds now,
                                         StreamActions& out)
{
    if (!answer.authorized) {
        m_link.refuse("the server refuses the keys" +
                          (answer.message.empty() ? std::string{} : ": " + answer.message) +
                          ". Check them in the settings: paper and live have their own",
                      out);
        return;
    }
    if (m_step != Step::Authentication)
        return;
    m_step = Step::Listen;
    m_link.report(LinkState::Subscribing, "", out);
    m_link.await("answer to the subscription", now);
    out.emplace_back(action::SendText{encodeListen({std::string{kTradeUpdates}})});
}

void TradeStreamSession::onListening(const TradingListening& listening,
                                     Nanoseconds now,
                                     StreamActions& out)
{
    if (m_step == Step::Authentication)
        return;
    const bool there =
        std::find(listening.streams.begin(), listening.streams.end(), kTradeUpdates) !=
        listening.streams.end();
    if (!there) {
        m_link.drop(LinkState::BackingOff,
                    "the server does not offer trade updates",
                    StreamLink::Pace::Usual,
                    out);
        return;
    }
    m_step = Step::Listening;
    m_link.arrived();
    m_link.becomeLive(now, "", out);
}

void TradeStreamSession::forgetConnection()
{
    m_step = Step::Authentication;
    m_echoBy.clear();
    m_named.clear();
}

void TradeStreamSession::onUpdate(const OrderUpdate& update)
{
    // It may come before the answer to its POST, and then no echo is awaited later.
    m_named.push_back(update.order.clientOrderId);
    if (m_named.size() > kNamedMax)
        m_named.pop_front();
    m_echoBy.erase(update.order.clientOrderId);
}

void TradeStreamSession::expectEcho(const std::string& clientOrderId, Nanoseconds now)
{
    const bool named = std::find(m_named.begin(), m_named.end(), clientOrderId) != m_named.end();
    if (isLive() && !named)
        m_echoBy.emplace(clientOrderId, now + kOrderEchoWithin);
}

void TradeStreamSession::tick(Nanoseconds now, StreamActions& out)
{
    const bool starved = std::any_of(
        m_echoBy.begin(), m_echoBy.end(), [now](const auto& echo) { return now >= echo.second; });
    if (m_link.isOpen() && starved) {
        m_echoBy.clear();
        m_link.drop(LinkState::Stale,
                    "an order was accepted and the stream says nothing of it",
                    StreamLink::Pace::Usual,
                    out);
        return;
    }
    // Never while an order waits for its echo: that one says more than a new connection.
    const bool old =
        m_link.liveSince().has_value() && now - *m_link.liveSince() >= kTradeStreamRecycle;
    if (m_busy && isLive() && m_echoBy.empty() && old) {
        forgetConnection();
        m_link.drop(LinkState::Connecting,
                    "the connection is made anew, as every 10 minutes",
                    StreamLink::Pace::AtOnce,
                    out);
        return;
    }
    m_link.tick(now, out);
}

} // namespace tapedeck
