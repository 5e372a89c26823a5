#include "app/api/control_status_json.h"

#include <QJsonArray>
#include <QString>

#include <cmath>
#include <limits>
#include <utility>

namespace tapedeck::api {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

constexpr double kExactlyWhole = 9'007'199'254'740'992.0; ///< 2^53

/// Reads keys one by one and remembers the first that is not as it should be.
class Reader
{
public:
    explicit Reader(const QJsonObject& json) : m_json{json} {}

    [[nodiscard]] std::string string(const char* key)
    {
        const QJsonValue value = m_json.value(QLatin1String{key});
        if (!value.isString())
            blame(key);
        return value.toString().toStdString();
    }
    [[nodiscard]] bool flag(const char* key)
    {
        const QJsonValue value = m_json.value(QLatin1String{key});
        if (!value.isBool())
            blame(key);
        return value.toBool();
    }
    template <class Number>
    [[nodiscard]] Number whole(const char* key)
    {
        const QJsonValue value = m_json.value(QLatin1String{key});
        const double number = value.toDouble(-1);
        if (!value.isDouble() || number < 0 || number != std::floor(number) ||
            number > static_cast<double>(std::numeric_limits<std::int32_t>::max())) {
            blame(key);
            return 0;
        }
        return static_cast<Number>(number);
    }
    [[nodiscard]] double number(const char* key)
    {
        const QJsonValue value = m_json.value(QLatin1String{key});
        if (!value.isDouble())
            blame(key);
        return value.toDouble();
    }
    /// Whole nanoseconds; nothing where the key is not there.
    [[nodiscard]] std::optional<Nanoseconds> span(const char* key)
    {
        if (!has(key))
            return std::nullopt;
        const double value = number(key);
        if (std::abs(value) > kExactlyWhole || value != std::floor(value)) {
            blame(key);
            return std::nullopt;
        }
        return Nanoseconds{static_cast<std::int64_t>(value)};
    }
    template <class Decimal>
    [[nodiscard]] Decimal decimal(const char* key)
    {
        const auto value = Decimal::parse(string(key));
        if (!value)
            blame(key);
        return value ? *value : Decimal{};
    }
    [[nodiscard]] Timestamp time(const char* key)
    {
        const auto value = parseTimestamp(string(key));
        if (!value)
            blame(key);
        return value ? *value : Timestamp{};
    }
    /// The value of `Enum`, from 0 to `last`, that has this word.
    template <class Enum, class Words>
    [[nodiscard]] Enum choice(const char* key, Enum last, Words words)
    {
        const std::string found = string(key);
        for (int i = 0; i <= static_cast<int>(last); ++i) {
            if (words(static_cast<Enum>(i)) == found)
                return static_cast<Enum>(i);
        }
        blame(key);
        return {};
    }
    [[nodiscard]] QJsonArray list(const char* key)
    {
        const QJsonValue value = m_json.value(QLatin1String{key});
        if (!value.isArray())
            blame(key);
        return value.toArray();
    }
    [[nodiscard]] bool has(const char* key) const { return m_json.contains(QLatin1String{key}); }
    [[nodiscard]] const std::string& bad() const noexcept { return m_bad; }
    void blame(const std::string& key)
    {
        if (m_bad.empty())
            m_bad = key;
    }

private:
    const QJsonObject& m_json;
    std::string m_bad;
};

QJsonArray jsonOf(const std::vector<ControlLink>& links)
{
    QJsonArray json;
    for (const ControlLink& link : links) {
        QJsonObject each{{"name", text(word(link.link))},
                         {"state", text(word(link.state))},
                         {"reason", text(link.reason)},
                         {"since", text(toRfc3339(link.since))},
                         {"messages_per_second", link.messagesPerSecond},
                         {"reconnects", static_cast<qint64>(link.reconnects)},
                         {"gaps_open", static_cast<qint64>(link.gaps.open)},
                         {"gaps_filled", static_cast<qint64>(link.gaps.filled)},
                         {"gaps_unfilled", static_cast<qint64>(link.gaps.unfilled)}};
        const auto put = [&each](const char* key, std::optional<Nanoseconds> span) {
            if (span)
                each.insert(QLatin1String{key}, static_cast<qint64>(span->count()));
        };
        put("last_message_age_ns", link.lastMessageAge);
        put("lag_p50_ns", link.lagMedian);
        put("lag_p99_ns", link.lagP99);
        if (link.callsLastHour)
            each.insert("calls_last_hour", static_cast<qint64>(*link.callsLastHour));
        json.append(each);
    }
    return json;
}

QJsonArray jsonOf(const std::vector<NakedPosition>& positions)
{
    QJsonArray json;
    for (const NakedPosition& position : positions) {
        QJsonObject each{{"symbol", text(position.symbol)},
                         {"quantity", text(position.quantity.toString())},
                         {"open_profit", text(position.openProfit.toString())},
                         {"closing", position.closing}};
        if (position.deniedBy)
            each.insert("denied_by", text(toString(*position.deniedBy)));
        json.append(each);
    }
    return json;
}

std::vector<ControlLink> linksFrom(Reader& reader)
{
    std::vector<ControlLink> links;
    for (const QJsonValue& value : reader.list("links")) {
        const QJsonObject json = value.toObject();
        Reader each{json};
        ControlLink link;
        link.link = each.choice("name", Link::Options, [](Link l) { return word(l); });
        link.state = each.choice("state", LinkState::Offline, [](LinkState s) { return word(s); });
        link.reason = each.string("reason");
        link.since = each.time("since");
        link.messagesPerSecond = each.number("messages_per_second");
        link.lastMessageAge = each.span("last_message_age_ns");
        link.lagMedian = each.span("lag_p50_ns");
        link.lagP99 = each.span("lag_p99_ns");
        link.reconnects = each.whole<std::int64_t>("reconnects");
        link.gaps.open = each.whole<std::int64_t>("gaps_open");
        link.gaps.filled = each.whole<std::int64_t>("gaps_filled");
        link.gaps.unfilled = each.whole<std::int64_t>("gaps_unfilled");
        if (each.has("calls_last_hour"))
            link.callsLastHour = each.whole<std::int64_t>("calls_last_hour");
        if (!each.bad().empty())
            reader.blame("links." + each.bad());
        links.push_back(std::move(link));
    }
    return links;
}

std::vector<NakedPosition> nakedFrom(Reader& reader)
{
    std::vector<NakedPosition> positions;
    for (const QJsonValue& value : reader.list("naked")) {
        const QJsonObject json = value.toObject();
        Reader each{json};
        NakedPosition position;
        position.symbol = each.string("symbol");
        position.quantity = each.decimal<Quantity>("quantity");
        position.openProfit = each.decimal<Money>("open_profit");
        position.closing = each.has("closing") && each.flag("closing");
        if (each.has("denied_by"))
            position.deniedBy = each.choice(
                "denied_by", Limit::BuyingPower, [](Limit limit) { return toString(limit); });
        if (!each.bad().empty())
            reader.blame("naked." + each.bad());
        positions.push_back(std::move(position));
    }
    return positions;
}

} // namespace

QJsonObject toJson(const ControlStatus& status)
{
    QJsonObject json{{"mode", text(toString(status.mode))},
                     {"rules", text(toString(status.rules))},
                     {"armed", status.armed},
                     {"run_id", text(status.runId)},
                     {"pid", static_cast<qint64>(status.pid)},
                     {"since", text(toRfc3339(status.since))},
                     {"kill", text(word(status.killPhase))},
                     {"orders_open", status.ordersOpen},
                     {"unconfirmed", status.unconfirmed},
                     {"positions", status.positions},
                     {"naked", jsonOf(status.naked)},
                     {"suggestions", status.suggestions},
                     {"links", jsonOf(status.links)},
                     {"session_file", text(status.sessionFile)},
                     {"data_folder", text(status.dataFolder)}};
    if (status.killedSince)
        json.insert("killed_since", text(toRfc3339(*status.killedSince)));
    if (status.confirmedAfter)
        json.insert("canceled", status.canceled);
    const auto put = [&json](const char* key, std::optional<Nanoseconds> span) {
        if (span)
            json.insert(QLatin1String{key}, static_cast<qint64>(span->count()));
    };
    put("last_canceled_after_ns", status.lastCanceledAfter);
    put("confirmed_after_ns", status.confirmedAfter);
    put("flattened_after_ns", status.flattenedAfter);
    if (status.booksAgreedAt)
        json.insert("books_agreed_at", text(toRfc3339(*status.booksAgreedAt)));
    if (status.accountKnown) {
        json.insert("equity", text(status.equity.toString()));
        json.insert("day_profit", text(status.dayProfit.toString()));
    }
    return json;
}

Result<ControlStatus> statusFrom(const QJsonObject& json)
{
    Reader reader{json};
    ControlStatus status;
    status.mode = reader.choice("mode", Mode::Live, [](Mode m) { return toString(m); });
    status.rules = reader.choice("rules", Rules::Approval, [](Rules r) { return toString(r); });
    status.armed = reader.flag("armed");
    status.runId = reader.string("run_id");
    status.pid = reader.whole<std::int64_t>("pid");
    status.since = reader.time("since");
    status.killPhase =
        reader.choice("kill", KillPhase::Confirmed, [](KillPhase p) { return word(p); });
    if (reader.has("killed_since"))
        status.killedSince = reader.time("killed_since");
    if (reader.has("canceled"))
        status.canceled = reader.whole<std::int32_t>("canceled");
    const auto sincePress = [&reader](const char* key) {
        const auto span = reader.span(key);
        if (span && *span < Nanoseconds{0})
            reader.blame(key);
        return span;
    };
    status.lastCanceledAfter = sincePress("last_canceled_after_ns");
    status.confirmedAfter = sincePress("confirmed_after_ns");
    status.flattenedAfter = sincePress("flattened_after_ns");
    status.ordersOpen = reader.whole<std::int32_t>("orders_open");
    status.unconfirmed = reader.whole<std::int32_t>("unconfirmed");
    status.positions = reader.whole<std::int32_t>("positions");
    status.naked = nakedFrom(reader);
    status.suggestions = reader.whole<std::int32_t>("suggestions");
    if (reader.has("books_agreed_at"))
        status.booksAgreedAt = reader.time("books_agreed_at");
    status.accountKnown = reader.has("equity");
    if (status.accountKnown) {
        status.equity = reader.decimal<Money>("equity");
        status.dayProfit = reader.decimal<Money>("day_profit");
    }
    status.links = linksFrom(reader);
    status.sessionFile = reader.string("session_file");
    status.dataFolder = reader.string("data_folder");
    if (!reader.bad().empty())
        return fail(ErrorCode::Malformed, "status: '" + reader.bad() + "' is not as it should be");
    return status;
}

std::string_view word(Link link) noexcept
{
    switch (link) {
    case Link::MarketData:
        return "market_data";
    case Link::TradeUpdates:
        return "trade_updates";
    case Link::BrokerRest:
        return "broker_rest";
    case Link::Journal:
        return "journal";
    case Link::News:
        return "news";
    case Link::Options:
        return "options";
    }
    return "unknown";
}

std::string_view word(LinkState state) noexcept
{
    switch (state) {
    case LinkState::Off:
        return "off";
    case LinkState::Connecting:
        return "connecting";
    case LinkState::Authenticating:
        return "authenticating";
    case LinkState::Subscribing:
        return "subscribing";
    case LinkState::Live:
        return "live";
    case LinkState::Stale:
        return "stale";
    case LinkState::BackingOff:
        return "backing_off";
    case LinkState::Refused:
        return "refused";
    case LinkState::Offline:
        return "offline";
    }
    return "unknown";
}

std::string_view word(KillPhase phase) noexcept
{
    switch (phase) {
    case KillPhase::Off:
        return "off";
    case KillPhase::Cancelling:
        return "cancelling";
    case KillPhase::Confirmed:
        return "confirmed";
    }
    return "unknown";
}

} // namespace tapedeck::api
