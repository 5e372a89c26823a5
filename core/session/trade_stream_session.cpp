#include "session/trade_stream_session.h"

#include "base/overloaded.h"

#include <algorithm>

namespace tapedeck {

void TradeStreamSession::stop(StreamActions& out)
{
    m_step = Step::Authentication;
    m_echoBy.reset();
    m_link.stop(out);
}

void TradeStreamSession::onOpened(Nanoseconds now, StreamActions& out)
{
    m_step = Step::Authentication;
    m_echoBy.reset();
    m_link.onOpened(now, out);
    if (!m_link.isOpen())
        return;
    // No welcome here: the client speaks first.
    m_link.await("answer to the keys", now);
    out.emplace_back(action::SendAuth{});
}

void TradeStreamSession::onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out)
{
    m_step = Step::Authentication;
    m_echoBy.reset();
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
                   [&](const OrderUpdate&) { m_echoBy.reset(); },
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
                          (answer.message.empty() ? std::string{} : ": " + answer.message),
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

void TradeStreamSession::expectEcho(Nanoseconds now) noexcept
{
    if (isLive() && !m_echoBy)
        m_echoBy = now + kOrderEchoWithin;
}

void TradeStreamSession::tick(Nanoseconds now, StreamActions& out)
{
    if (m_link.isOpen() && m_echoBy && now >= *m_echoBy) {
        m_echoBy.reset();
        m_link.drop(LinkState::Stale,
                    "an order was accepted and the stream says nothing of it",
                    StreamLink::Pace::Usual,
                    out);
        return;
    }
    m_link.tick(now, out);
}

} // namespace tapedeck
