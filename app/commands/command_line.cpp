#include "app/commands/command_line.h"

#include <QCommandLineParser>

namespace tapedeck::commands {

Result<void>
readFlags(QCommandLineParser& parser, const char* command, const QStringList& arguments)
{
    if (!parser.parse(QStringList{QString::fromLatin1(command)} + arguments))
        return fail(ErrorCode::Malformed, parser.errorText().toStdString());
    const QStringList words = parser.positionalArguments();
    if (!words.isEmpty())
        return fail(ErrorCode::Malformed,
                    "'" + words.constFirst().toStdString() + "' is not expected");
    return {};
}

} // namespace tapedeck::commands
