#include "app/commands/kept_anchor.h"

#include "app/runtime/await.h"
#include "app/store/files.h"
#include "app/vault/anchor_entry.h"
#include "base/check.h"

#include <utility>

namespace tapedeck::commands {

namespace {

constexpr std::chrono::seconds kPatience{5};

} // namespace

KeptAnchor readAnchor(const store::JournalFile& journal)
{
    using Answer = Result<std::optional<AuditAnchor>>;
    vault::AnchorEntry entry{journal.mode(), journal.path(), kPatience};
    const auto answer =
        runtime::await<Answer>([&](AnchorPort::ReadReply reply) { entry.read(std::move(reply)); });
    KeptAnchor kept;
    kept.unreadable = !answer && answer.error().code == ErrorCode::Malformed;
    kept.keychainAnswered = answer || kept.unreadable;
    if (answer)
        kept.anchor = *answer;
    kept.why = answer ? "the keychain has none of this journal" : answer.error().what;
    return kept;
}

Result<void> writeAnchor(const store::JournalFile& journal, const ChainHead& head)
{
    vault::AnchorEntry entry{journal.mode(), journal.path(), kPatience};
    const Timestamp second = std::chrono::floor<std::chrono::seconds>(store::now());
    return runtime::await<Result<void>>([&](AnchorPort::WriteReply reply) {
        entry.write({journal.mode(), head.sequence, head.hash, second}, std::move(reply));
    });
}

Result<store::AnchoredReport>
verified(store::JournalReader& reader, const KeptAnchor& kept, const store::EntryVisitor& visit)
{
    if (kept.anchor)
        return reader.verifyAudit(*kept.anchor, visit);
    auto chain = reader.verifyAudit(visit);
    if (!chain)
        return tl::unexpected{std::move(chain.error())};
    return store::AnchoredReport{std::move(*chain), {}};
}

std::string anchorLine(const KeptAnchor& kept, store::AnchorFit fit)
{
    if (!kept.anchor)
        return "anchor=none (no anchor: " + kept.why + ")";
    const std::string which =
        " row=" + std::to_string(kept.anchor->sequence) + " at=" + toRfc3339(kept.anchor->at);
    switch (fit) {
    case store::AnchorFit::Fits:
        return "anchor=ok" + which;
    case store::AnchorFit::Differs:
    case store::AnchorFit::Missing:
        return "anchor=bad" + which;
    case store::AnchorFit::Unreached:
        return "anchor=unreached" + which;
    }
    CHECK(false);
}

} // namespace tapedeck::commands
