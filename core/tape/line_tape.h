#pragma once

#include "tape/line_reader.h"
#include "wire/stock_decoder.h"

#include <cstdint>
#include <vector>

/// Tapes in the line format: one JSON object of Alpaca's market data a line (or an array of them),
/// in order of time, plain or compressed with zstd. Trades, quotes, statuses, minute and daily bars
/// as Alpaca spells them; hour bars are "T":"h".
namespace tapedeck {

struct TapeRecord
{
    std::uint64_t line = 0;
    Timestamp at; ///< when the event may be known: its own time, a bar's end
    MarketEvent event;
    friend bool operator==(const TapeRecord&, const TapeRecord&) = default;
};

/// When the event may be known: a bar at its end, everything else at its own time.
[[nodiscard]] Timestamp deliveryTime(const MarketEvent& event) noexcept;

struct LineTapeOptions
{
    /// Only these symbols; empty = all of them, new ones are interned.
    std::vector<SymbolId> only;
    /// So many bad lines are skipped and counted; one more is an error. 0 stops at the first.
    std::uint64_t badLinesMax = 1000;
};

struct LineTapeCounts
{
    std::uint64_t events = 0;
    std::uint64_t badLines = 0;
    std::uint64_t otherLines = 0; ///< well-formed, without an event of ours: news, open interest
    std::uint64_t outOfOrder = 0; ///< events delivered whose time is before an earlier one's
    friend bool operator==(const LineTapeCounts&, const LineTapeCounts&) = default;
};

/// A bad line, for the log.
struct BadLine
{
    std::uint64_t number = 0;
    std::string why;
};
inline constexpr std::size_t kBadLinesKept = 20;
/// More bars than these do not wait for their end at one time.
inline constexpr std::size_t kHeldBarsMax = 100'000;

/// Reads a tape. A row of a bar stands at the bar's start and is held back to its end, so that
/// events come in order of the time when they may be known.
class LineTape
{
public:
    /// `source` and `symbols` must outlive the tape.
    LineTape(ByteSource& source, Symbols& symbols, LineTapeOptions options = {});

    /// The next event; false at the end. Bars are not held back at the end. A bad line is skipped
    /// and counted, or an error, as the options say. Errors: Malformed (with the line's number),
    /// Io; an error repeats.
    Result<bool> next(TapeRecord& record);
    /// Up to `max` records in place of what `batch` holds; false when there are none left. Before
    /// an error comes a batch with everything that was read before it.
    Result<bool> nextBatch(std::vector<TapeRecord>& batch, std::size_t max);

    [[nodiscard]] const LineTapeCounts& counts() const noexcept { return m_counts; }
    [[nodiscard]] const StockDecoderCounts& decoderCounts() const noexcept
    {
        return m_decoder.counts();
    }
    /// The first kBadLinesKept bad lines.
    [[nodiscard]] const std::vector<BadLine>& badLines() const noexcept { return m_badLines; }
    [[nodiscard]] std::uint64_t lines() const noexcept { return m_reader.lines(); }
    [[nodiscard]] std::uint64_t sourceBytes() const noexcept { return m_reader.sourceBytes(); }

private:
    struct HeldBar
    {
        TapeRecord record;
        std::uint64_t order = 0;
        /// The first to go is the greatest, as std's heaps want it.
        friend bool operator<(const HeldBar& a, const HeldBar& b) noexcept
        {
            return a.record.at != b.record.at ? a.record.at > b.record.at : a.order > b.order;
        }
    };

    [[nodiscard]] bool heldBarIsDue() const noexcept;
    void holdBar(const MarketEvent& event);
    void takeHeldBar(TapeRecord& record);
    Result<bool> decodeLine();
    Result<void> bad(std::uint64_t number, std::string why);
    [[nodiscard]] bool isWanted(const MarketEvent& event) const noexcept;

    LineReader m_reader;
    LineTapeOptions m_options;
    StockDecoder m_decoder;
    std::vector<bool> m_wanted;        ///< by symbol; empty = all
    std::vector<MarketEvent> m_events; ///< of the line in hand
    std::size_t m_nextEvent = 0;
    std::vector<StreamControl> m_controls;
    std::vector<HeldBar> m_held; ///< a heap
    std::uint64_t m_barsSeen = 0;
    Timestamp m_reached = Timestamp::min(); ///< greatest time of a row so far
    Timestamp m_newest = Timestamp::min();  ///< of the events delivered
    bool m_ended = false;
    LineTapeCounts m_counts;
    std::vector<BadLine> m_badLines;
    std::optional<Error> m_error;
};

/// What a tape is about, from a look at its first events.
struct TapeScan
{
    Date date{}; ///< the day in New York of its first event
    Timestamp first;
    Timestamp last;                ///< of those looked at
    std::vector<SymbolId> symbols; ///< in order of appearance
    std::uint64_t trades = 0;
    std::uint64_t quotes = 0;
    std::uint64_t bars = 0;
    bool whole = false; ///< there is nothing behind what was looked at
};

/// Looks at the first `eventsMax` events and interns their symbols. Errors: Malformed (no
/// event at all, too), Io.
[[nodiscard]] Result<TapeScan>
scanTape(ByteSource& source, Symbols& symbols, std::uint64_t eventsMax = 20'000);

} // namespace tapedeck
