#include "wire/portfolio_body.h"

#include "wire/body_fields.h"
#include "wire/json_writer.h"

namespace tapedeck {

namespace {

/// A list of decimals of which each may be null.
template <class F>
Result<std::vector<std::optional<F>>> decimalsOf(const JsonValue& list, std::string_view key)
{
    std::vector<std::optional<F>> all;
    for (const JsonValue element : list) {
        if (element.isNull()) {
            all.emplace_back();
            continue;
        }
        const auto value = F::parse(element.text(), ExtraDecimals::RoundHalfEven);
        if (!value)
            return fail(ErrorCode::Malformed,
                        "portfolio history: '" + std::string{key} + "': " + value.error().what);
        all.push_back(*value);
    }
    return all;
}

} // namespace

Result<PortfolioPast> parsePortfolioPast(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return tl::unexpected<Error>{document.error()};
    const JsonValue root = document->root();
    BodyCounts counts;
    BodyFields fields{root, "portfolio history", counts};
    PortfolioPast past;
    past.baseValue = fields.requiredDecimal<Money>("base_value", ExtraDecimals::RoundHalfEven);
    past.timeframe = fields.requiredText("timeframe");
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    const auto times = decimalsOf<Quantity>(root["timestamp"], "timestamp");
    const auto equity = decimalsOf<Money>(root["equity"], "equity");
    const auto profit = decimalsOf<Money>(root["profit_loss"], "profit_loss");
    const auto change = decimalsOf<Ratio>(root["profit_loss_pct"], "profit_loss_pct");
    for (const auto* error : {times ? nullptr : &times.error(),
                              equity ? nullptr : &equity.error(),
                              profit ? nullptr : &profit.error(),
                              change ? nullptr : &change.error()}) {
        if (error != nullptr)
            return tl::unexpected<Error>{*error};
    }
    const std::size_t size = times->size();
    if (equity->size() != size || profit->size() != size || change->size() != size)
        return fail(ErrorCode::Malformed, "portfolio history: lists of several lengths");
    for (std::size_t i = 0; i < size; ++i) {
        if (!(*times)[i])
            return fail(ErrorCode::Malformed, "portfolio history: a point without its time");
        const std::int64_t seconds = (*times)[i]->nanos() / kNanosPerUnit;
        past.points.push_back({Timestamp{std::chrono::seconds{seconds}},
                               (*equity)[i].value_or(Money{}),
                               (*profit)[i].value_or(Money{}),
                               (*change)[i]});
    }
    return past;
}

std::string encodePortfolioPast(const PortfolioPast& past)
{
    std::string out;
    JsonWriter json{out};
    const auto list = [&](std::string_view key, auto write) {
        json.key(key).beginArray();
        for (const PortfolioPoint& point : past.points)
            write(point);
        json.endArray();
    };
    json.beginObject().key("base_value").number(past.baseValue);
    list("equity", [&](const PortfolioPoint& point) { json.number(point.equity); });
    list("profit_loss", [&](const PortfolioPoint& point) { json.number(point.profit); });
    list("profit_loss_pct", [&](const PortfolioPoint& point) {
        if (point.change)
            json.number(*point.change);
        else
            json.null();
    });
    json.key("timeframe").string(past.timeframe);
    list("timestamp", [&](const PortfolioPoint& point) {
        json.integer(std::chrono::floor<std::chrono::seconds>(point.at).time_since_epoch().count());
    });
    json.endObject();
    return out;
}

} // namespace tapedeck
