#include "ui/settings/secret_field.h"

#include <QByteArray>

namespace tapedeck {

SecretField::SecretField(QWidget* parent) : QLineEdit{parent}
{
    setEchoMode(QLineEdit::Password);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                        Qt::ImhNoAutoUppercase);
    setContextMenuPolicy(Qt::NoContextMenu);
}

Secret SecretField::take()
{
    QByteArray bytes = text().toUtf8();
    wipe();
    const auto isSpace = [](char byte) { return byte == ' ' || byte == '\t' || byte == '\n'; };
    qsizetype begin = 0;
    qsizetype end = bytes.size();
    while (begin < end && isSpace(bytes.at(begin)))
        ++begin;
    while (end > begin && isSpace(bytes.at(end - 1)))
        --end;
    char* first = bytes.data();
    Secret secret = Secret::takeFrom({first + begin, static_cast<std::size_t>(end - begin)});
    wipeBytes({first, static_cast<std::size_t>(bytes.size())});
    return secret;
}

void SecretField::wipe()
{
    // The line shares its buffer with this copy; a write that asks first would only wipe the copy.
    const QString shared = text();
    auto* raw = const_cast<QChar*>(shared.constData());
    wipeBytes(
        {reinterpret_cast<char*>(raw), static_cast<std::size_t>(shared.size()) * sizeof(QChar)});
    setText({}); // forgets the history as well
}

} // namespace tapedeck
