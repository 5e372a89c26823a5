#include "app/practice/tape_source.h"

#include "app/practice/option_contracts.h"
#include "app/practice/options.h"
#include "base/hash.h"
#include "base/overloaded.h"
#include "market/new_york.h"
#include "market/session.h"

#include <algorithm>
#include <array>

namespace tapedeck::practice {

namespace {

/// Symbols are looked for this far into the tape; later ones are listed when they come.
constexpr std::uint64_t kScanEventsMax = 50'000;

/// The home of a symbol by its tape letter (alpaca.md, section 2.5).
std::string exchangeOf(char tape)
{
    switch (tape) {
    case 'A':
        return "NYSE";
    case 'B':
        return "ARCA";
    case 'O':
        return "OTC";
    default:
        return "NASDAQ";
    }
}

char tapeOf(const MarketEvent& event) noexcept
{
    if (const auto* trade = std::get_if<Trade>(&event))
        return trade->tape;
    if (const auto* quote = std::get_if<Quote>(&event))
        return quote->tape;
    return ' ';
}

/// Name, size and first bytes: enough to tell tapes apart, without reading them whole.
Result<std::string> fingerprintOf(const std::filesystem::path& file)
{
    auto source = FileSource::open(file);
    if (!source)
        return tl::unexpected<Error>{source.error()};
    std::array<char, 65'536> head{};
    const auto size = source->read(head);
    if (!size)
        return tl::unexpected<Error>{size.error()};
    std::error_code trouble;
    Sha256 hash;
    hash.add(std::string_view{head.data(), *size});
    hash.add("/" + std::to_string(std::filesystem::file_size(file, trouble)));
    const Digest digest = hash.digest();
    return "tape/" + toHex(std::span{digest}.first(12));
}

std::vector<std::filesystem::path> historyBeside(const std::filesystem::path& tape)
{
    std::vector<std::filesystem::path> files;
    std::error_code trouble;
    const auto folder = tape.has_parent_path() ? tape.parent_path() : std::filesystem::path{"."};
    for (const auto& entry : std::filesystem::directory_iterator{folder, trouble}) {
        if (entry.path().filename().string().rfind("bars_1d", 0) == 0)
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end()); // a folder's order is not the same everywhere
    return files;
}

} // namespace

Asset listedShare(std::string_view symbol, std::string exchange)
{
    Asset asset;
    asset.symbol = asset.name = symbol;
    asset.exchange = std::move(exchange);
    asset.assetClass = "us_equity";
    asset.active = asset.tradable = asset.marginable = true;
    asset.fractionable = asset.fractionableExtendedHours = true;
    return asset;
}

MarketEvent shifted(MarketEvent event, Nanoseconds by)
{
    std::visit(Overloaded{[&](BarEvent& e) { e.bar.start += by; },
                          [&](TradeCorrection& e) {
                              e.original.at += by;
                              e.corrected.at += by;
                          },
                          [&](TradeCancel& e) { e.trade.at += by; },
                          [&](auto& e) { e.at += by; }},
               event);
    return event;
}

TapeSource::TapeSource(const PracticeOptions& options, Symbols& symbols)
    : m_file{options.tape}, m_symbols{symbols}, m_loop{options.loop}
{}

Result<std::unique_ptr<TapeSource>> TapeSource::open(const PracticeOptions& options,
                                                     Symbols& symbols)
{
    std::unique_ptr<TapeSource> source{new TapeSource{options, symbols}};
    auto print = fingerprintOf(options.tape);
    if (!print)
        return tl::unexpected<Error>{print.error()};
    source->m_fingerprint = std::move(*print);
    Result<void> done = source->scan();
    if (done)
        done = source->readHistory(options.history.empty() ? historyBeside(options.tape)
                                                           : options.history);
    if (done)
        done = source->seekDay({source->m_firstDay, 0, {}});
    if (!done)
        return tl::unexpected<Error>{done.error()};
    return source;
}

Result<void> TapeSource::scan()
{
    if (auto opened = reopen(); !opened)
        return opened;
    TapeRecord record;
    for (std::uint64_t i = 0; i < kScanEventsMax; ++i) {
        const auto more = m_tape->next(record);
        if (!more)
            return tl::unexpected<Error>{more.error()};
        if (!*more && i == 0)
            return fail(ErrorCode::Malformed, m_file.string() + " holds no market data");
        if (!*more)
            break;
        if (i == 0)
            m_firstDay = toNewYork(timeOf(record.event)).date;
        const SymbolId symbol = symbolOf(record.event);
        if (isOptionSymbol(m_symbols.text(symbol))) {
            m_hasOptions = true;
            continue;
        }
        auto known = std::find_if(m_listed.begin(), m_listed.end(), [&](const SourceSymbol& s) {
            return s.symbol == symbol;
        });
        if (known == m_listed.end()) {
            SourceSymbol fresh;
            fresh.symbol = symbol;
            fresh.asset = listedShare(m_symbols.text(symbol), exchangeOf(tapeOf(record.event)));
            known = m_listed.insert(m_listed.end(), std::move(fresh));
        }
        if (const auto* trade = std::get_if<Trade>(&record.event); trade && !known->firstPrice)
            known->firstPrice = trade->price;
    }
    return {};
}

Result<void> TapeSource::readHistory(std::vector<std::filesystem::path> files)
{
    std::vector<SymbolId> only;
    for (const SourceSymbol& listed : m_listed)
        only.push_back(listed.symbol);
    m_history = std::make_unique<DailyHistory>(m_firstDay, std::move(only));
    for (const auto& file : files) {
        auto source = FileSource::open(file);
        if (!source)
            return tl::unexpected<Error>{source.error()};
        if (auto added = m_history->add(*source, m_symbols); !added)
            return fail(added.error().code, file.string() + ": " + added.error().what);
    }
    return {};
}

Result<void> TapeSource::reopen()
{
    auto bytes = FileSource::open(m_file);
    if (!bytes)
        return tl::unexpected<Error>{bytes.error()};
    m_tape.reset();
    m_bytes = std::make_unique<FileSource>(std::move(*bytes));
    m_tape = std::make_unique<LineTape>(*m_bytes, m_symbols);
    m_newest = Timestamp::min();
    return {};
}

Result<void> TapeSource::seekDay(const SourcePosition& position)
{
    m_position = {m_firstDay, 0, position.shift};
    return reopen();
}

Result<bool> TapeSource::next(SourceRecord& record)
{
    auto more = m_tape->next(m_record);
    if (more && !*more && m_loop && m_newest != Timestamp::min()) {
        // The next round is the next trading day: time never goes back.
        const MarketCalendar calendar;
        const Date last = toNewYork(m_newest + m_position.shift - Nanoseconds{1}).date;
        const Date next = calendar.nextTradingDay(last);
        m_position.shift = fromNewYork(next, {}) - fromNewYork(m_firstDay, {});
        m_position.records = 0;
        if (auto opened = reopen(); !opened)
            return tl::unexpected<Error>{opened.error()};
        more = m_tape->next(m_record);
    }
    if (!more)
        return fail(more.error().code, m_file.string() + ": " + more.error().what);
    if (!*more)
        return false;
    ++m_position.records;
    m_newest = std::max(m_newest, m_record.at);
    record.at = m_record.at + m_position.shift;
    record.event =
        m_position.shift.count() == 0 ? m_record.event : shifted(m_record.event, m_position.shift);
    return true;
}

std::vector<Bar> TapeSource::dailyBars(SymbolId symbol, Date day) const
{
    const auto known = m_history->bars(symbol);
    const Timestamp before = fromNewYork(day, {});
    std::vector<Bar> bars;
    std::copy_if(known.begin(), known.end(), std::back_inserter(bars), [&](const Bar& bar) {
        return bar.start < before;
    });
    return bars;
}

} // namespace tapedeck::practice
