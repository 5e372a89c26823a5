#include "app/store/anchor_check.h"

#include "app/store/journal_reader.h"

#include <algorithm>
#include <utility>

namespace tapedeck::store {

namespace {

std::string remembered(const AuditAnchor& anchor)
{
    return "the keychain remembers row " + std::to_string(anchor.sequence) + " of " +
           toRfc3339(anchor.at);
}

ChainFault cutOff(std::int64_t first, std::int64_t last, const AuditAnchor& anchor)
{
    return {first, missingRows(first, last) + ": " + remembered(anchor)};
}

ChainFault writtenAnew(const AuditAnchor& anchor)
{
    return {anchor.sequence,
            "audit row " + std::to_string(anchor.sequence) +
                " is not the one that the keychain remembers of " + toRfc3339(anchor.at) +
                ": it was written anew, and rows before it may have been, or were lost"};
}

/// What a walk comes by.
struct Seen
{
    std::optional<Digest> inItsPlace; ///< the hash of the anchored row
    std::string atStart;              ///< what a start has found, and nobody accepted since
};

/// No row is where the anchor's was: the end is gone, or the walk did not get there.
AnchorFit judgeAbsent(ChainReport& report, const AuditAnchor& anchor, const Seen& seen)
{
    if (report.lastRow >= anchor.sequence)
        return AnchorFit::Unreached;
    const std::int64_t first = report.lastRow + 1;
    // Anything wrong in the rows that are left comes first.
    if (!report.fault || report.fault->sequence >= first) {
        const std::string counted = report.fault ? report.fault->what : std::string{};
        report.fault = cutOff(first, anchor.sequence, anchor);
        if (!counted.empty() && counted != missingRows(first, anchor.sequence))
            report.fault->what += "; by what the journal itself counts, " + counted;
        report.fault->what += seen.atStart;
    }
    return AnchorFit::Missing;
}

AnchorFit judge(ChainReport& report, const AuditAnchor& anchor, const Seen& seen)
{
    if (!seen.inItsPlace)
        return judgeAbsent(report, anchor, seen);
    if (*seen.inItsPlace == anchor.hash)
        return AnchorFit::Fits;
    // Before any other fault, because the walk came this far. What stands before it is in doubt.
    report.fault = writtenAnew(anchor);
    report.rows = anchor.sequence - 1;
    report.fault->what += seen.atStart;
    return AnchorFit::Differs;
}

} // namespace

Result<AnchoredReport>
walkAnchored(Database& database, Mode mode, const AuditAnchor& anchor, const EntryVisitor& visit)
{
    Seen seen;
    const auto look = [&](const ChainedRow& row, const AuditEntry& entry) -> Result<void> {
        if (row.sequence == anchor.sequence)
            seen.inItsPlace = row.hash;
        if (entry.kind == AuditKind::RecordBroken && seen.atStart.empty())
            seen.atStart = ". Row " + std::to_string(row.sequence) +
                           " says what a start found: " + entry.detail;
        else if (entry.kind == AuditKind::RecordAccepted)
            seen.atStart.clear();
        if (visit)
            visit(entry);
        return {};
    };
    auto report = walkChain(database, mode, look);
    if (!report)
        return tl::unexpected{report.error()};
    AnchoredReport anchored{std::move(*report), {}};
    anchored.fit = judge(anchored.chain, anchor, seen);
    return anchored;
}

Result<RecordEnd> readEnd(Database& database, Mode mode)
{
    const auto last = readLastRow(database, mode);
    if (!last)
        return tl::unexpected{last.error()};
    const auto head = readHead(database, mode);
    if (!head)
        return tl::unexpected{head.error()};
    return RecordEnd{*last, *head};
}

std::optional<ChainFault> faultOf(const RecordEnd& end)
{
    if (end.lastRow.sequence >= end.head.sequence)
        return std::nullopt;
    const std::int64_t first = end.lastRow.sequence + 1;
    return ChainFault{first, missingRows(first, end.head.sequence)};
}

Result<std::optional<ChainFault>>
faultOf(const JournalFile& file, const RecordEnd& end, const AuditAnchor& anchor)
{
    if (anchor.sequence > end.lastRow.sequence)
        return cutOff(end.lastRow.sequence + 1, anchor.sequence, anchor);
    std::optional<Digest> inItsPlace = end.lastRow.hash;
    if (anchor.sequence < end.lastRow.sequence) {
        auto reader = JournalReader::open(file);
        if (!reader)
            return tl::unexpected{reader.error()};
        auto found = reader->auditHash(anchor.sequence);
        if (!found)
            return tl::unexpected{found.error()};
        inItsPlace = *found;
    }
    if (!inItsPlace)
        return ChainFault{anchor.sequence,
                          missingRows(anchor.sequence, anchor.sequence) + ": " +
                              remembered(anchor)};
    if (*inItsPlace != anchor.hash)
        return writtenAnew(anchor);
    return faultOf(end);
}

} // namespace tapedeck::store
