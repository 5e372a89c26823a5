#include "app/commands/tape_files.h"

#include "app/runtime/file_bytes.h"
#include "tape/daily_history.h"
#include "tape/line_tape.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace tapedeck::commands {

namespace {

constexpr qint64 kConfigBytesMax = 1 << 20;
/// Quotes of the busy symbols come first by the hundred: look far enough for the quiet ones.
constexpr std::uint64_t kEventsLookedAt = 200'000;

QStringList historyFiles(const QString& tape, const QString& history)
{
    if (!history.isEmpty())
        return {history};
    const QDir folder = QFileInfo{tape}.absoluteDir();
    QStringList files;
    for (const QString& name : folder.entryList({"bars_1d*"}, QDir::Files, QDir::Name))
        files.push_back(folder.filePath(name));
    return files;
}

Asset plainAsset(const std::string& symbol)
{
    Asset asset;
    asset.id = toHex(sha256(symbol)).substr(0, 32);
    asset.symbol = symbol;
    asset.name = symbol;
    asset.assetClass = "us_equity";
    asset.active = asset.tradable = asset.marginable = asset.fractionable = true;
    return asset;
}

Result<std::string> digestOfFile(const QString& path)
{
    QFile file{path};
    QCryptographicHash hash{QCryptographicHash::Sha256};
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return fail(ErrorCode::Io,
                    "cannot read " + path.toStdString() + ": " + file.errorString().toStdString());
    return hash.result().toStdString();
}

} // namespace

Result<TapeFacts> tapeFacts(const QString& tape, const QString& history)
{
    auto source = runtime::FileSource::open(tape);
    if (!source)
        return tl::unexpected<Error>{source.error()};
    Symbols symbols;
    const auto scan = scanTape(**source, symbols, kEventsLookedAt);
    if (!scan)
        return fail(scan.error().code, tape.toStdString() + ": " + scan.error().what);
    const auto digest = digestOfFile(tape);
    if (!digest)
        return tl::unexpected<Error>{digest.error()};

    DailyHistory daily{scan->date, scan->symbols};
    for (const QString& name : historyFiles(tape, history)) {
        auto file = runtime::FileSource::open(name);
        if (!file)
            return tl::unexpected<Error>{file.error()};
        if (const auto added = daily.add(**file, symbols); !added)
            return fail(added.error().code, name.toStdString() + ": " + added.error().what);
    }

    TapeFacts facts;
    facts.date = scan->date;
    facts.digest = *digest;
    for (const SymbolId symbol : scan->symbols) {
        const std::string text{symbols.text(symbol)};
        const auto bars = daily.bars(symbol);
        facts.symbols.push_back(text);
        ListedAsset listed{plainAsset(text), std::nullopt};
        if (!bars.empty()) {
            listed.previousClose = bars.back().close;
            facts.history.push_back({text, {bars.begin(), bars.end()}});
        }
        facts.assets.push_back(std::move(listed));
    }
    return facts;
}

Result<std::string> readWholeFile(const QString& path)
{
    QFile file{path};
    if (!file.exists())
        return fail(ErrorCode::NotFound, "there is no file " + path.toStdString());
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io,
                    "cannot read " + path.toStdString() + ": " + file.errorString().toStdString());
    if (file.size() > kConfigBytesMax)
        return fail(ErrorCode::OutOfRange, path.toStdString() + " is larger than 1 MiB");
    return file.readAll().toStdString();
}

QString sessionsFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           "/tapedeck/sessions";
}

} // namespace tapedeck::commands
