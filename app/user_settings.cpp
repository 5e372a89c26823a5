#include "app/user_settings.h"

#include "config/load.h"

#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>

namespace tapedeck {

namespace {

constexpr qint64 kBytesMax = 1 << 20;

/// The document without its top-level key `watchlist`, whatever form its list has.
QString withoutWatchlist(const QString& text)
{
    QStringList kept;
    bool inside = false;
    for (const QString& line : text.split('\n')) {
        static const QRegularExpression topLevel{"^[^\\s#-]"};
        if (line.startsWith("watchlist:"))
            inside = true;
        else if (inside && topLevel.match(line).hasMatch() && !line.startsWith(']'))
            inside = false;
        if (!inside || line.startsWith('#')) // a person's remark is no part of the list
            kept.push_back(line);
    }
    return kept.join('\n').trimmed();
}

} // namespace

UserSettings::UserSettings(QString file, Mode mode, Rules rules)
    : m_file{std::move(file)}, m_mode{mode}, m_rules{rules}
{}

std::string UserSettings::text() const
{
    return read().value_or("");
}

Result<TradingConfig> UserSettings::check(const std::string& text) const
{
    return loadConfig(m_mode, m_rules, text);
}

Result<void> UserSettings::save(const std::string& text)
{
    if (const auto config = check(text); !config)
        return tl::unexpected<Error>{config.error()};
    QSaveFile file{m_file};
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), size) != size || !file.commit())
        return fail(ErrorCode::Io,
                    "cannot write " + m_file.toStdString() + ": " +
                        file.errorString().toStdString() + "; nothing was changed");
    return {};
}

Result<void> UserSettings::saveWatchlist(const std::vector<std::string>& symbols)
{
    const auto before = read();
    if (!before)
        return tl::unexpected<Error>{before.error()};
    QString text = withoutWatchlist(QString::fromStdString(*before));
    if (!text.isEmpty())
        text += '\n';
    text += "watchlist:\n";
    for (const std::string& symbol : symbols)
        text += "  - \"" + QString::fromStdString(symbol) + "\"\n";
    return save(text.toStdString());
}

Result<TradingConfig> UserSettings::load() const
{
    const auto text = read();
    if (!text)
        return tl::unexpected<Error>{text.error()};
    auto config = check(*text);
    if (!config)
        return fail(config.error().code, m_file.toStdString() + ": " + config.error().what);
    return config;
}

Result<std::string> UserSettings::read() const
{
    QFile file{m_file};
    if (!file.exists())
        return std::string{};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io,
                    "cannot read " + m_file.toStdString() + ": " +
                        file.errorString().toStdString());
    if (file.size() > kBytesMax)
        return fail(ErrorCode::OutOfRange, m_file.toStdString() + " is larger than 1 MiB");
    return file.readAll().toStdString();
}

} // namespace tapedeck
