#include "app/api/control_protocol.h"

#include "app/api/control_status_json.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace tapedeck::api {

namespace {

constexpr const char* kCommand = "command";
constexpr const char* kFlatten = "flatten";
constexpr const char* kPhrase = "phrase";
constexpr const char* kSource = "source";
constexpr const char* kOk = "ok";
constexpr const char* kMessage = "message";
constexpr const char* kStatus = "status";

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QByteArray lineOf(const QJsonObject& json)
{
    return QJsonDocument{json}.toJson(QJsonDocument::Compact) + '\n';
}

Result<QJsonObject> objectFrom(const QByteArray& line)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(line, &problem);
    if (problem.error != QJsonParseError::NoError)
        return fail(ErrorCode::Malformed, "not JSON: " + problem.errorString().toStdString());
    if (!document.isObject())
        return fail(ErrorCode::Malformed, "a line holds one JSON object");
    return document.object();
}

/// Missing is empty; something else than a text is an error.
Result<std::string> optionalText(const QJsonObject& json, const char* key)
{
    const QJsonValue value = json.value(QLatin1String{key});
    if (!value.isUndefined() && !value.isString())
        return fail(ErrorCode::Malformed, "'" + std::string{key} + "' must be a text");
    return value.toString().toStdString();
}

/// Goes into the audit log as it is: short, and printable.
bool isFitSource(const std::string& source)
{
    if (source.empty() || source.size() > kSourceTextMax)
        return false;
    for (const char c : source) {
        if (c < ' ' || c > '~')
            return false;
    }
    return true;
}

/// Who asks never decides whether a kill is taken.
std::string sourceIn(const QJsonObject& json)
{
    auto source = optionalText(json, kSource);
    return source && isFitSource(*source) ? std::move(*source) : "local socket";
}

} // namespace

std::filesystem::path controlSocketFile(const std::filesystem::path& folder)
{
    return folder / "control.sock";
}

QByteArray toLine(const ControlRequest& request)
{
    switch (request.verb) {
    case ControlVerb::Kill:
        return lineOf(
            {{kCommand, "kill"}, {kFlatten, request.flatten}, {kSource, text(request.source)}});
    case ControlVerb::Release:
        return lineOf({{kCommand, "release"},
                       {kPhrase, text(request.phrase)},
                       {kSource, text(request.source)}});
    case ControlVerb::Status:
        return lineOf({{kCommand, "status"}});
    }
    return {};
}

QByteArray toLine(const ControlReply& reply)
{
    QJsonObject json{{kOk, reply.answer.accepted}, {kMessage, text(reply.answer.what)}};
    if (reply.status)
        json.insert(kStatus, toJson(*reply.status));
    return lineOf(json);
}

Result<ControlRequest> requestFrom(const QByteArray& line)
{
    const auto json = objectFrom(line);
    if (!json)
        return tl::unexpected{json.error()};
    const auto command = optionalText(*json, kCommand);
    if (!command)
        return tl::unexpected{command.error()};
    if (*command == "status")
        return ControlRequest{ControlVerb::Status, false, {}, {}};
    if (*command == "kill") {
        const QJsonValue flatten = json->value(QLatin1String{kFlatten});
        if (!flatten.isUndefined() && !flatten.isBool())
            return fail(ErrorCode::Malformed, "'flatten' must be true or false");
        return ControlRequest{ControlVerb::Kill, flatten.toBool(), {}, sourceIn(*json)};
    }
    if (*command == "release") {
        auto phrase = optionalText(*json, kPhrase);
        if (!phrase)
            return tl::unexpected{phrase.error()};
        return ControlRequest{ControlVerb::Release, false, std::move(*phrase), sourceIn(*json)};
    }
    return fail(ErrorCode::Unsupported, "'command' must be kill, release or status");
}

Result<ControlReply> replyFrom(const QByteArray& line)
{
    const auto json = objectFrom(line);
    if (!json)
        return tl::unexpected{json.error()};
    const QJsonValue ok = json->value(QLatin1String{kOk});
    auto message = optionalText(*json, kMessage);
    if (!ok.isBool() || !message)
        return fail(ErrorCode::Malformed, "a reply needs 'ok' and 'message'");
    ControlReply reply{{ok.toBool(), std::move(*message)}, {}};
    if (const QJsonValue status = json->value(QLatin1String{kStatus}); !status.isUndefined()) {
        auto read = statusFrom(status.toObject());
        if (!read)
            return tl::unexpected{read.error()};
        reply.status = std::move(*read);
    }
    return reply;
}

} // namespace tapedeck::api
