#include "wire/stock_decoder.h"

#include "base/limits.h"
#include "wire/stock_element.h"

#include <numeric>

namespace tapedeck {

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

StockDecoder::StockDecoder(Symbols& symbols, StockDecoderOptions options) noexcept
    : m_symbols{symbols}, m_options{options}
{
    CHECK(options.quoteSizeMultiplier > 0);
}

bool StockDecoder::decodeJson(std::string_view frame,
                              std::vector<MarketEvent>& events,
                              std::vector<StreamControl>& controls)
{
    StockElement<JsonTongue> element{*this};
    JsonScanner scan{frame};
    const bool bare = scan.comesNext('{');
    bool good = isUtf8(frame) && (bare || scan.take('['));
    if (good && (bare || !scan.take(']'))) {
        std::size_t index = 0;
        do {
            good = element.scan(scan);
            if (good)
                element.interpret(index++, events, controls);
        } while (good && !bare && scan.take(','));
        good = good && (bare || scan.take(']'));
    }
    return good && scan.atEnd();
}

bool StockDecoder::decodeMsgPack(std::string_view frame,
                                 std::vector<MarketEvent>& events,
                                 std::vector<StreamControl>& controls)
{
    StockElement<MsgPackTongue> element{*this};
    MsgPackReader reader{frame};
    const MsgPackReader start = reader;
    MsgPackToken head;
    if (!reader.head(head))
        return false;
    std::uint32_t count = head.count;
    if (head.kind == MsgPackToken::Kind::Map) {
        reader = start;
        count = 1;
    } else if (head.kind != MsgPackToken::Kind::Array) {
        return false;
    }
    for (std::uint32_t index = 0; index < count; ++index) {
        if (!element.scan(reader))
            return false;
        element.interpret(index, events, controls);
    }
    return reader.atEnd();
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

    const StockDecoderCounts countsBefore = m_counts;
    const std::size_t eventsBefore = events.size();
    const std::size_t controlsBefore = controls.size();
    const bool packed = isMsgPack(frame);
    if (packed ? decodeMsgPack(frame, events, controls) : decodeJson(frame, events, controls)) {
        ++m_counts.frames;
        return {};
    }
    events.resize(eventsBefore);
    controls.resize(controlsBefore);
    m_problems.clear();
    m_counts = countsBefore;
    return refuse(ErrorCode::Malformed,
                  packed ? "frame is not a MessagePack array of messages"
                         : "frame is not a JSON array of messages");
}

} // namespace tapedeck
