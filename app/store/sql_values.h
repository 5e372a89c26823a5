#pragma once

#include <QByteArray>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <cstdint>
#include <string>
#include <string_view>

/// Our values as Qt SQL's, and back.
namespace tapedeck::store {

[[nodiscard]] inline QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}
[[nodiscard]] inline QVariant number(std::int64_t value)
{
    return QVariant::fromValue(static_cast<qlonglong>(value));
}
[[nodiscard]] inline QVariant blob(std::string_view bytes)
{
    return QByteArray{bytes.data(), static_cast<qsizetype>(bytes.size())};
}

[[nodiscard]] inline std::string textAt(const QSqlQuery& row, int column)
{
    return row.value(column).toString().toStdString();
}
[[nodiscard]] inline std::int64_t numberAt(const QSqlQuery& row, int column)
{
    return row.value(column).toLongLong();
}
[[nodiscard]] inline std::string blobAt(const QSqlQuery& row, int column)
{
    return row.value(column).toByteArray().toStdString();
}

} // namespace tapedeck::store
