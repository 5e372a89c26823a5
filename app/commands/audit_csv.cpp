#include "app/commands/audit_csv.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace tapedeck::commands {

namespace {

/// A column, and where its value stands in the row's JSON; `inner` within an object.
struct Column
{
    const char* name;
    const char* key;
    const char* inner = nullptr;
};

constexpr std::array kColumns{Column{"sequence", "sequence"},
                              Column{"at", "at"},
                              Column{"kind", "kind"},
                              Column{"origin_kind", "origin", "kind"},
                              Column{"origin", "origin", "name"},
                              Column{"symbol", "symbol"},
                              Column{"proposal_id", "proposal_id"},
                              Column{"suggestion_id", "suggestion_id"},
                              Column{"client_order_id", "client_order_id"},
                              Column{"quantity", "quantity"},
                              Column{"price", "price"},
                              Column{"confidence", "confidence"},
                              Column{"detail", "detail"},
                              Column{"order_symbol", "order", "symbol"},
                              Column{"order_side", "order", "side"},
                              Column{"order_type", "order", "type"},
                              Column{"order_time_in_force", "order", "time_in_force"},
                              Column{"order_extended_hours", "order", "extended_hours"},
                              Column{"order_quantity", "order", "quantity"},
                              Column{"order_notional", "order", "notional"},
                              Column{"order_limit_price", "order", "limit_price"},
                              Column{"order_stop_price", "order", "stop_price"},
                              Column{"evidence", "evidence"},
                              Column{"checks", "checks"},
                              Column{"operator_user", "operator", "user"},
                              Column{"operator_seat", "operator", "seat"},
                              Column{"entry", "entry"},
                              Column{"prev_hash", "prev_hash"},
                              Column{"hash", "hash"}};

QByteArray textOf(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? "true" : "false";
    case QJsonValue::Double: // shortest text that reads back as the same number
        return QJsonDocument{QJsonArray{value}}.toJson(QJsonDocument::Compact).chopped(1).mid(1);
    case QJsonValue::String:
        return value.toString().toUtf8();
    case QJsonValue::Array:
        return QJsonDocument{value.toArray()}.toJson(QJsonDocument::Compact);
    case QJsonValue::Object:
        return QJsonDocument{value.toObject()}.toJson(QJsonDocument::Compact);
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return {};
    }
    return {};
}

QByteArray quoted(QByteArray text)
{
    const bool plain =
        !text.contains(',') && !text.contains('"') && !text.contains('\n') && !text.contains('\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
}

QByteArray header()
{
    QByteArray line;
    for (const Column& column : kColumns)
        line += (line.isEmpty() ? "" : ",") + QByteArray{column.name};
    return line + '\n';
}

QByteArray rowOf(const QJsonObject& json)
{
    QByteArray line;
    bool first = true;
    for (const Column& column : kColumns) {
        QJsonValue value = json.value(QLatin1String{column.key});
        if (column.inner != nullptr)
            value = value.toObject().value(QLatin1String{column.inner});
        line += (first ? "" : ",") + quoted(textOf(value));
        first = false;
    }
    return line + '\n';
}

} // namespace

AuditCsv::AuditCsv(QIODevice& out) : m_out{out}
{
    open(QIODevice::WriteOnly | QIODevice::Unbuffered);
    (void)pass(header());
}

qint64 AuditCsv::readData(char*, qint64)
{
    return -1;
}

qint64 AuditCsv::writeData(const char* data, qint64 size)
{
    m_pending.append(data, size);
    qsizetype begin = 0;
    QByteArray rows;
    for (qsizetype end = 0; (end = m_pending.indexOf('\n', begin)) >= 0; begin = end + 1)
        rows += rowOf(QJsonDocument::fromJson(m_pending.mid(begin, end - begin)).object());
    m_pending.remove(0, begin);
    return pass(rows) ? size : -1;
}

bool AuditCsv::pass(const QByteArray& bytes)
{
    if (m_out.write(bytes) == bytes.size())
        return true;
    setErrorString(m_out.errorString());
    return false;
}

} // namespace tapedeck::commands
