#include "app/commands/audit_accept.h"

#include "app/commands/kept_anchor.h"
#include "app/commands/report_line.h"
#include "app/commands/typed_line.h"
#include "app/store/instance_lock.h"
#include "app/store/journal.h"

#include <sysexits.h>

#include <cstdio>

namespace tapedeck::commands {

namespace {

/// What does not fit, as a sentence; nothing where there is nothing to accept.
Result<std::string> whatIsWrong(store::JournalReader& reader, const KeptAnchor& kept)
{
    const auto chain = reader.verifyAudit();
    if (!chain)
        return tl::unexpected{chain.error()};
    if (chain->fault)
        return fail(ErrorCode::Malformed,
                    chain->fault->what +
                        ". The chain itself is broken, which no acceptance mends: put a good "
                        "journal back, or set this one aside and start again");
    if (!kept.anchor)
        return chain->rows == 0 && !kept.unreadable ? std::string{} : kept.why;
    const auto held = reader.verifyAudit(*kept.anchor);
    if (!held)
        return tl::unexpected{held.error()};
    return held->chain.fault ? held->chain.fault->what : std::string{};
}

bool typesThePhrase(const store::ModeFolder& where, const std::string& wrong, std::int64_t rows)
{
    const std::string phrase = "accept " + std::to_string(rows) + " rows";
    std::fprintf(stderr,
                 "The audit log of %s: %s.\nTo let it go on as it is, with its %lld rows, type: "
                 "%s\n> ",
                 std::string{toString(where.mode())}.c_str(),
                 wrong.c_str(),
                 static_cast<long long>(rows),
                 phrase.c_str());
    std::fflush(stderr);
    const auto typed = typedLine();
    return typed && *typed == phrase;
}

Result<ChainHead> putOnRecord(const store::ModeFolder& where,
                              const store::InstanceLock& lock,
                              const std::string& wrong)
{
    auto journal = store::Journal::open(where.journal(), lock, store::currentOperator());
    if (!journal)
        return tl::unexpected{journal.error()};
    return journal->appendByPerson(AuditKind::RecordAccepted, "", wrong);
}

} // namespace

int acceptRecord(const char* command, const store::ModeFolder& where)
{
    const auto lock = store::InstanceLock::acquire(where.journal().path());
    if (!lock)
        return complain(command, lock.error());
    const KeptAnchor kept = readAnchor(where.journal());
    if (!kept.keychainAnswered)
        return complain(command, EX_UNAVAILABLE, kept.why + "; nothing was accepted");
    std::string wrong;
    std::int64_t rows = 0;
    {
        auto reader = store::JournalReader::open(where.journal());
        if (!reader)
            return complain(command, reader.error());
        const auto found = whatIsWrong(*reader, kept);
        const auto end = reader->auditEnd();
        if (!found || !end)
            return complain(command, found ? end.error() : found.error());
        wrong = *found;
        rows = end->lastRow.sequence;
    }
    if (wrong.empty()) {
        std::puts("the audit log is whole; there is nothing to accept");
        return EX_OK;
    }
    if (!typesThePhrase(where, wrong, rows))
        return complain(command, EX_NOPERM, "that is not the phrase; nothing was accepted");
    const auto head = putOnRecord(where, *lock, wrong);
    if (!head)
        return complain(command, head.error());
    if (const auto written = writeAnchor(where.journal(), *head); !written)
        return complain(command,
                        EX_UNAVAILABLE,
                        "the acceptance is on record as row " + std::to_string(head->sequence) +
                            ", and the keychain did not take it: " + written.error().what +
                            "; do it again");
    std::printf("accepted: the audit log goes on after row %lld\n",
                static_cast<long long>(head->sequence));
    return EX_OK;
}

} // namespace tapedeck::commands
