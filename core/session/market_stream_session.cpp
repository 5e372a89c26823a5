#include "session/market_stream_session.h"

#include "base/check.h"
#include "base/overloaded.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

enum class ErrorClass : std::uint8_t
{
    Invalid,
    NotAuthenticated,
    AlreadyAuthenticated,
    SymbolLimit,
    ConnectionLimit,
    Refusal,
    Reconnect,
    Other
};

/// Source: alpaca.md, section 2.4.
ErrorClass classOf(int code) noexcept
{
    switch (code) {
    case 400:
        return ErrorClass::Invalid;
    case 401:
        return ErrorClass::NotAuthenticated;
    case 403:
        return ErrorClass::AlreadyAuthenticated;
    case 405:
        return ErrorClass::SymbolLimit;
    case 406:
        return ErrorClass::ConnectionLimit;
    case 402:
    case 408:
    case 409:
    case 410:
    case 411:
    case 412:
    case 413:
        return ErrorClass::Refusal;
    case 404:
    case 407:
    case 500:
        return ErrorClass::Reconnect;
    default:
        return ErrorClass::Other;
    }
}

std::string wordsOf(const StreamError& error)
{
    return error.message + " (" + std::to_string(error.code) + ")";
}

/// What a person can do about a refusal that trying again does not change.
std::string_view remedyOf(int code) noexcept
{
    switch (code) {
    case 402:
        return ". Check the keys in the settings: paper and live have their own";
    case 408:
    case 409:
        return ". The data plan has no such feed: choose feed.source: iex, or a larger plan";
    case 411:
        return ". These keys may not read market data: make new ones at the broker";
    case 412:
        return ". This feed speaks MessagePack only: set feed.encoding: msgpack";
    default:
        return ". Trying again would not help: please report it";
    }
}

} // namespace

MarketStreamSession::MarketStreamSession(std::uint64_t seed, MarketStreamOptions options)
    : m_link{seed, options.patience}, m_options{std::move(options)}
{
    if (m_options.symbolsMax > 0) {
        m_accepted = m_options.symbolsMax;
        m_tooMany = m_options.symbolsMax + 1;
    }
}

void MarketStreamSession::stop(StreamActions& out)
{
    forgetConnection();
    m_link.stop(out);
}

void MarketStreamSession::want(std::vector<std::string> symbols,
                               Nanoseconds now,
                               StreamActions& out)
{
    m_wanted.clear();
    std::set<std::string> seen;
    for (std::string& symbol : symbols) {
        if (seen.insert(symbol).second)
            m_wanted.push_back(std::move(symbol));
    }
    // Whoever is wanted again may be unsubscribed again later.
    std::erase_if(m_stuck, [&](const std::string& symbol) { return seen.contains(symbol); });
    std::erase_if(m_ignored, [&](const std::string& symbol) { return !seen.contains(symbol); });
    pursue(now, out);
}

void MarketStreamSession::forgetConnection()
{
    m_step = Step::Welcome;
    m_authSentTwice = false;
    m_inFlight.reset();
    m_acked = {};
    m_ignored.clear();
    m_stuck.clear();
    m_channelMissing = {};
    m_chunkMax = kSymbolsPerRequest;
    m_askedAt.reset();
    m_starvedFrom.reset();
}

void MarketStreamSession::onOpened(Nanoseconds now, StreamActions& out)
{
    forgetConnection();
    m_starved = false;
    m_link.onOpened(now, out);
    if (m_link.isOpen())
        m_link.await("welcome", now);
}

void MarketStreamSession::onClosed(const SocketClosed& closed, Nanoseconds now, StreamActions& out)
{
    forgetConnection();
    m_link.onClosed(closed, now, out);
}

void MarketStreamSession::onData(Nanoseconds now) noexcept
{
    m_link.onSignOfLife();
    m_quietSince = now;
    m_silenceMax = kSilenceMax;
    m_askedAt.reset();
    m_starvedFrom.reset();
}

void MarketStreamSession::onLatest(std::optional<Timestamp> newest,
                                   std::optional<Timestamp> told,
                                   Nanoseconds now)
{
    if (!m_askedAt) // data came first, or another connection
        return;
    m_askedAt.reset();
    if (newest && (!told || *newest > *told)) {
        m_starvedFrom = now + kSilenceGrace;
        return;
    }
    // A quiet market: look again later, and later still.
    m_quietSince = now;
    m_silenceMax = std::min(m_silenceMax * 2, kSilenceMaxGrown);
}

void MarketStreamSession::onControl(const StreamControl& control,
                                    Nanoseconds now,
                                    StreamActions& out)
{
    if (!m_link.isOpen())
        return;
    m_link.onSignOfLife();
    std::visit(Overloaded{[&](const StreamSuccess& success) { onSuccess(success, now, out); },
                          [&](const StreamSubscription& all) { onAcknowledged(all, now, out); },
                          [&](const StreamError& error) { onError(error, now, out); }},
               control);
}

void MarketStreamSession::onSuccess(const StreamSuccess& success,
                                    Nanoseconds now,
                                    StreamActions& out)
{
    if (success.message == "connected" && m_step == Step::Welcome) {
        m_step = Step::Authentication;
        m_link.await("answer to the keys", now);
        out.emplace_back(action::SendAuth{});
    } else if (success.message == "authenticated" && m_step != Step::Subscribing) {
        authenticated(now, out);
    }
}

void MarketStreamSession::authenticated(Nanoseconds now, StreamActions& out)
{
    m_step = Step::Subscribing;
    m_link.arrived();
    m_quietSince = now;
    m_link.report(LinkState::Subscribing, "", out);
    pursue(now, out);
}

void MarketStreamSession::onError(const StreamError& error, Nanoseconds now, StreamActions& out)
{
    using Pace = StreamLink::Pace;
    switch (classOf(error.code)) {
    case ErrorClass::Invalid:
        onInvalid(wordsOf(error), now, out);
        return;
    case ErrorClass::NotAuthenticated:
        if (std::exchange(m_authSentTwice, true)) {
            m_link.drop(LinkState::BackingOff, wordsOf(error), Pace::Usual, out);
            return;
        }
        m_inFlight.reset();
        m_step = Step::Authentication;
        m_link.await("answer to the keys", now);
        out.emplace_back(action::SendAuth{});
        return;
    case ErrorClass::AlreadyAuthenticated:
        if (m_step != Step::Subscribing)
            authenticated(now, out);
        return;
    case ErrorClass::SymbolLimit:
        onLimit(now, out);
        return;
    case ErrorClass::ConnectionLimit:
        m_link.dropForOldSession(now, out);
        return;
    case ErrorClass::Refusal:
        m_link.refuse("the server refuses the stream: " + wordsOf(error) +
                          std::string{remedyOf(error.code)},
                      out);
        return;
    case ErrorClass::Reconnect:
        m_link.drop(LinkState::BackingOff,
                    "the server ends the stream: " + wordsOf(error),
                    Pace::Usual,
                    out);
        return;
    case ErrorClass::Other:
        out.emplace_back(action::Notice{"market data: " + wordsOf(error)});
        return;
    }
}

/// The whole request was refused and nothing has changed at the server: fewer are asked for, half
/// way between what it took and what it did not.
void MarketStreamSession::onLimit(Nanoseconds now, StreamActions& out)
{
    if (!m_inFlight)
        return;
    const std::set<std::string> before = ackedSymbols();
    std::set<std::string> after = before;
    after.insert(m_inFlight->symbols.begin(), m_inFlight->symbols.end());
    m_inFlight.reset();
    m_link.arrived();
    if (m_accepted >= after.size())
        m_accepted = before.size();
    m_tooMany = std::min(m_tooMany.value_or(after.size()), after.size());
    pursue(now, out);
}

/// One badly formed symbol spoils a whole request: halve until it stands alone.
void MarketStreamSession::onInvalid(const std::string& message, Nanoseconds now, StreamActions& out)
{
    if (!m_inFlight) {
        out.emplace_back(action::Notice{"market data: " + message});
        return;
    }
    m_link.arrived();
    const std::set<std::string> symbols = m_inFlight->symbols;
    const bool add = m_inFlight->add;
    m_inFlight.reset();
    if (symbols.size() > 1) {
        m_chunkMax = symbols.size() / 2;
    } else {
        (add ? m_ignored : m_stuck).insert(symbols.begin(), symbols.end());
        out.emplace_back(
            action::Notice{"the server does not stream " + *symbols.begin() + ": " + message});
    }
    pursue(now, out);
}

void MarketStreamSession::onAcknowledged(const StreamSubscription& all,
                                         Nanoseconds now,
                                         StreamActions& out)
{
    for (std::size_t i = 0; i < kStreamChannels; ++i)
        m_acked[i] = {all.symbols[i].begin(), all.symbols[i].end()};
    m_link.arrived();
    if (m_inFlight)
        noteRefused();
    m_inFlight.reset();
    m_accepted = std::max(m_accepted, ackedSymbols().size());
    m_chunkMax = std::min(m_chunkMax * 2, kSymbolsPerRequest);
    m_quietSince = now;
    pursue(now, out);
}

/// What was asked for and is not there now would be asked for again and again.
void MarketStreamSession::noteRefused()
{
    for (const StreamChannel channel : m_options.channels) {
        const auto& acked = m_acked[static_cast<std::size_t>(channel)];
        const auto& asked = m_inFlight->lists[channel];
        if (m_inFlight->add && !asked.empty() && acked.empty()) {
            m_channelMissing[static_cast<std::size_t>(channel)] = true;
            continue;
        }
        for (const std::string& symbol : asked) {
            if (acked.contains(symbol) != m_inFlight->add)
                (m_inFlight->add ? m_ignored : m_stuck).insert(symbol);
        }
    }
}

std::set<std::string> MarketStreamSession::ackedSymbols() const
{
    std::set<std::string> symbols;
    for (const StreamChannel channel : m_options.channels) {
        const auto& acked = m_acked[static_cast<std::size_t>(channel)];
        symbols.insert(acked.begin(), acked.end());
    }
    return symbols;
}

bool MarketStreamSession::isAcked(StreamChannel channel, const std::string& symbol) const
{
    return m_acked[static_cast<std::size_t>(channel)].contains(symbol);
}

std::vector<std::string> MarketStreamSession::target() const
{
    std::vector<std::string> target;
    for (const std::string& symbol : m_wanted) {
        if (!m_ignored.contains(symbol))
            target.push_back(symbol);
    }
    if (m_tooMany && target.size() >= *m_tooMany) {
        const std::size_t untried = std::max(m_accepted, (m_accepted + *m_tooMany) / 2);
        target.resize(std::min(untried, *m_tooMany - 1));
    }
    return target;
}

void MarketStreamSession::pursue(Nanoseconds now, StreamActions& out)
{
    if (!m_link.isOpen() || m_step != Step::Subscribing || m_inFlight)
        return;
    const std::vector<std::string> symbols = target();
    const std::set<std::string> kept{symbols.begin(), symbols.end()};

    // Room is made first, since the plan counts what is there.
    InFlight request;
    request.add = false;
    for (const StreamChannel channel : m_options.channels) {
        for (const std::string& symbol : m_acked[static_cast<std::size_t>(channel)]) {
            if (kept.contains(symbol) || m_stuck.contains(symbol))
                continue;
            if (request.symbols.size() >= m_chunkMax && !request.symbols.contains(symbol))
                continue;
            request.symbols.insert(symbol);
            request.lists[channel].push_back(symbol);
        }
    }
    if (request.symbols.empty()) {
        request.add = true;
        for (const std::string& symbol : symbols) {
            if (request.symbols.size() >= m_chunkMax)
                break;
            for (const StreamChannel channel : m_options.channels) {
                if (isAcked(channel, symbol) || m_channelMissing[static_cast<std::size_t>(channel)])
                    continue;
                request.symbols.insert(symbol);
                request.lists[channel].push_back(symbol);
            }
        }
    }
    if (request.symbols.empty())
        m_link.becomeLive(now, liveReason(), out);
    else
        send(std::move(request), now, out);
}

void MarketStreamSession::send(InFlight request, Nanoseconds now, StreamActions& out)
{
    std::vector<std::string> messages = encodeSubscribe(request.lists, request.add);
    CHECK(messages.size() == 1);
    m_inFlight = std::move(request);
    m_link.await("acknowledgement of a subscription", now);
    out.emplace_back(action::SendText{std::move(messages.front())});
}

std::vector<std::string> MarketStreamSession::leftOut() const
{
    const std::vector<std::string> streamed = target();
    std::vector<std::string> left;
    for (const std::string& symbol : m_wanted) {
        const bool isStreamed =
            std::find(streamed.begin(), streamed.end(), symbol) != streamed.end();
        if (!isStreamed && !m_ignored.contains(symbol))
            left.push_back(symbol);
    }
    return left;
}

std::string MarketStreamSession::liveReason() const
{
    const std::vector<std::string> left = leftOut();
    if (left.empty())
        return "";
    std::string reason = "streams " + std::to_string(m_wanted.size() - left.size()) + " of " +
                         std::to_string(m_wanted.size()) + " symbols, the plan has no more:";
    constexpr std::size_t kNamed = 5;
    for (std::size_t i = 0; i < left.size() && i < kNamed; ++i)
        reason.append(i == 0 ? " without " : ", ").append(left[i]);
    return reason + (left.size() > kNamed ? ", ..." : "");
}

void MarketStreamSession::tick(Nanoseconds now, bool marketOpen, StreamActions& out)
{
    if (marketOpen && !m_marketOpen)
        m_quietSince = std::max(m_quietSince, now);
    m_marketOpen = marketOpen;
    if (!mindSilence(now, out))
        m_link.tick(now, out);
}

bool MarketStreamSession::mindSilence(Nanoseconds now, StreamActions& out)
{
    const bool listens = m_options.mindsSilence && m_marketOpen && m_link.isOpen() &&
                         m_step == Step::Subscribing && !m_inFlight;
    if (!listens || now - m_quietSince < m_silenceMax)
        return false;
    if (m_starvedFrom && now >= *m_starvedFrom) {
        const auto silence = std::chrono::duration_cast<std::chrono::seconds>(now - m_quietSince);
        m_silenceMax = std::min(m_silenceMax * 2, kSilenceMaxGrown);
        m_starved = true;
        m_link.drop(LinkState::Stale,
                    "no market data for " + std::to_string(silence.count()) +
                        " s, while the broker's REST has newer trades",
                    StreamLink::Pace::Usual,
                    out);
        return true;
    }
    if (m_starvedFrom || (m_askedAt && now - *m_askedAt < kSilenceAskAgain))
        return false;
    const std::set<std::string> acked = ackedSymbols();
    if (acked.empty())
        return false;
    action::AskLatest ask;
    for (const std::string& symbol : m_wanted) { // the most important first
        if (acked.contains(symbol) && ask.symbols.size() < kSilenceSymbolsMax)
            ask.symbols.push_back(symbol);
    }
    m_askedAt = now;
    out.emplace_back(std::move(ask));
    return false;
}

} // namespace tapedeck
