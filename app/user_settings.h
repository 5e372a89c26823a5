#pragma once

#include "base/result.h"
#include "config/document.h"

#include <QString>

namespace tapedeck {

/// The user's layer of the configuration, a YAML file. What is saved was validated as a whole and
/// is on disk; it counts from the next start on, watchlist and limits at once.
class UserSettings
{
public:
    UserSettings(QString file, Mode mode, Rules rules);

    [[nodiscard]] std::string text() const;
    /// What the text makes. Errors: Malformed, OutOfRange (with the path of each bad key).
    [[nodiscard]] Result<TradingConfig> check(const std::string& text) const;
    /// Errors: as check(), Io.
    [[nodiscard]] Result<void> save(const std::string& text);
    /// The same document with another watchlist. Errors: as save().
    [[nodiscard]] Result<void> saveWatchlist(const std::vector<std::string>& symbols);
    /// The built-in layer with this one over it. Errors: Malformed, OutOfRange, Io.
    [[nodiscard]] Result<TradingConfig> load() const;

private:
    [[nodiscard]] Result<std::string> read() const;

    QString m_file;
    Mode m_mode;
    Rules m_rules;
};

} // namespace tapedeck
