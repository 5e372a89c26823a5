#include "tape/line_tape.h"

#include "market/new_york.h"
#include "market/timeframe.h"

#include <algorithm>

namespace tapedeck {

namespace {

StockDecoderOptions decoderOptions(const LineTapeOptions& options)
{
    StockDecoderOptions decoder;
    if (!options.only.empty())
        decoder.unknownSymbols = UnknownSymbols::Skip;
    return decoder;
}

std::string describe(const ElementProblem& problem)
{
    std::string text{toString(problem.fault)};
    return problem.field.empty() ? text : text + " (" + std::string{problem.field} + ")";
}

} // namespace

Timestamp deliveryTime(const MarketEvent& event) noexcept
{
    if (const auto* bar = std::get_if<BarEvent>(&event))
        return barEnd(bar->bar.timeframe, bar->bar.start);
    return timeOf(event);
}

LineTape::LineTape(ByteSource& source, Symbols& symbols, LineTapeOptions options)
    : m_reader{source}, m_options{std::move(options)}, m_decoder{symbols, decoderOptions(m_options)}
{
    for (const SymbolId symbol : m_options.only) {
        if (indexOf(symbol) >= m_wanted.size())
            m_wanted.resize(indexOf(symbol) + 1);
        m_wanted[indexOf(symbol)] = true;
    }
}

Result<bool> LineTape::next(TapeRecord& record)
{
    while (true) {
        const bool hasEvent = m_nextEvent < m_events.size();
        if (hasEvent)
            m_reached = std::max(m_reached, timeOf(m_events[m_nextEvent]));
        if (heldBarIsDue()) {
            takeHeldBar(record);
            break;
        }
        if (hasEvent) {
            const MarketEvent& event = m_events[m_nextEvent++];
            if (std::holds_alternative<BarEvent>(event)) {
                holdBar(event);
                continue;
            }
            record = {m_reader.lines(), timeOf(event), event};
            break;
        }
        if (m_error)
            return tl::unexpected<Error>{*m_error};
        if (m_ended)
            return false;
        const auto more = decodeLine();
        if (!more)
            m_error = more.error();
        m_ended = !more || !*more;
    }
    ++m_counts.events;
    if (record.at < m_newest)
        ++m_counts.outOfOrder;
    else
        m_newest = record.at;
    return true;
}

/// Rows are in order of their own times and a bar's is its start, so no row to come may be known
/// before m_reached.
bool LineTape::heldBarIsDue() const noexcept
{
    return !m_held.empty() &&
           (m_ended || m_held.front().record.at <= m_reached || m_held.size() > kHeldBarsMax);
}

void LineTape::holdBar(const MarketEvent& event)
{
    m_held.push_back({{m_reader.lines(), deliveryTime(event), event}, m_barsSeen++});
    std::push_heap(m_held.begin(), m_held.end());
}

void LineTape::takeHeldBar(TapeRecord& record)
{
    std::pop_heap(m_held.begin(), m_held.end());
    record = m_held.back().record;
    m_held.pop_back();
}

Result<bool> LineTape::nextBatch(std::vector<TapeRecord>& batch, std::size_t max)
{
    batch.resize(max);
    std::size_t count = 0;
    while (count < max) {
        auto more = next(batch[count]);
        if (!more && count == 0) {
            batch.clear();
            return more;
        }
        if (!more || !*more)
            break;
        ++count;
    }
    batch.resize(count);
    return count > 0;
}

/// Fills m_events from one line, with nothing if the line is bad or about something else. False at
/// the end.
Result<bool> LineTape::decodeLine()
{
    m_events.clear();
    m_controls.clear();
    m_nextEvent = 0;
    TapeLine line;
    auto more = m_reader.next(line);
    if (!more || !*more)
        return more;
    const std::uint64_t othersBefore = m_decoder.counts().unknownTypes;
    const auto verdict = [&]() -> Result<void> {
        if (line.tooLong)
            return bad(line.number, "longer than a line may be");
        if (auto decoded = m_decoder.decode(line.text, m_events, m_controls); !decoded)
            return bad(line.number, decoded.error().what);
        if (!m_decoder.problems().empty())
            return bad(line.number, describe(m_decoder.problems().front()));
        return {};
    }();
    if (!verdict)
        return tl::unexpected<Error>{verdict.error()};
    if (m_decoder.counts().unknownTypes != othersBefore)
        ++m_counts.otherLines;
    if (!m_wanted.empty())
        m_events.erase(std::remove_if(m_events.begin(),
                                      m_events.end(),
                                      [this](const MarketEvent& e) { return !isWanted(e); }),
                       m_events.end());
    return true;
}

Result<void> LineTape::bad(std::uint64_t number, std::string why)
{
    ++m_counts.badLines;
    if (m_counts.badLines > m_options.badLinesMax)
        return fail(ErrorCode::Malformed,
                    "line " + std::to_string(number) + " of the tape: " + why +
                        (m_options.badLinesMax == 0 ? "" : "; too many lines before it were bad"));
    if (m_badLines.size() < kBadLinesKept)
        m_badLines.push_back({number, std::move(why)});
    return {};
}

bool LineTape::isWanted(const MarketEvent& event) const noexcept
{
    const std::size_t index = indexOf(symbolOf(event));
    return index < m_wanted.size() && m_wanted[index];
}

Result<TapeScan> scanTape(ByteSource& source, Symbols& symbols, std::uint64_t eventsMax)
{
    LineTape tape{source, symbols};
    TapeScan scan;
    TapeRecord record;
    while (tape.counts().events < eventsMax) {
        const auto more = tape.next(record);
        if (!more)
            return tl::unexpected<Error>{more.error()};
        scan.whole = !*more;
        if (scan.whole)
            break;
        if (tape.counts().events == 1)
            scan.first = timeOf(record.event);
        scan.last = std::max(scan.last, timeOf(record.event));
        const SymbolId symbol = symbolOf(record.event);
        if (std::find(scan.symbols.begin(), scan.symbols.end(), symbol) == scan.symbols.end())
            scan.symbols.push_back(symbol);
        scan.trades += std::holds_alternative<Trade>(record.event) ? 1 : 0;
        scan.quotes += std::holds_alternative<Quote>(record.event) ? 1 : 0;
        scan.bars += std::holds_alternative<BarEvent>(record.event) ? 1 : 0;
    }
    if (tape.counts().events == 0)
        return fail(ErrorCode::Malformed, "the tape holds no market data");
    scan.date = toNewYork(scan.first).date;
    return scan;
}

} // namespace tapedeck
