#include "app/store/anchor_check.h"
#include "app/store/journal_reader.h"
#include "record_file.h"
#include "store_support.h"

#include <gmock/gmock.h>

#include <random>

namespace tapedeck::store {
namespace {

using namespace tapedeck::test;
using testing::HasSubstr;
using testing::Not;

class Record : private Folder, public RecordFile
{
public:
    Record() : RecordFile{Folder::path() / "journal.sqlite"} {}

    /// What a start finds; row 0 = nothing.
    [[nodiscard]] ChainFault atStart(const AuditAnchor& anchor) const
    {
        return faultOf(journalAt(file()), end(), anchor).value().value_or(ChainFault{});
    }
};

TEST(AnchorCheck, FitsARecordThatIsAsItWas)
{
    Record record;
    record.append(120);
    const AuditAnchor anchor = record.anchorAt(120);
    const AnchoredReport report = record.verify(anchor);
    EXPECT_EQ(report.fit, AnchorFit::Fits);
    EXPECT_FALSE(report.chain.fault);
    EXPECT_EQ(report.chain.rows, 120);
    EXPECT_EQ(record.atStart(anchor).sequence, 0);
}

TEST(AnchorCheck, FitsAJournalThatIsAheadAsACrashLeavesIt)
{
    Record record;
    record.append(90);
    const AuditAnchor anchor = record.anchorAt(90);
    record.append(30, "after the anchor");
    EXPECT_EQ(record.verify(anchor).fit, AnchorFit::Fits);
    EXPECT_FALSE(record.verify(anchor).chain.fault);
    EXPECT_EQ(record.atStart(anchor).sequence, 0);
}

TEST(AnchorCheck, NamesTheRowsThatWereCutOffWithTheHeadRewritten)
{
    Record record;
    record.append(120);
    const AuditAnchor anchor = record.anchorAt(120);
    record.cutFrom(91, true);
    const AnchoredReport report = record.verify(anchor);
    EXPECT_EQ(report.fit, AnchorFit::Missing);
    EXPECT_EQ(report.chain.rows, 90);
    EXPECT_EQ(report.chain.fault.value().sequence, 91);
    EXPECT_EQ(report.chain.fault.value().what,
              "audit rows 91 to 120 are missing: the keychain remembers row 120 of "
              "2026-11-28T18:00:00Z");
    EXPECT_EQ(record.atStart(anchor).what, report.chain.fault->what);
}

TEST(AnchorCheck, NamesTheRowsThatWereCutOffWithoutTheHead)
{
    Record record;
    record.append(110);
    const AuditAnchor anchor = record.anchorAt(110);
    record.append(10);
    record.cutFrom(91, false);
    const AnchoredReport report = record.verify(anchor);
    EXPECT_EQ(report.chain.fault.value().sequence, 91);
    EXPECT_THAT(report.chain.fault.value().what, HasSubstr("audit rows 91 to 110 are missing"));
    EXPECT_THAT(report.chain.fault.value().what, HasSubstr("audit rows 91 to 120 are missing"));
    EXPECT_EQ(record.atStart(anchor).sequence, 91);
    EXPECT_EQ(faultOf(record.end()).value().sequence, 91) << "the end alone tells";
}

TEST(AnchorCheck, NamesTheFirstRowOfARecordThatBeganAnew)
{
    Record record;
    record.append(40);
    const AuditAnchor anchor = record.anchorAt(40);
    record.cutFrom(1, true);
    EXPECT_EQ(record.verify(anchor).chain.fault.value().sequence, 1);
    EXPECT_EQ(record.atStart(anchor).sequence, 1);
    EXPECT_FALSE(faultOf(record.end())) << "only the anchor tells";
}

TEST(AnchorCheck, NamesTheAnchoredRowWhereAllWasWrittenAnew)
{
    Record record;
    record.append(60);
    const AuditAnchor anchor = record.anchorAt(50);
    record.cutFrom(20, true);
    record.append(41, "another story");
    const AnchoredReport report = record.verify(anchor);
    EXPECT_EQ(report.fit, AnchorFit::Differs);
    EXPECT_EQ(report.chain.fault.value().sequence, 50);
    EXPECT_THAT(report.chain.fault.value().what, HasSubstr("rows before it may have been"));
    EXPECT_EQ(record.atStart(anchor).sequence, 50);
}

TEST(AnchorCheck, SaysWhatAStartHasFoundBeforeOtherRowsTookThePlace)
{
    Record record;
    record.append(60);
    const AuditAnchor anchor = record.anchorAt(60);
    record.cutFrom(41, true);
    {
        auto open = openJournal(record.file());
        JournalBatch batch;
        batch.audit.push_back(auditOf(AuditKind::RecordBroken, "", "audit rows 41 to 60 are gone"));
        commit(open.journal, std::move(batch));
    }
    EXPECT_THAT(record.verify(anchor).chain.fault.value().what,
                HasSubstr("audit rows 42 to 60 are missing: the keychain remembers row 60"));
    EXPECT_THAT(record.verify(anchor).chain.fault.value().what, HasSubstr("Row 41 says"));
    record.append(30, "of the run that found it");
    const AnchoredReport report = record.verify(anchor);
    EXPECT_EQ(report.chain.fault.value().sequence, 60);
    EXPECT_EQ(report.chain.rows, 59);
    EXPECT_THAT(report.chain.fault.value().what,
                HasSubstr("Row 41 says what a start found: audit rows 41 to 60 are gone"));
}

TEST(AnchorCheck, SaysTheFirstFaultWhereThereAreTwo)
{
    Record record;
    record.append(60);
    const AuditAnchor anchor = record.anchorAt(60);
    record.flip(10, "entry", 12);
    EXPECT_EQ(record.verify(anchor).fit, AnchorFit::Unreached);
    record.cutFrom(31, true);
    const AnchoredReport report = record.verify(anchor);
    EXPECT_EQ(report.fit, AnchorFit::Missing);
    EXPECT_EQ(report.chain.fault.value().sequence, 10);
    EXPECT_EQ(record.atStart(anchor).sequence, 31) << "a start does not walk the chain";
}

TEST(AnchorCheck, AtAStartCountsNothingThatTheRunHasAdded)
{
    Record record;
    record.append(120);
    const AuditAnchor anchor = record.anchorAt(120);
    record.cutFrom(91, true);
    const RecordEnd before = record.end();
    record.append(50, "of this run");
    const auto fault = faultOf(journalAt(record.file()), before, anchor).value().value();
    EXPECT_EQ(fault.sequence, 91);
    EXPECT_THAT(fault.what, HasSubstr("rows 91 to 120 are missing"));
}

/// One history and one change to it, drawn from a seed.
class Tampering
{
public:
    explicit Tampering(std::uint32_t seed) : m_random{seed}
    {
        m_rows = 4 + below(30);
        const std::int64_t first = 1 + below(m_rows - 1);
        m_record.append(static_cast<int>(first), "first");
        m_record.append(static_cast<int>(m_rows - first), "second");
        m_anchor = m_record.anchorAt(1 + below(m_rows));
    }
    /// Checks that it is named where it was made.
    void check()
    {
        ASSERT_EQ(m_record.verify(m_anchor).fit, AnchorFit::Fits);
        const std::int64_t row = 1 + below(m_rows);
        std::int64_t expected = row;
        std::string what;
        make(static_cast<int>(below(9)), row, expected, what);
        const AnchoredReport report = m_record.verify(m_anchor);
        EXPECT_EQ(report.chain.fault.value_or(ChainFault{}).sequence, expected)
            << what << " at row " << row << " of " << m_rows << ", anchor at " << m_anchor.sequence;
        if (expected > 0) {
            EXPECT_THAT(report.chain.fault->what, HasSubstr(std::to_string(expected)));
            EXPECT_EQ(report.chain.rows, expected - 1);
        }
    }

private:
    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(bound));
    }
    void make(int kind, std::int64_t row, std::int64_t& expected, std::string& what)
    {
        // What is newer than the anchor and leaves a chain that is whole leaves no trace.
        const bool unseen = m_anchor.sequence < row;
        switch (kind) {
        case 0:
            what = "entry flipped";
            return m_record.flip(row, "entry", m_random());
        case 1:
            what = "hash flipped";
            return m_record.flip(row, "hash", m_random());
        case 2:
            what = "operator changed";
            return m_record.tamper({"UPDATE audit SET os_user = os_user || 'x' WHERE sequence = " +
                                    std::to_string(row)});
        case 3:
            what = "removed";
            return m_record.remove(row, false);
        case 4:
            what = "removed, the gap closed";
            return m_record.remove(row, true);
        case 5: {
            what = "reordered";
            const std::int64_t other = row == m_rows ? 1 : row + 1 + below(m_rows - row);
            expected = std::min(row, other);
            return m_record.swap(row, other);
        }
        case 6:
            what = "inserted";
            expected = row + 1;
            return m_record.insertAt(row + 1);
        case 7: {
            const bool headToo = below(4) > 0;
            what = headToo ? "cut, head rewritten" : "cut";
            expected = headToo && unseen ? 0 : row;
            return m_record.cutFrom(row, headToo);
        }
        default:
            what = "rewritten";
            expected = unseen ? 0 : m_anchor.sequence;
            m_record.cutFrom(row, true);
            return m_record.append(static_cast<int>(m_rows - row + 1), "another story");
        }
    }

    std::mt19937 m_random;
    std::int64_t m_rows = 0;
    Record m_record;
    AuditAnchor m_anchor;
};

TEST(AnchorCheck, NamesTheRightRowOfAnyOneChange)
{
    for (std::uint32_t seed = 1; seed <= 150; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Tampering{seed}.check();
    }
}

} // namespace
} // namespace tapedeck::store
