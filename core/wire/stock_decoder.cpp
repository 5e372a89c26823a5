#include "wire/stock_decoder.h"

#include "base/limits.h"
#include "wire/json_scanner.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <numeric>
#include <optional>

namespace tapedeck {

namespace {

using Kind = JsonToken::Kind;

/// Every key of a stock message. One slot serves a key in all messages that have it.
enum class Key : std::uint8_t
{
    T,
    S,
    t,
    i,
    x,
    p,
    s,
    c,
    z,
    a,
    o,
    h,
    l,
    v,
    n,
    u,
    d,
    bx,
    bp,
    bs,
    ax,
    ap,
    as,
    vw,
    oi,
    op,
    os,
    oc,
    ci,
    cp,
    cs,
    cc,
    sc,
    sm,
    rc,
    rm
};
constexpr std::size_t kKeys = 36;
constexpr std::array<std::string_view, kKeys> kKeyTexts{
    "T",  "S",  "t",  "i",  "x",  "p",  "s",  "c",  "z",  "a",  "o",  "h",
    "l",  "v",  "n",  "u",  "d",  "bx", "bp", "bs", "ax", "ap", "as", "vw",
    "oi", "op", "os", "oc", "ci", "cp", "cs", "cc", "sc", "sm", "rc", "rm"};
constexpr std::uint8_t kUnknownKey = 0xFF;

/// A key of one or two letters as a number.
constexpr std::uint16_t spelled(std::string_view key) noexcept
{
    const auto second = key.size() == 2 ? static_cast<unsigned char>(key[1]) : 0U;
    return static_cast<std::uint16_t>(static_cast<unsigned char>(key[0]) | (second << 8U));
}

/// Low bits of both letters: no two keys fall together, which the table's making proves.
constexpr std::size_t placeOf(std::uint16_t key) noexcept
{
    return (key & 0x3FU) | ((key >> 2U) & 0x7C0U);
}

struct KeyPlace
{
    std::uint16_t spelling = 0;
    std::uint8_t slot = kUnknownKey;
};

constexpr auto kPlaces = [] {
    std::array<KeyPlace, 2048> places{};
    for (std::size_t i = 0; i < kKeys; ++i) {
        KeyPlace& place = places[placeOf(spelled(kKeyTexts[i]))];
        if (place.slot != kUnknownKey)
            throw "two keys fall together"; // never compiles
        place = {spelled(kKeyTexts[i]), static_cast<std::uint8_t>(i)};
    }
    return places;
}();

std::uint8_t slotOf(std::string_view key) noexcept
{
    if (key.empty() || key.size() > 2)
        return kUnknownKey;
    const std::uint16_t spelling = spelled(key);
    const KeyPlace& place = kPlaces[placeOf(spelling)];
    return place.spelling == spelling ? place.slot : kUnknownKey;
}

constexpr std::uint64_t bitOf(Key key) noexcept
{
    return std::uint64_t{1} << static_cast<unsigned>(key);
}

template <class... K>
constexpr std::uint64_t keySet(K... keys) noexcept
{
    return (bitOf(Key::T) | ... | bitOf(keys));
}

constexpr std::uint64_t kTradeKeys =
    keySet(Key::S, Key::t, Key::i, Key::x, Key::p, Key::s, Key::c, Key::z);
constexpr std::uint64_t kQuoteKeys =
    keySet(Key::S, Key::t, Key::bx, Key::bp, Key::bs, Key::ax, Key::ap, Key::as, Key::c, Key::z);
constexpr std::uint64_t kBarKeys =
    keySet(Key::S, Key::t, Key::o, Key::h, Key::l, Key::c, Key::v, Key::n, Key::vw);
constexpr std::uint64_t kStatusKeys =
    keySet(Key::S, Key::t, Key::sc, Key::sm, Key::rc, Key::rm, Key::z);
constexpr std::uint64_t kLuldKeys = keySet(Key::S, Key::t, Key::u, Key::d, Key::i, Key::z);
constexpr std::uint64_t kCorrectionKeys = keySet(Key::S,
                                                 Key::t,
                                                 Key::x,
                                                 Key::z,
                                                 Key::oi,
                                                 Key::op,
                                                 Key::os,
                                                 Key::oc,
                                                 Key::ci,
                                                 Key::cp,
                                                 Key::cs,
                                                 Key::cc);
constexpr std::uint64_t kCancelKeys =
    keySet(Key::S, Key::t, Key::i, Key::x, Key::p, Key::s, Key::a, Key::z);

constexpr std::array<std::int64_t, 10> kPowersOfTen{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// The common spelling of a number: digits with at most nine decimals, 18 digits in all.
bool plainNanos(std::string_view text, std::int64_t& nanos) noexcept
{
    if (text.size() > 19)
        return false;
    std::uint64_t value = 0;
    std::size_t decimals = 0;
    bool point = false;
    for (const char c : text) {
        const auto digit = static_cast<unsigned>(c) - '0';
        if (digit <= 9) {
            value = value * 10 + digit;
            decimals += point ? 1U : 0U;
        } else if (c == '.' && !point) {
            point = true;
        } else {
            return false;
        }
    }
    const std::size_t digits = text.size() - (point ? 1U : 0U);
    if (decimals > 9 || digits + 9 - decimals > 18)
        return false;
    nanos = static_cast<std::int64_t>(value) * kPowersOfTen[9 - decimals];
    return true;
}

/// `count` digits at `text`, or a number above every bound.
unsigned fixedDigits(const char* text, std::size_t count) noexcept
{
    unsigned value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto digit = static_cast<unsigned>(text[i]) - '0';
        if (digit > 9)
            return 10'000;
        value = value * 10 + digit;
    }
    return value;
}

constexpr bool isPrintable(char c) noexcept
{
    return c >= ' ' && c <= '~';
}

constexpr std::int64_t kSecond = 1'000'000'000;

} // namespace

std::string_view toString(ElementFault fault) noexcept
{
    switch (fault) {
    case ElementFault::NotAnObject:
        return "not an object";
    case ElementFault::NoType:
        return "no type";
    case ElementFault::MissingField:
        return "missing field";
    case ElementFault::BadNumber:
        return "not a number";
    case ElementFault::BadTime:
        return "not a time";
    case ElementFault::BadText:
        return "not a text";
    case ElementFault::OutOfRange:
        return "out of range";
    case ElementFault::BadSymbol:
        return "not a symbol";
    }
    CHECK(false);
}

std::uint64_t StockDecoderCounts::badElements() const noexcept
{
    return std::accumulate(faults.begin(), faults.end(), std::uint64_t{0});
}

/// One element of a frame: its values by key, and the ways to read them. The first fault stays.
class StockElement
{
public:
    explicit StockElement(StockDecoder& decoder) noexcept : m_decoder{decoder} {}

    /// Steps over one element. False: not JSON.
    bool scan(JsonScanner& scan);
    /// Turns it into an event or a control message, or counts why not.
    void interpret(std::size_t index,
                   std::vector<MarketEvent>& events,
                   std::vector<StreamControl>& controls);

private:
    [[nodiscard]] bool has(Key key) const noexcept { return (m_present & bitOf(key)) != 0; }
    [[nodiscard]] const JsonToken& at(Key key) const noexcept
    {
        return m_tokens[static_cast<std::size_t>(key)];
    }
    void fault(ElementFault fault, Key key) noexcept
    {
        if (m_fault)
            return;
        m_fault = fault;
        m_faultField = kKeyTexts[static_cast<std::size_t>(key)];
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
    std::int64_t nanos(Key key, Need need, std::int64_t max) noexcept;
    Price price(Key key, Need need) noexcept
    {
        return Price::fromNanos(nanos(key, need, kMarketPriceMax.nanos()));
    }
    Quantity size(Key key, Need need) noexcept
    {
        return Quantity::fromNanos(nanos(key, need, kMarketSizeMax.nanos()));
    }
    Quantity quoteSize(Key key) noexcept;
    std::int64_t integer(Key key, Need need) noexcept;
    Timestamp time() noexcept;
    bool plainTime(std::string_view text, std::int64_t& nanos) noexcept;
    char code(Key key);
    ShortCode shortCode(Key key);
    Conditions conditions(Key key);
    void condition(const JsonToken& token, Conditions& conditions, Key key);
    std::string_view text(const JsonToken& token);

    StockDecoder& m_decoder;
    JsonToken m_whole;
    std::array<JsonToken, kKeys> m_tokens;
    std::uint64_t m_present = 0;
    std::uint64_t m_otherKeys = 0;
    std::optional<ElementFault> m_fault;
    std::string_view m_faultField;
};

bool StockElement::scan(JsonScanner& scan)
{
    m_present = 0;
    m_otherKeys = 0;
    m_fault.reset();
    m_faultField = {};
    if (!scan.comesNext('{')) {
        m_fault = ElementFault::NotAnObject;
        return scan.value(m_whole, 1);
    }
    const JsonScanner start = scan;
    scan.take('{');
    if (scan.take('}'))
        return true;
    JsonToken key;
    JsonToken other;
    do {
        if (!scan.string(key) || !scan.take(':'))
            return false;
        // Straight to its place: to copy what was just written costs more than to scan it.
        const std::uint8_t slot = slotOf(text(key));
        JsonToken& value = slot == kUnknownKey ? other : m_tokens[slot];
        if (!scan.value(value, 2))
            return false;
        if (slot == kUnknownKey)
            ++m_otherKeys;
        else if (value.kind == Kind::Null)
            m_present &= ~(std::uint64_t{1} << slot);
        else
            m_present |= std::uint64_t{1} << slot;
    } while (scan.take(','));
    if (!scan.take('}'))
        return false;
    m_whole.text = scan.since(start);
    return true;
}

void StockElement::interpret(std::size_t index,
                             std::vector<MarketEvent>& events,
                             std::vector<StreamControl>& controls)
{
    StockDecoderCounts& counts = m_decoder.m_counts;
    ++counts.elements;
    if (!m_fault && !has(Key::T))
        fault(ElementFault::NoType, Key::T);
    if (!m_fault && at(Key::T).kind != Kind::String)
        fault(ElementFault::BadText, Key::T);
    if (!m_fault) {
        const std::string_view type = text(at(Key::T));
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

void StockElement::market(char type, std::vector<MarketEvent>& events)
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

void StockElement::countUnknownKeys(std::uint64_t known) noexcept
{
    if (const std::uint64_t unknown = m_present & ~known; unknown != 0)
        m_decoder.m_counts.unknownKeys += static_cast<std::uint64_t>(std::popcount(unknown));
    m_decoder.m_counts.unknownKeys += m_otherKeys;
}

void StockElement::control(std::string_view type, std::vector<StreamControl>& controls)
{
    if (type != "success" && type != "subscription" && type != "error") {
        ++m_decoder.m_counts.unknownTypes;
        return;
    }
    auto parsed = parseControl(m_whole.text);
    if (!parsed) {
        fault(ElementFault::BadText, Key::T);
        return;
    }
    controls.push_back(std::move(*parsed));
    ++m_decoder.m_counts.controls;
}

bool StockElement::symbol(SymbolId& id)
{
    if (!has(Key::S)) {
        fault(ElementFault::MissingField, Key::S);
        return false;
    }
    if (at(Key::S).kind != Kind::String) {
        fault(ElementFault::BadSymbol, Key::S);
        return false;
    }
    const std::string_view name = text(at(Key::S));
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
        fault(ElementFault::BadSymbol, Key::S);
        return false;
    }
    id = *added;
    return true;
}

void StockElement::trade(std::vector<MarketEvent>& events, SymbolId symbol)
{
    Trade& e = std::get<Trade>(events.emplace_back(std::in_place_type<Trade>));
    e.symbol = symbol;
    e.at = time();
    e.price = price(Key::p, Need::Positive);
    e.size = size(Key::s, Need::Required);
    e.id = integer(Key::i, Need::Optional);
    e.conditions = conditions(Key::c);
    e.exchange = code(Key::x);
    e.tape = code(Key::z);
}

void StockElement::quote(std::vector<MarketEvent>& events, SymbolId symbol)
{
    Quote& e = std::get<Quote>(events.emplace_back(std::in_place_type<Quote>));
    e.symbol = symbol;
    e.at = time();
    e.bid = price(Key::bp, Need::Required);
    e.ask = price(Key::ap, Need::Required);
    e.bidSize = quoteSize(Key::bs);
    e.askSize = quoteSize(Key::as);
    e.conditions = conditions(Key::c);
    e.bidExchange = code(Key::bx);
    e.askExchange = code(Key::ax);
    e.tape = code(Key::z);
}

void StockElement::bar(std::vector<MarketEvent>& events, SymbolId symbol, char type)
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
    e.bar.open = price(Key::o, Need::Positive);
    e.bar.high = price(Key::h, Need::Positive);
    e.bar.low = price(Key::l, Need::Positive);
    e.bar.close = price(Key::c, Need::Positive);
    e.bar.volume = Quantity::fromNanos(nanos(Key::v, Need::Required, kBarVolumeMax.nanos()));
    if (has(Key::n))
        e.bar.tradeCount = integer(Key::n, Need::Required);
    // A bar without trades says zero, which is no price (alpaca.md, section 2.6).
    if (const Price vwap = price(Key::vw, Need::Optional); vwap.isPositive())
        e.bar.vwap = vwap;
}

void StockElement::status(std::vector<MarketEvent>& events, SymbolId symbol)
{
    TradingStatus& e =
        std::get<TradingStatus>(events.emplace_back(std::in_place_type<TradingStatus>));
    e.symbol = symbol;
    e.at = time();
    e.status = shortCode(Key::sc);
    e.reason = shortCode(Key::rc);
    e.tape = code(Key::z);
}

void StockElement::luld(std::vector<MarketEvent>& events, SymbolId symbol)
{
    LuldBand& e = std::get<LuldBand>(events.emplace_back(std::in_place_type<LuldBand>));
    e.symbol = symbol;
    e.at = time();
    e.up = price(Key::u, Need::Required);
    e.down = price(Key::d, Need::Required);
    e.indicator = shortCode(Key::i);
    e.tape = code(Key::z);
}

void StockElement::correction(std::vector<MarketEvent>& events, SymbolId symbol)
{
    TradeCorrection& e =
        std::get<TradeCorrection>(events.emplace_back(std::in_place_type<TradeCorrection>));
    e.original.symbol = symbol;
    e.original.at = time();
    e.original.exchange = code(Key::x);
    e.original.tape = code(Key::z);
    e.corrected = e.original;
    e.original.id = integer(Key::oi, Need::Required);
    e.original.price = price(Key::op, Need::Required);
    e.original.size = size(Key::os, Need::Required);
    e.original.conditions = conditions(Key::oc);
    e.corrected.id = integer(Key::ci, Need::Required);
    e.corrected.price = price(Key::cp, Need::Positive);
    e.corrected.size = size(Key::cs, Need::Required);
    e.corrected.conditions = conditions(Key::cc);
}

void StockElement::cancel(std::vector<MarketEvent>& events, SymbolId symbol)
{
    TradeCancel& e = std::get<TradeCancel>(events.emplace_back(std::in_place_type<TradeCancel>));
    e.trade.symbol = symbol;
    e.trade.at = time();
    e.trade.id = integer(Key::i, Need::Required);
    e.trade.price = price(Key::p, Need::Optional);
    e.trade.size = size(Key::s, Need::Optional);
    e.trade.exchange = code(Key::x);
    e.trade.tape = code(Key::z);
    if (has(Key::a))
        e.action = code(Key::a);
}

std::int64_t StockElement::nanos(Key key, Need need, std::int64_t max) noexcept
{
    if (!has(key)) {
        if (need != Need::Optional)
            fault(ElementFault::MissingField, key);
        return 0;
    }
    const JsonToken& token = at(key);
    if (token.kind != Kind::Number) {
        fault(ElementFault::BadNumber, key);
        return 0;
    }
    std::int64_t value = 0;
    if (!plainNanos(token.text, value)) {
        bool rounded = false;
        const auto parsed = parseNanos(token.text, ExtraDecimals::RoundHalfEven, &rounded);
        if (!parsed) {
            fault(ElementFault::OutOfRange, key);
            return 0;
        }
        value = *parsed;
        m_decoder.m_counts.roundedNumbers += rounded ? 1U : 0U;
    }
    if (value < 0 || value > max || (value == 0 && need == Need::Positive)) {
        fault(ElementFault::OutOfRange, key);
        return 0;
    }
    return value;
}

Quantity StockElement::quoteSize(Key key) noexcept
{
    const Int128 shares = Int128{nanos(key, Need::Required, kMarketSizeMax.nanos())} *
                          m_decoder.m_options.quoteSizeMultiplier;
    if (shares > kMarketSizeMax.nanos()) {
        fault(ElementFault::OutOfRange, key);
        return {};
    }
    return Quantity::fromNanos(static_cast<std::int64_t>(shares));
}

std::int64_t StockElement::integer(Key key, Need need) noexcept
{
    if (!has(key)) {
        if (need != Need::Optional)
            fault(ElementFault::MissingField, key);
        return 0;
    }
    const JsonToken& token = at(key);
    std::int64_t value = 0;
    const char* const end = token.text.data() + token.text.size();
    const auto [last, trouble] = std::from_chars(token.text.data(), end, value);
    if (token.kind == Kind::Number && trouble == std::errc::result_out_of_range)
        fault(ElementFault::OutOfRange, key);
    else if (token.kind != Kind::Number || trouble != std::errc{} || last != end)
        fault(ElementFault::BadNumber, key);
    else if (value < 0)
        fault(ElementFault::OutOfRange, key);
    return value;
}

Timestamp StockElement::time() noexcept
{
    if (!has(Key::t)) {
        fault(ElementFault::MissingField, Key::t);
        return {};
    }
    const JsonToken& token = at(Key::t);
    std::int64_t nanos = 0;
    if (token.kind == Kind::String && plainTime(token.text, nanos))
        return timestampOf(nanos);
    const auto parsed = parseTimestamp(token.text);
    if (token.kind != Kind::String || !parsed) {
        fault(ElementFault::BadTime, Key::t);
        return {};
    }
    return *parsed;
}

/// "2013-10-10T13:30:00.5Z"; the day is looked up only when it changes.
bool StockElement::plainTime(std::string_view text, std::int64_t& nanos) noexcept
{
    if (text.size() < 20 || text.size() > 30 || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || text.back() != 'Z')
        return false;
    const unsigned hour = fixedDigits(text.data() + 11, 2);
    const unsigned minute = fixedDigits(text.data() + 14, 2);
    const unsigned second = fixedDigits(text.data() + 17, 2);
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    std::int64_t fraction = 0;
    if (text.size() > 20) {
        const std::size_t digits = text.size() - 21;
        if (text[19] != '.' || digits == 0)
            return false;
        for (std::size_t i = 0; i < digits; ++i) {
            const auto digit = static_cast<unsigned>(text[20 + i]) - '0';
            if (digit > 9)
                return false;
            fraction = fraction * 10 + digit;
        }
        fraction *= kPowersOfTen[9 - digits];
    }
    auto& day = m_decoder.m_day;
    const std::string_view date = text.substr(0, 10);
    if (std::memcmp(date.data(), day.text.data(), day.text.size()) != 0) {
        const auto parsed = parseDate(date);
        if (!parsed || static_cast<int>(parsed->year()) < 1970 ||
            static_cast<int>(parsed->year()) > 2261)
            return false;
        date.copy(day.text.data(), day.text.size());
        day.nanos = nanosOf(std::chrono::sys_days{*parsed});
    }
    nanos = day.nanos + (hour * 3600LL + minute * 60LL + second) * kSecond + fraction;
    return true;
}

char StockElement::code(Key key)
{
    if (!has(key))
        return ' ';
    const JsonToken& token = at(key);
    const std::string_view letter = token.kind == Kind::String ? text(token) : "not a text";
    if (letter.size() == 1 && isPrintable(letter[0]))
        return letter[0];
    if (!letter.empty())
        ++m_decoder.m_counts.droppedCodes;
    return ' ';
}

ShortCode StockElement::shortCode(Key key)
{
    if (!has(key))
        return {};
    if (at(key).kind != Kind::String) {
        fault(ElementFault::BadText, key);
        return {};
    }
    ShortCode code = ShortCode::of(text(at(key)));
    for (char& c : code.bytes) {
        if (c != '\0' && !isPrintable(c))
            c = '?';
    }
    return code;
}

Conditions StockElement::conditions(Key key)
{
    Conditions result;
    if (!has(key))
        return result;
    const JsonToken& token = at(key);
    if (token.kind != Kind::Array) {
        condition(token, result, key);
        return result;
    }
    JsonScanner scan{token.text};
    scan.take('[');
    while (!scan.take(']')) {
        JsonToken element;
        if (!scan.value(element))
            break;
        condition(element, result, key);
        scan.take(',');
    }
    return result;
}

void StockElement::condition(const JsonToken& token, Conditions& conditions, Key key)
{
    if (token.kind != Kind::String) {
        fault(ElementFault::BadText, key);
        return;
    }
    const std::string_view letter = text(token);
    if (letter.size() != 1 || !isPrintable(letter[0]) || !conditions.add(letter[0]))
        ++m_decoder.m_counts.droppedCodes;
}

std::string_view StockElement::text(const JsonToken& token)
{
    if (!token.escaped)
        return token.text;
    m_decoder.m_scratch.clear();
    unescapeJson(token.text, m_decoder.m_scratch);
    return m_decoder.m_scratch;
}

StockDecoder::StockDecoder(Symbols& symbols, StockDecoderOptions options) noexcept
    : m_symbols{symbols}, m_options{options}
{
    CHECK(options.quoteSizeMultiplier > 0);
}

Result<void> StockDecoder::decode(std::string_view frame,
                                  std::vector<MarketEvent>& events,
                                  std::vector<StreamControl>& controls)
{
    m_problems.clear();
    const auto refuse = [this](ErrorCode code, const char* what) {
        ++m_counts.malformedFrames;
        return fail(code, what);
    };
    if (frame.size() > kFrameBytesMax)
        return refuse(ErrorCode::OutOfRange, "frame is longer than 16 MiB");
    if (!isUtf8(frame))
        return refuse(ErrorCode::Malformed, "frame is not UTF-8");

    const StockDecoderCounts countsBefore = m_counts;
    const std::size_t eventsBefore = events.size();
    const std::size_t controlsBefore = controls.size();
    StockElement element{*this};
    JsonScanner scan{frame};
    const bool bare = scan.comesNext('{');
    bool good = bare || scan.take('[');
    if (good && (bare || !scan.take(']'))) {
        std::size_t index = 0;
        do {
            good = element.scan(scan);
            if (good)
                element.interpret(index++, events, controls);
        } while (good && !bare && scan.take(','));
        good = good && (bare || scan.take(']'));
    }
    if (!good || !scan.atEnd()) {
        events.resize(eventsBefore);
        controls.resize(controlsBefore);
        m_problems.clear();
        m_counts = countsBefore;
        return refuse(ErrorCode::Malformed, "frame is not a JSON array of messages");
    }
    ++m_counts.frames;
    return {};
}

} // namespace tapedeck
