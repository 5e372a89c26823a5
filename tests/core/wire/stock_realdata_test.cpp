#include "support/real_data.h"
#include "wire/stock_decoder.h"
#include "wire/stock_encoder.h"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <zstd.h>

#include <cstdio>
#include <memory>

namespace tapedeck {
namespace {

/// The lines of a compressed file, one after the other.
class Lines
{
public:
    explicit Lines(const std::string& path)
        : m_file{std::fopen(path.c_str(), "rb"), &std::fclose}, m_stream{ZSTD_createDStream(),
                                                                         &ZSTD_freeDStream}
    {
        ZSTD_DCtx_setParameter(m_stream.get(), ZSTD_d_windowLogMax, 27);
    }
    bool next(std::string& line)
    {
        for (;;) {
            if (const auto end = m_text.find('\n', m_place); end != std::string::npos) {
                line.assign(m_text, m_place, end - m_place);
                m_place = end + 1;
                return true;
            }
            m_text.erase(0, m_place);
            m_place = 0;
            if (!more())
                return false;
        }
    }

private:
    bool more()
    {
        if (m_in.pos == m_in.size) {
            m_in = {m_bytes.data(), std::fread(m_bytes.data(), 1, m_bytes.size(), m_file.get()), 0};
            if (m_in.size == 0)
                return false;
        }
        ZSTD_outBuffer out{m_unpacked.data(), m_unpacked.size(), 0};
        EXPECT_FALSE(ZSTD_isError(ZSTD_decompressStream(m_stream.get(), &out, &m_in)));
        m_text.append(m_unpacked.data(), out.pos);
        return true;
    }

    std::unique_ptr<std::FILE, int (*)(std::FILE*)> m_file;
    std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> m_stream;
    std::vector<char> m_bytes = std::vector<char>(1U << 16U);
    std::vector<char> m_unpacked = std::vector<char>(1U << 20U);
    ZSTD_inBuffer m_in{};
    std::string m_text;
    std::size_t m_place = 0;
};

/// The same lines by another road: simdjson on-demand, numbers by the base's parser.
class Oracle
{
public:
    explicit Oracle(Symbols& symbols) : m_symbols{symbols} {}

    MarketEvent event(const std::string& line)
    {
        m_padded.assign(line);
        m_padded.reserve(line.size() + simdjson::SIMDJSON_PADDING);
        auto document = m_parser.iterate(m_padded.data(), line.size(), m_padded.capacity());
        simdjson::ondemand::object object = document.get_object();
        const std::string_view type = object["T"].get_string();
        switch (type.at(0)) {
        case 't':
            return trade(object);
        case 'q':
            return quote(object);
        default:
            return bar(object, type.at(0));
        }
    }

private:
    template <class F>
    static F number(simdjson::simdjson_result<simdjson::ondemand::value> value)
    {
        std::string_view token = value.raw_json_token();
        while (!token.empty() && token.back() == ' ')
            token.remove_suffix(1);
        return F::parse(token, ExtraDecimals::RoundHalfEven).value();
    }
    static char code(simdjson::simdjson_result<simdjson::ondemand::value> value)
    {
        std::string_view text;
        return value.get_string().get(text) == simdjson::SUCCESS && text.size() == 1 ? text[0]
                                                                                     : ' ';
    }
    SymbolId symbol(simdjson::ondemand::object& object)
    {
        return m_symbols.find(object["S"].get_string().value()).value();
    }
    static Timestamp time(simdjson::ondemand::object& object)
    {
        return parseTimestamp(object["t"].get_string().value()).value();
    }
    static Conditions conditions(simdjson::ondemand::object& object)
    {
        Conditions result;
        simdjson::ondemand::array codes;
        if (object["c"].get_array().get(codes) != simdjson::SUCCESS)
            return result;
        for (auto element : codes)
            result.add(element.get_string().value().at(0));
        return result;
    }
    Trade trade(simdjson::ondemand::object& object)
    {
        Trade e;
        e.symbol = symbol(object);
        e.at = time(object);
        e.price = number<Price>(object["p"]);
        e.size = number<Quantity>(object["s"]);
        e.id = object["i"].get_int64();
        e.conditions = conditions(object);
        e.exchange = code(object["x"]);
        e.tape = code(object["z"]);
        return e;
    }
    Quote quote(simdjson::ondemand::object& object)
    {
        Quote e;
        e.symbol = symbol(object);
        e.at = time(object);
        e.bid = number<Price>(object["bp"]);
        e.ask = number<Price>(object["ap"]);
        e.bidSize = number<Quantity>(object["bs"]);
        e.askSize = number<Quantity>(object["as"]);
        e.conditions = conditions(object);
        e.bidExchange = code(object["bx"]);
        e.askExchange = code(object["ax"]);
        e.tape = code(object["z"]);
        return e;
    }
    BarEvent bar(simdjson::ondemand::object& object, char type)
    {
        BarEvent e;
        e.kind = type == 'd' ? BarEvent::Kind::Growing : BarEvent::Kind::Finished;
        e.bar.timeframe = type == 'd'   ? Timeframe::Day1
                          : type == 'h' ? Timeframe::Hour1
                                        : Timeframe::Minute1;
        e.bar.symbol = symbol(object);
        e.bar.start = time(object);
        e.bar.open = number<Price>(object["o"]);
        e.bar.high = number<Price>(object["h"]);
        e.bar.low = number<Price>(object["l"]);
        e.bar.close = number<Price>(object["c"]);
        e.bar.volume = number<Quantity>(object["v"]);
        return e;
    }

    Symbols& m_symbols;
    simdjson::ondemand::parser m_parser;
    std::string m_padded;
};

/// Every line of the file, by both roads, and there and back again in both encodings.
void compare(const std::string& path, std::size_t lines)
{
    Symbols symbols;
    StockDecoder decoder{symbols};
    Oracle oracle{symbols};
    std::vector<MarketEvent> events;
    std::vector<StreamControl> controls;
    std::string line;
    std::string encoded;
    std::size_t count = 0;
    for (Lines source{path}; source.next(line); ++count) {
        events.clear();
        ASSERT_TRUE(decoder.decode(line, events, controls)) << line;
        ASSERT_EQ(events.size(), 1U) << line;
        ASSERT_TRUE(events[0] == oracle.event(line)) << line;
        encoded.clear();
        appendStockMessage(encoded, events[0], symbols);
        ASSERT_TRUE(decoder.decode(encoded, events, controls)) << encoded;
        ASSERT_TRUE(events.size() == 2 && events[1] == events[0]) << encoded;
        encoded.clear();
        appendPackedStockMessage(encoded, events[0], symbols);
        ASSERT_TRUE(decoder.decode(encoded, events, controls)) << line;
        ASSERT_TRUE(events.size() == 3 && events[2] == events[0]) << line;
    }
    EXPECT_EQ(count, lines);
    EXPECT_EQ(decoder.counts().events, 3 * lines);
    EXPECT_EQ(decoder.counts().badElements(), 0U);
    EXPECT_EQ(decoder.counts().unknownKeys, 0U);
    EXPECT_EQ(decoder.counts().unknownTypes, 0U);
    EXPECT_EQ(decoder.counts().roundedNumbers, 0U);
    EXPECT_EQ(decoder.counts().droppedCodes, 0U);
}

TEST(StockRealData, TheWholeDayDecodesAsByAnIndependentParserAndComesBack)
{
    TAPEDECK_REAL_DATA(folder);
    compare(folder + "/tape_20131010.jsonl.zst", 1'743'383);
}

TEST(StockRealData, RecordedBarsDecodeAsByAnIndependentParserAndComeBack)
{
    TAPEDECK_REAL_DATA(folder);
    compare(folder + "/bars_1m_201310.jsonl.zst", 8'971);
    compare(folder + "/bars_1h_violent.jsonl.zst", 7'667);
    compare(folder + "/bars_1d.jsonl.zst", 31'146);
}

} // namespace
} // namespace tapedeck
