#include "app/commands/control_options.h"

#include "app/commands/command_line.h"
#include "app/store/data_folder.h"
#include "app/store/kill_latch_file.h"

#include <QCommandLineParser>

namespace tapedeck::commands {

Result<ControlOptions>
controlOptions(const char* command, const QStringList& arguments, const char* flag)
{
    QCommandLineParser parser;
    const QCommandLineOption mode{"mode", "", "mode"};
    const QCommandLineOption data{"data", "", "folder"};
    parser.addOptions({mode, data});
    if (flag != nullptr)
        parser.addOption(QCommandLineOption{QString::fromLatin1(flag)});
    if (const auto read = readFlags(parser, command, arguments); !read)
        return tl::unexpected{read.error()};
    ControlOptions options;
    if (parser.isSet(mode)) {
        const auto named = modeNamed(parser.value(mode));
        if (!named)
            return tl::unexpected{named.error()};
        options.mode = *named;
    }
    if (parser.isSet(data) && parser.value(data).isEmpty())
        return fail(ErrorCode::Malformed, "--data needs a folder");
    options.root = parser.isSet(data) ? std::filesystem::path{parser.value(data).toStdString()}
                                      : store::dataRoot();
    options.flag = flag != nullptr && parser.isSet(QString::fromLatin1(flag));
    return options;
}

Heard hearStatus(const store::ModeFolder& where)
{
    Heard heard{where, Heard::State::Absent, {}, {}};
    const auto silent = [&heard](const std::string& problem) {
        heard.state = Heard::State::Silent;
        heard.problem = problem;
        return heard;
    };
    auto client = api::ControlClient::connect(api::controlSocketFile(where.path()));
    if (!client)
        return client.error().code == ErrorCode::NotFound ? heard : silent(client.error().what);
    auto reply = client->ask({api::ControlVerb::Status, false, {}, {}});
    if (!reply)
        return silent(reply.error().what);
    if (!reply->answer.accepted || !reply->status)
        return silent("the running program refused: " + reply->answer.what);
    heard.state = Heard::State::Answered;
    heard.status = std::move(reply->status);
    return heard;
}

std::string nothingRuns(const ControlOptions& options)
{
    std::string looked;
    std::string latches;
    for (const store::ModeFolder& where : options.folders()) {
        looked += (looked.empty() ? "" : ", ") + where.path().string();
        const auto latch = store::KillLatchFile{where.killLatch()}.read();
        if (latch.killed)
            latches += "\n" + std::string{toString(where.mode())} +
                       ": the kill switch is set: " + latch.why;
    }
    return "nothing runs (looked into " + (looked.empty() ? options.root.string() : looked) + ")" +
           latches;
}

} // namespace tapedeck::commands
