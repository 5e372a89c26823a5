#include "wire/event_lines.h"

#include "base/overloaded.h"
#include "market/option_terms.h"
#include "market/timeframe.h"
#include "wire/json_writer.h"

namespace tapedeck {

namespace {

/// An object that is open as long as this lives, and ends the line.
class Line
{
public:
    Line(std::string& out, std::string_view type) : m_out{out}, m_json{out}
    {
        m_json.beginObject().key("type").string(type);
    }
    ~Line()
    {
        m_json.endObject();
        m_out.push_back('\n');
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    JsonWriter* operator->() noexcept { return &m_json; }
    JsonWriter& operator*() noexcept { return m_json; }

private:
    std::string& m_out;
    JsonWriter m_json;
};

void put(JsonWriter& json, std::string_view key, char code)
{
    json.key(key).string({&code, 1});
}

void put(JsonWriter& json, const Conditions& conditions)
{
    json.key("conditions").beginArray();
    for (const char code : conditions.all())
        json.string({&code, 1});
    json.endArray();
}

template <class Tag>
void put(JsonWriter& json, std::string_view key, const std::optional<Fixed<Tag>>& value)
{
    json.key(key);
    if (value)
        json.number(*value);
    else
        json.null();
}

void put(JsonWriter& json, std::string_view key, const std::optional<Timestamp>& value)
{
    json.key(key);
    if (value)
        json.time(*value);
    else
        json.null();
}

void put(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts)
{
    json.key(key).beginArray();
    for (const std::string& text : texts)
        json.string(text);
    json.endArray();
}

void begin(Line& line, std::string_view symbol, Timestamp at)
{
    line->key("symbol").string(symbol).key("time").time(at);
}

void append(std::string& out, const Trade& e, std::string_view symbol)
{
    Line line{out, "trade"};
    begin(line, symbol, e.at);
    line->key("price").number(e.price).key("size").number(e.size).key("id").integer(e.id);
    put(*line, "exchange", e.exchange);
    put(*line, "tape", e.tape);
    put(*line, e.conditions);
}

void append(std::string& out, const Quote& e, std::string_view symbol)
{
    Line line{out, "quote"};
    begin(line, symbol, e.at);
    line->key("bid").number(e.bid).key("bid_size").number(e.bidSize);
    put(*line, "bid_exchange", e.bidExchange);
    line->key("ask").number(e.ask).key("ask_size").number(e.askSize);
    put(*line, "ask_exchange", e.askExchange);
    put(*line, "tape", e.tape);
    put(*line, e.conditions);
}

std::string_view wordOf(BarEvent::Kind kind) noexcept
{
    switch (kind) {
    case BarEvent::Kind::Finished:
        return "finished";
    case BarEvent::Kind::Updated:
        return "updated";
    case BarEvent::Kind::Growing:
        return "growing";
    }
    CHECK(false);
}

void append(std::string& out, const BarEvent& e, std::string_view symbol)
{
    Line line{out, "bar"};
    begin(line, symbol, e.bar.start);
    line->key("timeframe").string(toString(e.bar.timeframe)).key("kind").string(wordOf(e.kind));
    line->key("open").number(e.bar.open).key("high").number(e.bar.high);
    line->key("low").number(e.bar.low).key("close").number(e.bar.close);
    line->key("volume").number(e.bar.volume).key("trade_count");
    if (e.bar.tradeCount)
        line->integer(*e.bar.tradeCount);
    else
        line->null();
    put(*line, "vwap", e.bar.vwap);
}

void append(std::string& out, const TradingStatus& e, std::string_view symbol)
{
    Line line{out, "status"};
    begin(line, symbol, e.at);
    line->key("status").string(e.status.text()).key("reason").string(e.reason.text());
    put(*line, "tape", e.tape);
}

void append(std::string& out, const LuldBand& e, std::string_view symbol)
{
    Line line{out, "luld"};
    begin(line, symbol, e.at);
    line->key("up").number(e.up).key("down").number(e.down);
    line->key("indicator").string(e.indicator.text());
    put(*line, "tape", e.tape);
}

void putPart(JsonWriter& json, std::string_view key, const Trade& trade)
{
    json.key(key).beginObject().key("id").integer(trade.id).key("price").number(trade.price);
    json.key("size").number(trade.size);
    put(json, trade.conditions);
    json.endObject();
}

void append(std::string& out, const TradeCorrection& e, std::string_view symbol)
{
    Line line{out, "correction"};
    begin(line, symbol, e.original.at);
    put(*line, "exchange", e.original.exchange);
    put(*line, "tape", e.original.tape);
    putPart(*line, "original", e.original);
    putPart(*line, "corrected", e.corrected);
}

void append(std::string& out, const TradeCancel& e, std::string_view symbol)
{
    Line line{out, "cancel"};
    begin(line, symbol, e.trade.at);
    line->key("id").integer(e.trade.id).key("price").number(e.trade.price);
    line->key("size").number(e.trade.size);
    put(*line, "action", e.action);
    put(*line, "exchange", e.trade.exchange);
    put(*line, "tape", e.trade.tape);
}

void putOrder(JsonWriter& json, const BrokerOrder& order)
{
    json.key("order").beginObject().key("id").string(order.id);
    json.key("client_order_id").string(order.clientOrderId);
    json.key("symbol").string(order.spec.symbol).key("side").string(toString(order.spec.side));
    json.key("order_type").string(toString(order.spec.type));
    json.key("time_in_force").string(toString(order.spec.timeInForce));
    put(json, "quantity", order.spec.quantity);
    put(json, "notional", order.spec.notional);
    put(json, "limit_price", order.spec.limitPrice);
    put(json, "stop_price", order.spec.stopPrice);
    json.key("extended_hours").boolean(order.spec.extendedHours);
    json.key("status").string(toString(order.status));
    json.key("filled_quantity").number(order.filledQuantity);
    put(json, "filled_average_price", order.filledAveragePrice);
    json.key("created_at").time(order.createdAt).key("updated_at").time(order.updatedAt);
    put(json, "submitted_at", order.submittedAt);
    put(json, "filled_at", order.filledAt);
    put(json, "canceled_at", order.canceledAt);
    put(json, "expired_at", order.expiredAt);
    put(json, "failed_at", order.failedAt);
    put(json, "expires_at", order.expiresAt);
    json.key("replaced_by").string(order.replacedBy).key("replaces").string(order.replaces);
    json.endObject();
}

void append(std::string& out, const OrderUpdate& e)
{
    Line line{out, "order_update"};
    line->key("event").string(toString(e.event)).key("time").time(e.at);
    putOrder(*line, e.order);
    line->key("execution");
    if (e.execution) {
        line->beginObject().key("id").string(e.execution->id);
        line->key("price").number(e.execution->price);
        line->key("quantity").number(e.execution->quantity).endObject();
    } else {
        line->null();
    }
    put(*line, "position_quantity", e.positionQuantity);
    line->key("previous_execution_id").string(e.previousExecutionId);
}

void put(JsonWriter& json, const OptionTerms& terms)
{
    json.key("underlying").string(terms.underlying);
    json.key("expiration").string(toString(terms.expiry));
    json.key("right").string(terms.call ? "call" : "put").key("strike").number(terms.strike);
}

void appendOption(std::string& out,
                  const Trade& e,
                  std::string_view symbol,
                  const OptionTerms& terms)
{
    Line line{out, "trade"};
    begin(line, symbol, e.at);
    put(*line, terms);
    line->key("price").number(e.price).key("size").number(e.size);
    put(*line, "exchange", e.exchange);
    put(*line, e.conditions);
}

void appendOption(std::string& out,
                  const Quote& e,
                  std::string_view symbol,
                  const OptionTerms& terms)
{
    Line line{out, "quote"};
    begin(line, symbol, e.at);
    put(*line, terms);
    line->key("bid").number(e.bid).key("bid_size").number(e.bidSize);
    put(*line, "bid_exchange", e.bidExchange);
    line->key("ask").number(e.ask).key("ask_size").number(e.askSize);
    put(*line, "ask_exchange", e.askExchange);
    put(*line, e.conditions);
}

} // namespace

bool appendOptionLine(std::string& out, const MarketEvent& event, const Symbols& symbols)
{
    const std::string_view symbol = symbols.text(symbolOf(event));
    const auto terms = OptionTerms::parse(symbol);
    if (!terms)
        return false;
    if (const auto* trade = std::get_if<Trade>(&event))
        appendOption(out, *trade, symbol, *terms);
    else if (const auto* quote = std::get_if<Quote>(&event))
        appendOption(out, *quote, symbol, *terms);
    else
        return false;
    return true;
}

void appendNewsLine(std::string& out, const NewsItem& item)
{
    Line line{out, "news"};
    line->key("id").integer(item.id).key("headline").string(item.headline);
    line->key("summary").string(item.summary).key("author").string(item.author);
    line->key("created_at").time(item.created).key("updated_at").time(item.updated);
    line->key("url").string(item.url).key("content").string(item.content);
    put(*line, "symbols", item.symbols);
    line->key("source").string(item.source);
}

void appendEventLine(std::string& out, const MarketEvent& event, const Symbols& symbols)
{
    const std::string_view symbol = symbols.text(symbolOf(event));
    std::visit([&](const auto& e) { append(out, e, symbol); }, event);
}

void appendControlLine(std::string& out, const StreamControl& control)
{
    std::visit(Overloaded{[&](const StreamSuccess& e) {
                              Line line{out, "success"};
                              line->key("message").string(e.message);
                          },
                          [&](const StreamSubscription& e) {
                              Line line{out, "subscription"};
                              for (std::size_t i = 0; i < kStreamChannels; ++i)
                                  put(*line, toString(static_cast<StreamChannel>(i)), e.symbols[i]);
                          },
                          [&](const StreamError& e) {
                              Line line{out, "error"};
                              line->key("code").integer(e.code).key("message").string(e.message);
                          }},
               control);
}

void appendTradingLine(std::string& out, const TradingFrame& frame)
{
    std::visit(Overloaded{[&](const TradingAuthorization& e) {
                              Line line{out, "authorization"};
                              line->key("authorized").boolean(e.authorized);
                              line->key("action").string(e.action);
                              line->key("message").string(e.message);
                          },
                          [&](const TradingListening& e) {
                              Line line{out, "listening"};
                              put(*line, "streams", e.streams);
                          },
                          [&](const OrderUpdate& e) { append(out, e); },
                          [&](const TradingStreamError& e) {
                              Line line{out, "error"};
                              line->key("code").integer(0).key("message").string(e.message);
                          },
                          [&](const OtherTradingFrame& e) {
                              Line line{out, "other"};
                              line->key("stream").string(e.stream);
                          }},
               frame);
}

} // namespace tapedeck
