#include "wire/stock_encoder.h"

#include "base/overloaded.h"
#include "wire/json_writer.h"
#include "wire/msgpack_json.h"
#include "wire/msgpack_writer.h"

#include <array>

namespace tapedeck {

namespace {

/// One message; keys are ours and need no escapes.
class Message
{
public:
    Message(std::string& out, std::string_view type, std::string_view symbol) : m_out{out}
    {
        m_out.append(R"({"T":")").append(type).append(R"(","S":)");
        appendJsonString(m_out, symbol);
    }
    ~Message() { m_out.push_back('}'); }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    template <class Tag>
    void number(std::string_view key, Fixed<Tag> value)
    {
        name(key);
        appendNanos(m_out, value.nanos());
    }
    void integer(std::string_view key, std::int64_t value)
    {
        name(key);
        appendInteger(m_out, value);
    }
    void time(Timestamp at)
    {
        name("t");
        m_out.push_back('"');
        appendTimestamp(m_out, at);
        m_out.push_back('"');
    }
    void text(std::string_view key, std::string_view value)
    {
        name(key);
        appendJsonString(m_out, value);
    }
    void code(std::string_view key, char value) { text(key, {&value, 1}); }
    void conditions(std::string_view key, const Conditions& conditions)
    {
        name(key);
        m_out.push_back('[');
        for (std::size_t i = 0; i < conditions.count; ++i) {
            if (i > 0)
                m_out.push_back(',');
            appendJsonString(m_out, {&conditions.codes[i], 1});
        }
        m_out.push_back(']');
    }

private:
    void name(std::string_view key) { m_out.append(",\"").append(key).append("\":"); }

    std::string& m_out;
};

void append(std::string& out, const Trade& e, std::string_view symbol)
{
    Message message{out, "t", symbol};
    message.integer("i", e.id);
    message.code("x", e.exchange);
    message.number("p", e.price);
    message.number("s", e.size);
    message.time(e.at);
    message.conditions("c", e.conditions);
    message.code("z", e.tape);
}

void append(std::string& out, const Quote& e, std::string_view symbol)
{
    Message message{out, "q", symbol};
    message.code("bx", e.bidExchange);
    message.number("bp", e.bid);
    message.number("bs", e.bidSize);
    message.code("ax", e.askExchange);
    message.number("ap", e.ask);
    message.number("as", e.askSize);
    message.time(e.at);
    message.conditions("c", e.conditions);
    message.code("z", e.tape);
}

std::string_view typeOf(const BarEvent& e) noexcept
{
    switch (e.bar.timeframe) {
    case Timeframe::Minute1:
        return e.kind == BarEvent::Kind::Finished  ? "b"
               : e.kind == BarEvent::Kind::Updated ? "u"
                                                   : "";
    case Timeframe::Hour1:
        return e.kind == BarEvent::Kind::Finished ? "h" : "";
    case Timeframe::Day1:
        return e.kind == BarEvent::Kind::Growing ? "d" : "";
    case Timeframe::Second1:
    case Timeframe::Second5:
    case Timeframe::Minute5:
        return "";
    }
    CHECK(false);
}

void append(std::string& out, const BarEvent& e, std::string_view symbol)
{
    Message message{out, typeOf(e), symbol};
    message.number("o", e.bar.open);
    message.number("h", e.bar.high);
    message.number("l", e.bar.low);
    message.number("c", e.bar.close);
    message.number("v", e.bar.volume);
    if (e.bar.tradeCount)
        message.integer("n", *e.bar.tradeCount);
    if (e.bar.vwap)
        message.number("vw", *e.bar.vwap);
    message.time(e.bar.start);
}

/// The words of a status code, which differ by tape (alpaca.md, section 2.5); we keep the code
/// only.
std::string_view statusText(char tape, std::string_view code) noexcept
{
    struct Words
    {
        bool cta;
        std::string_view code;
        std::string_view text;
    };
    constexpr std::array kWords{Words{true, "2", "Trading Halt"},
                                Words{true, "3", "Resume"},
                                Words{true, "5", "Price Indication"},
                                Words{true, "6", "Trading Range Indication"},
                                Words{true, "E", "Short Sale Restriction"},
                                Words{true, "F", "Limit Up-Limit Down"},
                                Words{false, "H", "Trading Halt"},
                                Words{false, "Q", "Quotation Resumption"},
                                Words{false, "T", "Trading Resumption"},
                                Words{false, "P", "Volatility Trading Pause"}};
    for (const Words& words : kWords) {
        if (words.cta == (tape == 'A' || tape == 'B') && words.code == code)
            return words.text;
    }
    return {};
}

void append(std::string& out, const TradingStatus& e, std::string_view symbol)
{
    Message message{out, "s", symbol};
    message.text("sc", e.status.text());
    message.text("sm", statusText(e.tape, e.status.text()));
    message.text("rc", e.reason.text());
    message.text("rm", "");
    message.time(e.at);
    message.code("z", e.tape);
}

void append(std::string& out, const LuldBand& e, std::string_view symbol)
{
    Message message{out, "l", symbol};
    message.number("u", e.up);
    message.number("d", e.down);
    message.text("i", e.indicator.text());
    message.time(e.at);
    message.code("z", e.tape);
}

void append(std::string& out, const TradeCorrection& e, std::string_view symbol)
{
    Message message{out, "c", symbol};
    message.code("x", e.original.exchange);
    message.integer("oi", e.original.id);
    message.number("op", e.original.price);
    message.number("os", e.original.size);
    message.conditions("oc", e.original.conditions);
    message.integer("ci", e.corrected.id);
    message.number("cp", e.corrected.price);
    message.number("cs", e.corrected.size);
    message.conditions("cc", e.corrected.conditions);
    message.code("z", e.original.tape);
    message.time(e.original.at);
}

void append(std::string& out, const TradeCancel& e, std::string_view symbol)
{
    Message message{out, "x", symbol};
    message.integer("i", e.trade.id);
    message.code("x", e.trade.exchange);
    message.number("p", e.trade.price);
    message.number("s", e.trade.size);
    message.code("a", e.action);
    message.code("z", e.trade.tape);
    message.time(e.trade.at);
}

} // namespace

bool isOnWire(const MarketEvent& event) noexcept
{
    const auto* bar = std::get_if<BarEvent>(&event);
    return bar == nullptr || !typeOf(*bar).empty();
}

void appendStockMessage(std::string& out, const MarketEvent& event, const Symbols& symbols)
{
    CHECK(isOnWire(event));
    const std::string_view symbol = symbols.text(symbolOf(event));
    std::visit([&](const auto& e) { append(out, e, symbol); }, event);
}

void appendPackedStockMessage(std::string& out, const MarketEvent& event, const Symbols& symbols)
{
    std::string json;
    appendStockMessage(json, event, symbols);
    const auto packed = msgPackOfJson(json, kStreamKeys);
    CHECK(packed.has_value()); // what we write ourselves is JSON
    out.append(*packed);
}

std::string
encodeStockFrame(std::span<const MarketEvent> events, const Symbols& symbols, WireEncoding encoding)
{
    std::string out;
    if (encoding == WireEncoding::MsgPack) {
        MsgPackWriter{out}.array(events.size());
        for (const MarketEvent& event : events)
            appendPackedStockMessage(out, event, symbols);
        return out;
    }
    out.push_back('[');
    for (const MarketEvent& event : events) {
        if (out.size() > 1)
            out.push_back(',');
        appendStockMessage(out, event, symbols);
    }
    out.push_back(']');
    return out;
}

} // namespace tapedeck
