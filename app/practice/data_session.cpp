#include "app/practice/data_session.h"

#include "app/practice/option_contracts.h"
#include "base/overloaded.h"
#include "wire/stock_encoder.h"

#include <algorithm>

namespace tapedeck::practice {

namespace {

/// Entries of one list; far more than there are symbols in a market.
constexpr std::size_t kListEntriesMax = kSymbolsMax;

std::string errorFrame(int code)
{
    return encodeControl(StreamError{code, std::string{streamErrorText(code)}});
}

bool followsTrades(StreamChannel channel) noexcept
{
    return channel == StreamChannel::Corrections || channel == StreamChannel::CancelErrors;
}

} // namespace

std::optional<StreamChannel> channelOf(const MarketEvent& event) noexcept
{
    if (!isOnWire(event))
        return std::nullopt;
    return std::visit(Overloaded{[](const Trade&) { return StreamChannel::Trades; },
                                 [](const Quote&) { return StreamChannel::Quotes; },
                                 [](const BarEvent& e) {
                                     switch (e.kind) {
                                     case BarEvent::Kind::Finished:
                                         return StreamChannel::Bars;
                                     case BarEvent::Kind::Updated:
                                         return StreamChannel::UpdatedBars;
                                     case BarEvent::Kind::Growing:
                                         break;
                                     }
                                     return StreamChannel::DailyBars;
                                 },
                                 [](const TradingStatus&) { return StreamChannel::Statuses; },
                                 [](const LuldBand&) { return StreamChannel::Lulds; },
                                 [](const TradeCorrection&) { return StreamChannel::Corrections; },
                                 [](const TradeCancel&) { return StreamChannel::CancelErrors; }},
                      event);
}

DataSession::Reply DataSession::open(std::string_view key, std::string_view secret)
{
    Reply reply{{encodeControl(StreamSuccess{"connected"})}, false};
    if (key.empty() && secret.empty())
        return reply;
    Reply second = authenticate(key, secret);
    reply.frames.push_back(std::move(second.frames.front()));
    return reply;
}

DataSession::Reply DataSession::authenticate(std::string_view key, std::string_view secret)
{
    if (m_authenticated)
        return {{errorFrame(403)}, false};
    m_tried = true;
    if (!m_rules.credentials->match(key, secret))
        return {{errorFrame(402)}, false};
    if (!m_rules.inPlan)
        return {{errorFrame(409)}, false};
    if (!m_rules.takeSlot())
        return {{errorFrame(406)}, false};
    m_authenticated = true;
    return {{encodeControl(StreamSuccess{"authenticated"})}, false};
}

DataSession::Reply DataSession::message(std::string_view text)
{
    const auto request = parseStreamRequest(text);
    if (!request)
        return {{errorFrame(400)}, false};
    if (const auto* auth = std::get_if<StreamAuth>(&*request))
        return authenticate(auth->key, auth->secret.reveal());
    if (!m_authenticated)
        return {{errorFrame(401)}, false};
    return subscribe(std::get<StreamSubscribe>(*request));
}

DataSession::Reply DataSession::authDeadline()
{
    if (m_authenticated)
        return {};
    // One that was refused has heard why; it is closed without a word.
    return m_tried ? Reply{{}, true} : Reply{{errorFrame(404)}, true};
}

int DataSession::refusalOf(const StreamSubscribe& request) const
{
    if (m_rules.kind == DataStreamKind::Options && !m_packed)
        return 412;
    if (!request.unknownChannels.empty())
        return 410;
    for (std::size_t i = 0; i < kStreamChannels; ++i) {
        const auto channel = static_cast<StreamChannel>(i);
        const auto offered = std::find(m_rules.channels.begin(), m_rules.channels.end(), channel);
        if (!request.lists[channel].empty() && offered == m_rules.channels.end())
            return 410;
    }
    const auto& quotes = request.lists[StreamChannel::Quotes];
    const bool star = std::find(quotes.begin(), quotes.end(), "*") != quotes.end();
    return m_rules.kind == DataStreamKind::Options && request.add && star ? 413 : 0;
}

DataSession::Reply DataSession::subscribe(const StreamSubscribe& request)
{
    if (const int code = refusalOf(request); code != 0)
        return {{errorFrame(code)}, false};
    auto lists = m_lists;
    for (std::size_t i = 0; i < kStreamChannels; ++i) {
        const auto channel = static_cast<StreamChannel>(i);
        const auto& named = request.lists[channel];
        if (followsTrades(channel))
            continue;
        for (const std::string& symbol : named) {
            if (request.add)
                lists[i].insert(symbol);
            else
                lists[i].erase(symbol);
        }
        if (lists[i].size() > kListEntriesMax)
            return {{errorFrame(405)}, false};
    }
    const auto sizeOf = [&](StreamChannel channel) {
        return lists[static_cast<std::size_t>(channel)].size();
    };
    const std::size_t counted = sizeOf(StreamChannel::Trades) + sizeOf(StreamChannel::Quotes);
    if (request.add && m_rules.symbolsMax != 0 && counted > m_rules.symbolsMax)
        return {{errorFrame(405)}, false};
    m_lists = std::move(lists);
    m_masks.clear();
    return {{acknowledgement()}, false};
}

std::string DataSession::acknowledgement() const
{
    StreamSubscription state;
    for (std::size_t i = 0; i < kStreamChannels; ++i) {
        const auto channel = static_cast<StreamChannel>(i);
        const auto& list =
            m_lists[followsTrades(channel) ? static_cast<std::size_t>(StreamChannel::Trades) : i];
        state[channel].assign(list.begin(), list.end());
    }
    return encodeControl(state, m_rules.channels);
}

std::uint32_t DataSession::maskOf(std::string_view symbol) const
{
    constexpr std::string_view kStar = "*";
    std::uint32_t mask = 0;
    if (isOptionSymbol(symbol) != (m_rules.kind == DataStreamKind::Options))
        return mask;
    for (std::size_t i = 0; i < kStreamChannels; ++i) {
        const auto channel = static_cast<StreamChannel>(i);
        const auto& list =
            m_lists[followsTrades(channel) ? static_cast<std::size_t>(StreamChannel::Trades) : i];
        if (list.find(symbol) != list.end() || list.find(kStar) != list.end())
            mask |= 1U << i;
    }
    return mask;
}

bool DataSession::wantsNews(std::span<const std::string> symbols) const
{
    const auto& list = m_lists[static_cast<std::size_t>(StreamChannel::News)];
    const auto isListed = [&](const std::string& symbol) {
        return list.find(symbol) != list.end();
    };
    return m_authenticated && m_rules.kind == DataStreamKind::News &&
           (isListed("*") || std::any_of(symbols.begin(), symbols.end(), isListed));
}

bool DataSession::wants(const MarketEvent& event, const Symbols& symbols)
{
    const auto channel = channelOf(event);
    if (!channel || !m_authenticated)
        return false;
    const std::size_t index = indexOf(symbolOf(event));
    while (m_masks.size() <= index)
        m_masks.push_back(maskOf(symbols.text(static_cast<SymbolId>(m_masks.size()))));
    return (m_masks[index] >> static_cast<unsigned>(*channel) & 1U) != 0;
}

} // namespace tapedeck::practice
