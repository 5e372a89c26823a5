#include "leak_search.h"

#include "tape/block_file.h"

#include <QDirIterator>
#include <QFile>

#include <gtest/gtest.h>

#include <algorithm>

namespace tapedeck::scenario {

namespace {

/// Of the secret behind 0, 1 or 2 other bytes, without the digits that depend on its neighbours.
QByteArray base64At(const QByteArray& secret, int offset)
{
    const QByteArray text =
        (QByteArray(offset, '?') + secret)
            .toBase64(QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals);
    const int first = (offset * 8 + 5) / 6;
    const int whole = static_cast<int>((offset + secret.size()) * 8 / 6);
    return text.mid(first, whole - first);
}

QByteArrayList spellingsOf(const QByteArray& secret)
{
    const QByteArray hex = secret.toHex();
    QByteArrayList spellings{secret, hex, hex.toUpper(), secret.toPercentEncoding()};
    for (int offset = 0; offset < 3; ++offset) {
        QByteArray text = base64At(secret, offset);
        spellings << text;
        spellings << text.replace('+', '-').replace('/', '_');
    }
    QByteArray wide;
    for (const char byte : secret)
        wide.append(byte).append('\0');
    return spellings << wide;
}

/// The records of a session as they were before they were packed, as far as it goes.
QByteArray unpacked(const QByteArray& session)
{
    MemorySource source{{session.constData(), static_cast<std::size_t>(session.size())}};
    auto reader = BlockReader::open(source, BlockFileKind::Session);
    EXPECT_TRUE(reader) << reader.error().what;
    if (!reader)
        return {};
    QByteArray all = QByteArray::fromStdString(reader->metadata());
    for (std::string_view record; reader->next(record).value_or(false);)
        all.append(record.data(), static_cast<qsizetype>(record.size()));
    return all;
}

} // namespace

LeakSearch::LeakSearch(const QByteArrayList& secrets)
{
    for (const QByteArray& secret : secrets)
        m_spellings << spellingsOf(secret);
}

bool LeakSearch::isIn(const QByteArray& bytes) const
{
    return std::any_of(m_spellings.begin(), m_spellings.end(), [&](const QByteArray& spelling) {
        return bytes.contains(spelling);
    });
}

QStringList LeakSearch::filesWithSecrets(const QString& folder)
{
    QStringList found;
    QDirIterator files{
        folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories};
    while (files.hasNext()) {
        QFile file{files.next()};
        if (!file.open(QIODevice::ReadOnly))
            continue;
        ++m_filesSeen;
        const QByteArray bytes = file.readAll();
        if (isIn(bytes) || (file.fileName().endsWith(".session") && isIn(unpacked(bytes))))
            found << file.fileName();
    }
    return found;
}

} // namespace tapedeck::scenario
