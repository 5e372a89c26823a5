#pragma once

#include "app/practice/file_source.h"
#include "app/practice/market_source.h"
#include "tape/daily_history.h"
#include "tape/line_tape.h"

#include <filesystem>
#include <memory>

namespace tapedeck::practice {

/// A recorded tape and the daily history beside it.
class TapeSource final : public MarketSource
{
public:
    [[nodiscard]] static Result<std::unique_ptr<TapeSource>> open(const PracticeOptions& options,
                                                                  Symbols& symbols);

    [[nodiscard]] Result<bool> next(SourceRecord& record) override;
    [[nodiscard]] SourcePosition position() const override { return m_position; }
    [[nodiscard]] Result<void> seekDay(const SourcePosition& position) override;
    [[nodiscard]] Date firstDay() const override { return m_firstDay; }
    [[nodiscard]] std::vector<SourceSymbol> symbols() const override { return m_listed; }
    [[nodiscard]] bool hasOptions() const override { return m_hasOptions; }
    [[nodiscard]] std::vector<Bar> dailyBars(SymbolId symbol, Date day) const override;
    [[nodiscard]] std::string fingerprint() const override { return m_fingerprint; }

private:
    TapeSource(const PracticeOptions& options, Symbols& symbols);
    [[nodiscard]] Result<void> scan();
    [[nodiscard]] Result<void> readHistory(std::vector<std::filesystem::path> files);
    [[nodiscard]] Result<void> reopen();

    std::filesystem::path m_file;
    Symbols& m_symbols;
    bool m_loop;
    bool m_hasOptions = false;
    Date m_firstDay{};
    std::string m_fingerprint;
    std::vector<SourceSymbol> m_listed;
    std::unique_ptr<DailyHistory> m_history;
    std::unique_ptr<FileSource> m_bytes;
    std::unique_ptr<LineTape> m_tape;
    TapeRecord m_record;
    Timestamp m_newest = Timestamp::min(); ///< as recorded, of this round
    SourcePosition m_position;
};

} // namespace tapedeck::practice
