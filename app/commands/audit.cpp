#include "app/commands/audit.h"

#include "app/commands/audit_accept.h"
#include "app/commands/audit_csv.h"
#include "app/commands/kept_anchor.h"
#include "app/commands/mode_folders.h"
#include "app/commands/report_line.h"
#include "app/store/data_folder.h"
#include "app/store/journal_reader.h"

#include <QCommandLineParser>
#include <QFile>

#include <sysexits.h>

#include <cstdio>

namespace tapedeck::commands {

namespace {

constexpr const char* kName = "audit";

enum class Task : unsigned char
{
    Verify,
    Export,
    Accept
};
enum class Format : unsigned char
{
    JsonLines,
    Csv
};

struct Options
{
    Task task{};
    bool asksKeychain = true;
    std::filesystem::path root;
    std::optional<Mode> mode;
    QString out; ///< empty = standard output
    Format format = Format::JsonLines;
};

Result<Task> taskOf(const QStringList& words)
{
    if (words == QStringList{"verify"})
        return Task::Verify;
    if (words == QStringList{"export"})
        return Task::Export;
    if (words == QStringList{"accept"})
        return Task::Accept;
    return fail(ErrorCode::Malformed, "say what to do: tapedeck audit verify|export|accept");
}

Result<Options> optionsFrom(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption mode{"mode", "", "mode"};
    const QCommandLineOption data{"data", "", "folder"};
    const QCommandLineOption out{"out", "", "file"};
    const QCommandLineOption format{"format", "", "format", "jsonl"};
    const QCommandLineOption noKeychain{"no-keychain"};
    parser.addOptions({mode, data, out, format, noKeychain});
    if (!parser.parse(QStringList{kName} + arguments))
        return fail(ErrorCode::Malformed, parser.errorText().toStdString());
    const auto task = taskOf(parser.positionalArguments());
    if (!task)
        return tl::unexpected{task.error()};
    Options options;
    options.task = *task;
    if (*task != Task::Export && (parser.isSet(out) || parser.isSet(format)))
        return fail(ErrorCode::Malformed, "--out and --format belong to export");
    if (*task != Task::Verify && parser.isSet(noKeychain))
        return fail(ErrorCode::Malformed, "--no-keychain belongs to verify");
    options.asksKeychain = !parser.isSet(noKeychain);
    if (parser.value(format) != "jsonl" && parser.value(format) != "csv")
        return fail(ErrorCode::Malformed, "--format is jsonl or csv");
    options.format = parser.value(format) == "csv" ? Format::Csv : Format::JsonLines;
    if (parser.isSet(mode)) {
        const auto named = modeNamed(parser.value(mode));
        if (!named)
            return tl::unexpected{named.error()};
        options.mode = *named;
    }
    options.root = parser.isSet(data) ? std::filesystem::path{parser.value(data).toStdString()}
                                      : store::dataRoot();
    options.out = parser.value(out);
    return options;
}

int sayFault(const store::ChainFault& fault)
{
    return complain(kName, EX_DATAERR, fault.what);
}

int verify(store::JournalReader& reader, const store::JournalFile& journal, bool asksKeychain)
{
    // Asked first: what is written meanwhile makes the log longer than it says, never shorter.
    KeptAnchor kept;
    kept.why = "--no-keychain was given";
    if (asksKeychain)
        kept = readAnchor(journal);
    const auto report = verified(reader, kept);
    if (!report)
        return complain(kName, report.error());
    const store::ChainReport& chain = report->chain;
    if (chain.fault)
        std::printf("rows=%lld bad=%lld\n",
                    static_cast<long long>(chain.rows),
                    static_cast<long long>(chain.fault->sequence));
    else
        std::printf("rows=%lld ok\nhead=%s\n",
                    static_cast<long long>(chain.rows),
                    toHex(chain.head.hash).c_str());
    std::printf("%s\n", anchorLine(kept, report->fit).c_str());
    std::fflush(stdout);
    return chain.fault ? sayFault(*chain.fault) : EX_OK;
}

int exportTo(QFile& file, store::JournalReader& reader, Format format)
{
    Result<store::ChainReport> report;
    if (format == Format::Csv) {
        AuditCsv csv{file};
        report = reader.exportAudit(csv);
    } else {
        report = reader.exportAudit(file);
    }
    if (!report)
        return complain(kName, report.error());
    if (!file.flush() || file.error() != QFileDevice::NoError)
        return complain(
            kName, EX_IOERR, "the export cannot be written: " + file.errorString().toStdString());
    if (report->fault)
        return sayFault(*report->fault);
    return EX_OK;
}

int exportLog(const Options& options, store::JournalReader& reader)
{
    QFile file;
    if (options.out.isEmpty()) {
        if (!file.open(stdout, QIODevice::WriteOnly))
            return complain(kName, EX_IOERR, "cannot write to standard output");
        return exportTo(file, reader, options.format);
    }
    file.setFileName(options.out);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                   QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return complain(kName,
                        EX_CANTCREAT,
                        options.out.toStdString() +
                            " cannot be made: " + file.errorString().toStdString());
    return exportTo(file, reader, options.format);
}

} // namespace

int auditCommand(const QStringList& arguments)
{
    const auto options = optionsFrom(arguments);
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    const auto where = journalFolder(options->root, options->mode);
    if (!where)
        return complain(kName,
                        where.error().code == ErrorCode::NotFound ? EX_NOINPUT : EX_USAGE,
                        where.error().what);
    if (options->task == Task::Accept)
        return acceptRecord(kName, *where);
    auto reader = store::JournalReader::open(where->journal());
    if (!reader)
        return complain(kName, reader.error());
    return options->task == Task::Export ? exportLog(*options, *reader)
                                         : verify(*reader, where->journal(), options->asksKeychain);
}

} // namespace tapedeck::commands
