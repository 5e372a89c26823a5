#include "app/commands/control.h"

#include "app/api/control_status_json.h"
#include "app/commands/control_options.h"
#include "app/commands/control_text.h"
#include "app/commands/report_line.h"
#include "app/commands/typed_line.h"

#include <QJsonDocument>

#include <poll.h>
#include <sysexits.h>

#include <cstdio>

namespace tapedeck::commands {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kReleaseWithin{2'000};
constexpr milliseconds kAskEvery{100};

const char* nameOf(Mode mode)
{
    return toString(mode).data(); // of a literal, so it ends with a NUL
}

void print(const std::string& text)
{
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

/// The one that answers, or the exit code.
Result<Heard> theOneThatRuns(const ControlOptions& options)
{
    std::optional<Heard> found;
    for (const store::ModeFolder& where : options.folders()) {
        Heard heard = hearStatus(where);
        if (heard.state == Heard::State::Absent)
            continue;
        if (found)
            return fail(ErrorCode::Malformed,
                        "both " + std::string{toString(found->where.mode())} + " and " +
                            std::string{toString(where.mode())} +
                            " run; name one, with --mode practice|paper|live");
        found = std::move(heard);
    }
    if (!found)
        return fail(ErrorCode::Unavailable, nothingRuns(options));
    if (found->state == Heard::State::Silent)
        return fail(ErrorCode::Unavailable, found->problem);
    return std::move(*found);
}

int complainOf(const char* command, const Error& error)
{
    return complain(
        command, error.code == ErrorCode::Malformed ? EX_USAGE : EX_UNAVAILABLE, error.what);
}

int sendRelease(const store::ModeFolder& where, const std::string& phrase)
{
    constexpr const char* kName = "release";
    // A new connection: a person may type for longer than the server keeps a silent one.
    auto client = api::ControlClient::connect(api::controlSocketFile(where.path()));
    if (!client)
        return complain(kName, EX_UNAVAILABLE, client.error().what + "; nothing was released");
    auto reply = client->ask({api::ControlVerb::Release, false, phrase, "command line"});
    if (!reply)
        return complain(kName, EX_UNAVAILABLE, reply.error().what + "; see tapedeck status");
    if (!reply->answer.accepted)
        return complain(kName, EX_NOPERM, reply->answer.what + "; nothing was released");
    const auto until = steady_clock::now() + kReleaseWithin;
    while (reply && reply->status && reply->status->killPhase != KillPhase::Off &&
           steady_clock::now() < until) {
        ::poll(nullptr, 0, static_cast<int>(kAskEvery.count()));
        reply = client->ask({api::ControlVerb::Status, false, {}, {}});
    }
    if (!reply || !reply->status || reply->status->killPhase != KillPhase::Off)
        return complain(kName,
                        EX_UNAVAILABLE,
                        "the phrase was taken, but the kill switch is not seen to be off; see "
                        "tapedeck status");
    print(std::string{nameOf(where.mode())} + ": released; orders pass again\n");
    return EX_OK;
}

} // namespace

int releaseCommand(const QStringList& arguments)
{
    constexpr const char* kName = "release";
    const auto options = controlOptions(kName, arguments, nullptr);
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    const auto heard = theOneThatRuns(*options);
    if (!heard)
        return complainOf(kName, heard.error());
    const char* const mode = nameOf(heard->where.mode());
    if (heard->status->killPhase == KillPhase::Off) {
        print(std::string{mode} + ": the kill switch is not set\n");
        return EX_OK;
    }
    std::fputs(statusText(*heard->status).c_str(), stderr);
    std::fprintf(stderr,
                 "To let orders of %s pass again, type: %.*s\n> ",
                 mode,
                 static_cast<int>(kReleasePhrase.size()),
                 kReleasePhrase.data());
    std::fflush(stderr);
    const auto typed = typedLine();
    if (!typed || *typed != kReleasePhrase)
        return complain(kName, EX_NOPERM, "that is not the phrase; nothing was released");
    return sendRelease(heard->where, *typed);
}

int statusCommand(const QStringList& arguments)
{
    constexpr const char* kName = "status";
    const auto options = controlOptions(kName, arguments, "json");
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    int answered = 0;
    int silent = 0;
    for (const store::ModeFolder& where : options->folders()) {
        const Heard heard = hearStatus(where);
        if (heard.state == Heard::State::Silent) {
            ++silent;
            complain(
                kName, EX_UNAVAILABLE, std::string{nameOf(where.mode())} + ": " + heard.problem);
        }
        if (heard.state != Heard::State::Answered)
            continue;
        if (options->flag)
            print(
                QJsonDocument{toJson(*heard.status)}.toJson(QJsonDocument::Compact).toStdString() +
                "\n");
        else
            print((answered > 0 ? "\n" : "") + statusText(*heard.status));
        ++answered;
    }
    if (answered == 0 && silent == 0)
        return complain(kName, EX_UNAVAILABLE, nothingRuns(*options));
    return silent > 0 ? EX_UNAVAILABLE : EX_OK;
}

} // namespace tapedeck::commands
