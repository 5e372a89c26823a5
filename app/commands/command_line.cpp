#include "app/commands/command_line.h"

#include <QCommandLineParser>

#include <unistd.h>

#include <cerrno>

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

std::optional<std::string> typedLine()
{
    constexpr std::size_t kTextMax = 200;
    std::string line;
    for (;;) {
        char c = 0;
        const ssize_t size = ::read(STDIN_FILENO, &c, 1);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return line.empty() ? std::nullopt : std::optional{line};
        if (c == '\n' || line.size() > kTextMax)
            return line;
        line.push_back(c);
    }
}

} // namespace tapedeck::commands
