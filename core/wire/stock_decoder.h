#pragma once

#include "base/symbols.h"
#include "market/events.h"
#include "wire/stock_tongues.h"
#include "wire/stream_control.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tapedeck {

enum class UnknownSymbols : std::uint8_t
{
    Skip,  ///< count and leave out what is not in the table
    Intern ///< add it to the table
};

struct StockDecoderOptions
{
    UnknownSymbols unknownSymbols = UnknownSymbols::Intern;
    /// Shares per unit of a quote's size: 1, or 100 for a feed that still sends round lots.
    std::int64_t quoteSizeMultiplier = 1;
};

/// Why one element of a frame was left out.
enum class ElementFault : std::uint8_t
{
    NotAnObject,
    NoType,
    MissingField,
    BadNumber, ///< not a number, or not a whole one where an id is asked
    BadTime,
    BadText,
    OutOfRange, ///< beyond base/limits.h, a negative price or size, a trade or bar at price zero
    BadSymbol   ///< not a symbol's text, or no room for one more
};
inline constexpr std::size_t kElementFaults = 8;
[[nodiscard]] std::string_view toString(ElementFault fault) noexcept;

struct ElementProblem
{
    std::size_t element = 0; ///< its place in the frame, from 0
    ElementFault fault{};
    std::string_view field; ///< the wire's key, static text; may be empty
};

struct StockDecoderCounts
{
    std::uint64_t frames = 0; ///< well-formed ones
    std::uint64_t malformedFrames = 0;
    std::uint64_t elements = 0;
    std::uint64_t events = 0;
    std::uint64_t controls = 0;
    std::uint64_t unknownTypes = 0; ///< without an event of ours; imbalances are among them
    std::uint64_t unknownKeys = 0;
    std::uint64_t unknownSymbols = 0; ///< elements skipped
    std::uint64_t roundedNumbers = 0; ///< a tenth decimal, brought half-even to nine
    std::uint64_t droppedCodes = 0;   ///< condition, exchange and tape codes that are no single
                                      ///< printable character, and an eighth condition
    std::array<std::uint64_t, kElementFaults> faults{};

    [[nodiscard]] std::uint64_t badElements() const noexcept;
    friend bool operator==(const StockDecoderCounts&, const StockDecoderCounts&) = default;
};

/// Frames of a stock or an option stream, and tape lines, to events. JSON and MessagePack are told
/// apart by the first byte and give the same events: numbers from the raw token, a MessagePack
/// float by way of its shortest decimal; keys in any order, the last of two equal ones counts; no
/// allocation per message once the vectors have grown. Minute bars start on their minute. One
/// thread. Source: Alpaca real-time stock and option data (alpaca.md, sections 2.5 and 2.7); tag
/// `h`: our tapes' hour bars.
class StockDecoder
{
public:
    /// `symbols` outlives the decoder; it grows only under UnknownSymbols::Intern.
    explicit StockDecoder(Symbols& symbols, StockDecoderOptions options = {}) noexcept;

    /// Appends the events and the control messages of one frame (an array, or one bare object), in
    /// wire order. An element that is bad in itself is left out, counted and listed in problems().
    /// Errors: Malformed, OutOfRange (kFrameBytesMax); then nothing was appended and only
    /// malformedFrames has changed.
    [[nodiscard]] Result<void> decode(std::string_view frame,
                                      std::vector<MarketEvent>& events,
                                      std::vector<StreamControl>& controls);

    /// The bad elements of the last frame.
    [[nodiscard]] const std::vector<ElementProblem>& problems() const noexcept
    {
        return m_problems;
    }
    [[nodiscard]] const StockDecoderCounts& counts() const noexcept { return m_counts; }

private:
    template <class Tongue>
    friend class StockElement;

    /// False: the frame is not of that encoding, and what was appended must go again.
    [[nodiscard]] bool decodeJson(std::string_view frame,
                                  std::vector<MarketEvent>& events,
                                  std::vector<StreamControl>& controls);
    [[nodiscard]] bool decodeMsgPack(std::string_view frame,
                                     std::vector<MarketEvent>& events,
                                     std::vector<StreamControl>& controls);

    Symbols& m_symbols;
    StockDecoderOptions m_options;
    StockDecoderCounts m_counts;
    std::vector<ElementProblem> m_problems;
    TongueMemory m_memory;
};

} // namespace tapedeck
