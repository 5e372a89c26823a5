#include "app/store/audit_json.h"

#include "app/store/sql_values.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <string_view>

namespace tapedeck::store {

namespace {

template <class Tag>
QJsonValue decimal(Fixed<Tag> value)
{
    return text(value.toString());
}

void addText(QJsonObject& object, const char* name, const std::string& value)
{
    if (!value.empty())
        object.insert(QLatin1String{name}, text(value));
}

template <class T>
void addDecimal(QJsonObject& object, const char* name, const std::optional<T>& value)
{
    if (value)
        object.insert(QLatin1String{name}, decimal(*value));
}

std::string_view word(OriginKind kind) noexcept
{
    switch (kind) {
    case OriginKind::Strategy:
        return "strategy";
    case OriginKind::Detector:
        return "detector";
    case OriginKind::Exit:
        return "exit";
    case OriginKind::Person:
        return "person";
    case OriginKind::External:
        return "external";
    }
    return "unknown";
}

std::string_view word(Comparison comparison) noexcept
{
    switch (comparison) {
    case Comparison::Above:
        return "above";
    case Comparison::Below:
        return "below";
    case Comparison::CrossedAbove:
        return "crossed_above";
    case Comparison::CrossedBelow:
        return "crossed_below";
    case Comparison::Reached:
        return "reached";
    }
    return "unknown";
}

std::string_view word(LimitResult result) noexcept
{
    switch (result) {
    case LimitResult::Passed:
        return "passed";
    case LimitResult::Warned:
        return "warned";
    case LimitResult::Denied:
        return "denied";
    case LimitResult::Skipped:
        return "skipped";
    }
    return "unknown";
}

std::string_view word(LimitUnit unit) noexcept
{
    switch (unit) {
    case LimitUnit::Dollars:
        return "dollars";
    case LimitUnit::Fraction:
        return "fraction";
    case LimitUnit::Count:
        return "count";
    case LimitUnit::Seconds:
        return "seconds";
    case LimitUnit::Shares:
        return "shares";
    case LimitUnit::Flag:
        return "flag";
    }
    return "unknown";
}

QJsonObject jsonOf(const OrderSpec& order)
{
    QJsonObject json{{"symbol", text(order.symbol)},
                     {"side", text(toString(order.side))},
                     {"type", text(toString(order.type))},
                     {"time_in_force", text(toString(order.timeInForce))},
                     {"extended_hours", order.extendedHours}};
    addDecimal(json, "quantity", order.quantity);
    addDecimal(json, "notional", order.notional);
    addDecimal(json, "limit_price", order.limitPrice);
    addDecimal(json, "stop_price", order.stopPrice);
    return json;
}

QJsonArray jsonOf(const std::vector<Evidence>& evidence)
{
    QJsonArray json;
    for (const Evidence& figure : evidence) {
        json.append(QJsonObject{{"metric", text(toString(figure.metric))},
                                {"comparison", text(word(figure.comparison))},
                                {"value", figure.value},
                                {"threshold", figure.threshold},
                                {"seconds", figure.seconds}});
    }
    return json;
}

QJsonArray jsonOf(const std::vector<LimitCheck>& checks)
{
    QJsonArray json;
    for (const LimitCheck& check : checks) {
        json.append(QJsonObject{{"limit", text(toString(check.limit))},
                                {"result", text(word(check.result))},
                                {"unit", text(word(check.unit))},
                                {"value", text(nanosToString(check.value))},
                                {"bound", text(nanosToString(check.bound))}});
    }
    return json;
}

} // namespace

std::string auditJson(const ChainedRow& row, const AuditEntry& entry)
{
    QJsonObject json{
        {"sequence", static_cast<qint64>(row.sequence)},
        {"at", text(toRfc3339(entry.at))},
        {"kind", text(toString(entry.kind))},
        {"origin",
         QJsonObject{{"kind", text(word(entry.origin.kind))}, {"name", text(entry.origin.name)}}},
        {"operator", QJsonObject{{"user", text(row.by.user)}, {"seat", text(row.by.seat)}}},
        {"entry", QString::fromLatin1(QByteArray::fromStdString(row.entry).toHex())},
        {"prev_hash", text(toHex(row.previous))},
        {"hash", text(toHex(row.hash))}};
    addText(json, "symbol", entry.symbol);
    addText(json, "proposal_id", entry.proposalId);
    addText(json, "suggestion_id", entry.suggestionId);
    addText(json, "client_order_id", entry.clientOrderId);
    addText(json, "detail", entry.detail);
    addDecimal(json, "quantity", entry.quantity);
    addDecimal(json, "price", entry.price);
    if (entry.order)
        json.insert(QLatin1String{"order"}, jsonOf(*entry.order));
    if (entry.confidence)
        json.insert(QLatin1String{"confidence"}, *entry.confidence);
    if (!entry.evidence.empty())
        json.insert(QLatin1String{"evidence"}, jsonOf(entry.evidence));
    if (!entry.checks.empty())
        json.insert(QLatin1String{"checks"}, jsonOf(entry.checks));
    return QJsonDocument{json}.toJson(QJsonDocument::Compact).toStdString();
}

} // namespace tapedeck::store
