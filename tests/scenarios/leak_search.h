#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>
#include <QStringList>

namespace tapedeck::scenario {

/// Looks for a secret wherever a run may have written it, in each spelling that a program gives to
/// what it writes down: as it is, in base64 wherever it may begin, in hexadecimal digits, as a URL
/// writes it, and in two bytes a character.
class LeakSearch
{
public:
    explicit LeakSearch(const QByteArrayList& secrets);

    [[nodiscard]] bool isIn(const QByteArray& bytes) const;
    /// Files of this folder, and below, that hold any of them.
    [[nodiscard]] QStringList filesWithSecrets(const QString& folder);
    /// How many files have been looked through.
    [[nodiscard]] int filesSeen() const noexcept { return m_filesSeen; }

private:
    QByteArrayList m_spellings;
    int m_filesSeen = 0;
};

} // namespace tapedeck::scenario
