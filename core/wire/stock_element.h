#pragma once

#include "base/limits.h"
#include "wire/stock_decoder.h"
#include "wire/stock_keys.h"
#include "wire/stock_tongues.h"

#include <algorithm>
#include <bit>
#include <optional>

/// From the values of one message to an event, whatever the encoding. Inside core/wire only.
namespace tapedeck {

/// One element of a frame: its values by key, and the ways to read them. The first fault stays.
template <class Tongue>
class StockElement
{
public:
    using Source = typename Tongue::Source;
    using Token = typename Tongue::Token;

    explicit StockElement(StockDecoder& decoder) noexcept : m_decoder{decoder} {}

    /// Steps over one element. False: not of this encoding.
    bool scan(Source& source);
    /// Turns it into an event or a control message, or counts why not.
    void interpret(std::size_t index,
                   std::vector<MarketEvent>& events,
                   std::vector<StreamControl>& controls);

private:
    [[nodiscard]] bool has(StockKey key) const noexcept { return (m_present & bitOf(key)) != 0; }
    [[nodiscard]] const Token& at(StockKey key) const noexcept
    {
        return m_tokens[static_cast<std::size_t>(key)];
    }
    void fault(ElementFault fault, StockKey key) noexcept
    {
        if (m_fault)
            return;
        m_fault = fault;
        m_faultField = kStockKeyTexts[static_cast<std::size_t>(key)];
    }

    void market(char type, std::vector<MarketEvent>& events);
    void control(std::string_view type, std::vector<StreamControl>& controls);
    void countUnknownKeys(std::uint64_t known) noexcept;
    /// False: the element is skipped, or its symbol is bad.
    bool symbol(SymbolId& id);

    void trade(std::vector<MarketEvent>& events, SymbolId symbol);
    void quote(std::vector<MarketEvent>& events, SymbolId symbol);
    void bar(std::vector<MarketEvent>& events, SymbolId symbol, char type);
    void status(std::vector<MarketEvent>& events, SymbolId symbol);
    void luld(std::vector<MarketEvent>& events, SymbolId symbol);
    void correction(std::vector<MarketEvent>& events, SymbolId symbol);
    void cancel(std::vector<MarketEvent>& events, SymbolId symbol);

    enum class Need : std::uint8_t
    {
        Optional,
        Required,
        Positive ///< required, and zero is out of range
    };
    std::int64_t nanos(StockKey key, Need need, std::int64_t max) noexcept;
    Price price(StockKey key, Need need) noexcept
    {
        return Price::fromNanos(nanos(key, need, kMarketPriceMax.nanos()));
    }
    Quantity size(StockKey key, Need need) noexcept
    {
        return Quantity::fromNanos(nanos(key, need, kMarketSizeMax.nanos()));
    }
    Quantity quoteSize(StockKey key) noexcept;
    std::int64_t integer(StockKey key, Need need) noexcept;
    Timestamp time() noexcept;
    char code(StockKey key);
    ShortCode shortCode(StockKey key);
    Conditions conditions(StockKey key);
    void condition(const Token& token, Conditions& conditions, StockKey key);
    [[nodiscard]] static constexpr bool isPrintable(char c) noexcept
    {
        return c >= ' ' && c <= '~';
    }
    std::string_view text(const Token& token) { return Tongue::text(m_decoder.m_memory, token); }

    StockDecoder& m_decoder;
    std::string_view m_whole;
    std::array<Token, kStockKeys> m_tokens;
    std::uint64_t m_present = 0;
    std::uint64_t m_otherKeys = 0;
    std::optional<ElementFault> m_fault;
    std::string_view m_faultField;
};

template <class Tongue>
bool StockElement<Tongue>::scan(Source& source)
{
    m_present = 0;
    m_otherKeys = 0;
    m_fault.reset();
    m_faultField = {};
    const Source start = source;
    bool isObject = false;
    Token other;
    std::uint8_t slot = kUnknownKey;
    const bool good = Tongue::members(
        source,
        isObject,
        [&](const Token& key) -> Token& {
            slot = Tongue::isText(key) ? slotOf(text(key)) : kUnknownKey;
            return slot == kUnknownKey ? other : m_tokens[slot];
        },
        [&] {
            if (slot == kUnknownKey)
                ++m_otherKeys;
            else if (Tongue::isNull(m_tokens[slot]))
                m_present &= ~(std::uint64_t{1} << slot);
            else
                m_present |= std::uint64_t{1} << slot;
        });
    if (!isObject)
        m_fault = ElementFault::NotAnObject;
    m_whole = source.since(start);
    return good;
}

template <class Tongue>
void StockElement<Tongue>::interpret(std::size_t index,
                                     std::vector<MarketEvent>& events,
                                     std::vector<StreamControl>& controls)
{
    StockDecoderCounts& counts = m_decoder.m_counts;
    ++counts.elements;
    if (!m_fault && !has(StockKey::T))
        fault(ElementFault::NoType, StockKey::T);
    if (!m_fault && !Tongue::isText(at(StockKey::T)))
        fault(ElementFault::BadText, StockKey::T);
    if (!m_fault) {
        const std::string_view type = text(at(StockKey::T));
        if (type.size() == 1)
            market(type.front(), events);
        else
            control(type, controls);
    }
    if (m_fault) {
        ++counts.faults[static_cast<std::size_t>(*m_fault)];
        m_decoder.m_problems.push_back(ElementProblem{index, *m_fault, m_faultField});
    }
}

template <class Tongue>
void StockElement<Tongue>::market(char type, std::vector<MarketEvent>& events)
{
    std::uint64_t known = 0;
    switch (type) {
    case 't':
        known = kTradeKeys;
        break;
    case 'q':
        known = kQuoteKeys;
        break;
    case 'b':
    case 'u':
    case 'd':
    case 'h':
        known = kBarKeys;
        break;
    case 's':
        known = kStatusKeys;
        break;
    case 'l':
        known = kLuldKeys;
        break;
    case 'c':
        known = kCorrectionKeys;
        break;
    case 'x':
        known = kCancelKeys;
        break;
    default:
        ++m_decoder.m_counts.unknownTypes;
        return;
    }
    countUnknownKeys(known);
    SymbolId id{};
    if (!symbol(id))
        return;
    const std::size_t before = events.size();
    switch (type) {
    case 't':
        trade(events, id);
        break;
    case 'q':
        quote(events, id);
        break;
    case 's':
        status(events, id);
        break;
    case 'l':
        luld(events, id);
        break;
    case 'c':
        correction(events, id);
        break;
    case 'x':
        cancel(events, id);
        break;
    default:
        bar(events, id, type);
    }
    if (m_fault)
        events.resize(before);
    else
        ++m_decoder.m_counts.events;
}

template <class Tongue>
void StockElement<Tongue>::countUnknownKeys(std::uint64_t known) noexcept
{
    if (const std::uint64_t unknown = m_present & ~known; unknown != 0)
        m_decoder.m_counts.unknownKeys += static_cast<std::uint64_t>(std::popcount(unknown));
    m_decoder.m_counts.unknownKeys += m_otherKeys;
}

template <class Tongue>
void StockElement<Tongue>::control(std::string_view type, std::vector<StreamControl>& controls)
{
    if (type != "success" && type != "subscription" && type != "error") {
        ++m_decoder.m_counts.unknownTypes;
        return;
    }
    const auto json = Tongue::json(m_whole);
    auto parsed = json ? parseControl(*json) : tl::unexpected<Error>{json.error()};
    if (!parsed) {
        fault(ElementFault::BadText, StockKey::T);
        return;
    }
    controls.push_back(std::move(*parsed));
    ++m_decoder.m_counts.controls;
}

template <class Tongue>
bool StockElement<Tongue>::symbol(SymbolId& id)
{
    if (!has(StockKey::S)) {
        fault(ElementFault::MissingField, StockKey::S);
        return false;
    }
    if (!Tongue::isText(at(StockKey::S))) {
        fault(ElementFault::BadSymbol, StockKey::S);
        return false;
    }
    const std::string_view name = text(at(StockKey::S));
    if (const auto known = m_decoder.m_symbols.find(name)) {
        id = *known;
        return true;
    }
    if (m_decoder.m_options.unknownSymbols == UnknownSymbols::Skip) {
        ++m_decoder.m_counts.unknownSymbols;
        return false;
    }
    const auto added = m_decoder.m_symbols.intern(name);
    if (!added) {
        fault(ElementFault::BadSymbol, StockKey::S);
        return false;
    }
    id = *added;
    return true;
}

template <class Tongue>
void StockElement<Tongue>::trade(std::vector<MarketEvent>& events, SymbolId symbol)
{
    Trade& e = std::get<Trade>(events.emplace_back(std::in_place_type<Trade>));
    e.symbol = symbol;
    e.at = time();
    e.price = price(StockKey::p, Need::Positive);
    e.size = size(StockKey::s, Need::Required);
    e.id = integer(StockKey::i, Need::Optional);
    e.conditions = conditions(StockKey::c);
    e.exchange = code(StockKey::x);
    e.tape = code(StockKey::z);
}

template <class Tongue>
void StockElement<Tongue>::quote(std::vector<MarketEvent>& events, SymbolId symbol)
{
    Quote& e = std::get<Quote>(events.emplace_back(std::in_place_type<Quote>));
    e.symbol = symbol;
    e.at = time();
    e.bid = price(StockKey::bp, Need::Required);
    e.ask = price(StockKey::ap, Need::Required);
    e.bidSize = quoteSize(StockKey::bs);
    e.askSize = quoteSize(StockKey::as);
    e.conditions = conditions(StockKey::c);
    e.bidExchange = code(StockKey::bx);
    e.askExchange = code(StockKey::ax);
    e.tape = code(StockKey::z);
}

template <class Tongue>
void StockElement<Tongue>::bar(std::vector<MarketEvent>& events, SymbolId symbol, char type)
{
    BarEvent& e = std::get<BarEvent>(events.emplace_back(std::in_place_type<BarEvent>));
    e.kind = type == 'u'   ? BarEvent::Kind::Updated
             : type == 'd' ? BarEvent::Kind::Growing
                           : BarEvent::Kind::Finished;
    e.bar.timeframe = type == 'd'   ? Timeframe::Day1
                      : type == 'h' ? Timeframe::Hour1
                                    : Timeframe::Minute1;
    e.bar.symbol = symbol;
    e.bar.start = time();
    if (e.bar.timeframe == Timeframe::Minute1)
        e.bar.start = std::chrono::floor<std::chrono::minutes>(e.bar.start);
    e.bar.open = price(StockKey::o, Need::Positive);
    e.bar.high = price(StockKey::h, Need::Positive);
    e.bar.low = price(StockKey::l, Need::Positive);
    e.bar.close = price(StockKey::c, Need::Positive);
    e.bar.volume = Quantity::fromNanos(nanos(StockKey::v, Need::Required, kBarVolumeMax.nanos()));
    if (has(StockKey::n))
        e.bar.tradeCount = integer(StockKey::n, Need::Required);
    // A bar without trades says zero, which is no price (alpaca.md, section 2.6).
    if (const Price vwap = price(StockKey::vw, Need::Optional); vwap.isPositive())
        e.bar.vwap = vwap;
}

template <class Tongue>
void StockElement<Tongue>::status(std::vector<MarketEvent>& events, SymbolId symbol)
{
    TradingStatus& e =
        std::get<TradingStatus>(events.emplace_back(std::in_place_type<TradingStatus>));
    e.symbol = symbol;
    e.at = time();
    e.status = shortCode(StockKey::sc);
    e.reason = shortCode(StockKey::rc);
    e.tape = code(StockKey::z);
}

template <class Tongue>
void StockElement<Tongue>::luld(std::vector<MarketEvent>& events, SymbolId symbol)
{
    LuldBand& e = std::get<LuldBand>(events.emplace_back(std::in_place_type<LuldBand>));
    e.symbol = symbol;
    e.at = time();
    e.up = price(StockKey::u, Need::Required);
    e.down = price(StockKey::d, Need::Required);
    e.indicator = shortCode(StockKey::i);
    e.tape = code(StockKey::z);
}

template <class Tongue>
void StockElement<Tongue>::correction(std::vector<MarketEvent>& events, SymbolId symbol)
{
    TradeCorrection& e =
        std::get<TradeCorrection>(events.emplace_back(std::in_place_type<TradeCorrection>));
    e.original.symbol = symbol;
    e.original.at = time();
    e.original.exchange = code(StockKey::x);
    e.original.tape = code(StockKey::z);
    e.corrected = e.original;
    e.original.id = integer(StockKey::oi, Need::Required);
    e.original.price = price(StockKey::op, Need::Required);
    e.original.size = size(StockKey::os, Need::Required);
    e.original.conditions = conditions(StockKey::oc);
    e.corrected.id = integer(StockKey::ci, Need::Required);
    e.corrected.price = price(StockKey::cp, Need::Positive);
    e.corrected.size = size(StockKey::cs, Need::Required);
    e.corrected.conditions = conditions(StockKey::cc);
}

template <class Tongue>
void StockElement<Tongue>::cancel(std::vector<MarketEvent>& events, SymbolId symbol)
{
    TradeCancel& e = std::get<TradeCancel>(events.emplace_back(std::in_place_type<TradeCancel>));
    e.trade.symbol = symbol;
    e.trade.at = time();
    e.trade.id = integer(StockKey::i, Need::Required);
    e.trade.price = price(StockKey::p, Need::Optional);
    e.trade.size = size(StockKey::s, Need::Optional);
    e.trade.exchange = code(StockKey::x);
    e.trade.tape = code(StockKey::z);
    if (has(StockKey::a))
        e.action = code(StockKey::a);
}

template <class Tongue>
std::int64_t StockElement<Tongue>::nanos(StockKey key, Need need, std::int64_t max) noexcept
{
    if (!has(key)) {
        if (need != Need::Optional)
            fault(ElementFault::MissingField, key);
        return 0;
    }
    std::int64_t value = 0;
    const NumberRead read = Tongue::nanos(at(key), value);
    if (read == NumberRead::NotANumber) {
        fault(ElementFault::BadNumber, key);
        return 0;
    }
    m_decoder.m_counts.roundedNumbers += read == NumberRead::Rounded ? 1U : 0U;
    if (read == NumberRead::OutOfRange || value < 0 || value > max ||
        (value == 0 && need == Need::Positive)) {
        fault(ElementFault::OutOfRange, key);
        return 0;
    }
    return value;
}

template <class Tongue>
Quantity StockElement<Tongue>::quoteSize(StockKey key) noexcept
{
    const Int128 shares = Int128{nanos(key, Need::Required, kMarketSizeMax.nanos())} *
                          m_decoder.m_options.quoteSizeMultiplier;
    if (shares > kMarketSizeMax.nanos()) {
        fault(ElementFault::OutOfRange, key);
        return {};
    }
    return Quantity::fromNanos(static_cast<std::int64_t>(shares));
}

template <class Tongue>
std::int64_t StockElement<Tongue>::integer(StockKey key, Need need) noexcept
{
    if (!has(key)) {
        if (need != Need::Optional)
            fault(ElementFault::MissingField, key);
        return 0;
    }
    std::int64_t value = 0;
    const NumberRead read = Tongue::integer(at(key), value);
    if (read == NumberRead::NotANumber)
        fault(ElementFault::BadNumber, key);
    else if (read == NumberRead::OutOfRange || value < 0)
        fault(ElementFault::OutOfRange, key);
    return value;
}

template <class Tongue>
Timestamp StockElement<Tongue>::time() noexcept
{
    std::int64_t nanos = 0;
    if (!has(StockKey::t))
        fault(ElementFault::MissingField, StockKey::t);
    else if (!Tongue::time(m_decoder.m_memory, at(StockKey::t), nanos))
        fault(ElementFault::BadTime, StockKey::t);
    else
        return timestampOf(nanos);
    return {};
}

template <class Tongue>
char StockElement<Tongue>::code(StockKey key)
{
    if (!has(key))
        return ' ';
    const Token& token = at(key);
    const std::string_view letter = Tongue::isText(token) ? text(token) : "not a text";
    if (letter.size() == 1 && isPrintable(letter[0]))
        return letter[0];
    if (!letter.empty())
        ++m_decoder.m_counts.droppedCodes;
    return ' ';
}

template <class Tongue>
ShortCode StockElement<Tongue>::shortCode(StockKey key)
{
    if (!has(key))
        return {};
    if (!Tongue::isText(at(key))) {
        fault(ElementFault::BadText, key);
        return {};
    }
    const std::string_view said = text(at(key));
    ShortCode code = ShortCode::of(said);
    // What a code cannot be is shown as such, a zero byte inside it too.
    for (std::size_t i = 0; i < std::min(said.size(), code.bytes.size()); ++i) {
        if (!isPrintable(code.bytes[i]))
            code.bytes[i] = '?';
    }
    return code;
}

template <class Tongue>
Conditions StockElement<Tongue>::conditions(StockKey key)
{
    Conditions result;
    if (has(key))
        Tongue::elements(at(key), [&](const Token& token) { condition(token, result, key); });
    return result;
}

template <class Tongue>
void StockElement<Tongue>::condition(const Token& token, Conditions& conditions, StockKey key)
{
    if (!Tongue::isText(token)) {
        fault(ElementFault::BadText, key);
        return;
    }
    const std::string_view letter = text(token);
    if (letter.size() != 1 || !isPrintable(letter[0]) || !conditions.add(letter[0]))
        ++m_decoder.m_counts.droppedCodes;
}

} // namespace tapedeck
