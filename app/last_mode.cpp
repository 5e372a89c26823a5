#include "app/last_mode.h"

#include "app/store/data_folder.h"

#include <QFile>
#include <QSaveFile>

namespace tapedeck {

namespace {

QString fileIn(const QString& dataRoot)
{
    const QString root =
        dataRoot.isEmpty() ? QString::fromStdString(store::dataRoot().string()) : dataRoot;
    return root + "/last-mode";
}

} // namespace

Mode lastMode(const QString& dataRoot)
{
    QFile file{fileIn(dataRoot)};
    if (!file.open(QIODevice::ReadOnly))
        return Mode::Practice;
    // Live never starts by itself.
    return file.read(16).trimmed() == "paper" ? Mode::Paper : Mode::Practice;
}

void rememberMode(const QString& dataRoot, Mode mode)
{
    const std::string_view word = toString(mode);
    QSaveFile file{fileIn(dataRoot)};
    // Not worth a message: the next start is a practice then.
    if (file.open(QIODevice::WriteOnly) &&
        file.write(word.data(), static_cast<qint64>(word.size())) > 0)
        file.commit();
}

} // namespace tapedeck
