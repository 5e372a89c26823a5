#include "app/practice/option_feed.h"

#include "app/practice/option_contracts.h"

namespace tapedeck::practice {

Result<std::unique_ptr<OptionFeed>> OptionFeed::open(const std::filesystem::path& file,
                                                     Symbols& symbols)
{
    auto bytes = FileSource::open(file);
    if (!bytes)
        return tl::unexpected<Error>{bytes.error()};
    return std::unique_ptr<OptionFeed>{new OptionFeed{std::move(*bytes), symbols, file}};
}

Result<void> OptionFeed::advance(Timestamp now, std::vector<TapeRecord>& out)
{
    while (!m_ended) {
        if (!m_hasNext) {
            const auto more = m_tape.next(m_next);
            if (!more)
                return fail(more.error().code, m_file.string() + ": " + more.error().what);
            m_ended = !*more;
            if (m_ended)
                break;
        }
        m_hasNext = m_next.at > now;
        if (m_hasNext)
            break;
        if (isOptionSymbol(m_symbols.text(symbolOf(m_next.event))))
            out.push_back(m_next);
    }
    return {};
}

} // namespace tapedeck::practice
