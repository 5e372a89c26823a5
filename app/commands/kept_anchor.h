#pragma once

#include "app/store/journal_reader.h"
#include "app/store/mode_folder.h"
#include "audit/anchor.h"

#include <optional>
#include <string>

/// What the keychain remembers of a journal, for commands: asked, and waited for.
namespace tapedeck::commands {

struct KeptAnchor
{
    std::optional<AuditAnchor> anchor;
    bool keychainAnswered = false;
    bool unreadable = false; ///< something is kept, and it is no anchor
    std::string why;         ///< there is no anchor
};
/// Takes seconds at most, whatever the keychain does.
[[nodiscard]] KeptAnchor readAnchor(const store::JournalFile& journal);
/// Errors: Unavailable.
[[nodiscard]] Result<void> writeAnchor(const store::JournalFile& journal, const ChainHead& head);

/// Walks the chain, and holds it against the anchor where there is one; else `fit` says nothing.
/// `visit`: as JournalReader::verifyAudit().
[[nodiscard]] Result<store::AnchoredReport> verified(store::JournalReader& reader,
                                                     const KeptAnchor& kept,
                                                     const store::EntryVisitor& visit = {});
/// "anchor=ok row=120 at=...", "anchor=none (no anchor: ...)"
[[nodiscard]] std::string anchorLine(const KeptAnchor& kept, store::AnchorFit fit);

} // namespace tapedeck::commands
