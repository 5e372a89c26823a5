#pragma once

#include "engine/engine.h"
#include "engine/sequencer.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// An engine at a bench: the test is the market, the broker, the journal and the person.
namespace tapedeck::test {

inline Price px(std::string_view text)
{
    return Price::parse(text).value();
}
inline Quantity shares(std::string_view text)
{
    return Quantity::parse(text).value();
}
inline Money usd(std::string_view text)
{
    return Money::parse(text).value();
}

/// Two symbols, one instance of buy_and_hold over both named "holder", the detector off.
[[nodiscard]] TradingConfig benchConfig(Rules rules);

class EngineRig
{
public:
    explicit EngineRig(Rules of = Rules::Automatic) : EngineRig{of, benchConfig(of)} {}
    EngineRig(Rules of, TradingConfig with);

    // The run
    /// Started, assets, clock, trade stream; ends with the broker's truth unless told not to.
    void start(bool withTruth = true);
    void startFrom(const std::string& savedState, bool killed = false, bool withTruth = true);
    void truth();
    /// What nothing explains must be seen twice.
    void truthTwice();
    void link(LinkState state) { send(input::LinkChanged{Link::TradeUpdates, state, ""}); }
    /// What the broker has announced; again may be told again.
    void announce(std::vector<CorporateAction> all = {});
    void pass(Nanoseconds time);
    void send(InputWhat what);

    // The market
    void quote(std::string_view symbol, std::string_view bid, std::string_view ask);
    void trade(std::string_view symbol, std::string_view price);
    /// A quote around the price and a print at it: the instance speaks.
    void market(std::string_view symbol, std::string_view price);

    // The broker
    /// That it trades the symbol, and how.
    void asset(std::string_view symbol, bool fractionable = false, bool inExtendedHours = false);
    [[nodiscard]] BrokerOrder brokerOrder(const IntentRecord& intent, OrderStatus status) const;
    void accept(const IntentRecord& intent);
    /// An update of the stream; `quantity` fills at `price` where given.
    void update(const IntentRecord& intent, OrderEvent event, OrderStatus status);
    void fill(const IntentRecord& intent, std::string_view quantity, std::string_view price);
    void list(std::vector<BrokerOrder> open = {}) { send(input::OpenOrders{std::move(open)}); }
    /// Another engine's broker, as it stands: accounts, positions, orders, fills.
    void shareBroker(const EngineRig& other);

    // What came of it, since the last forget()
    template <class T>
    [[nodiscard]] std::vector<const T*> all() const
    {
        std::vector<const T*> found;
        for (const Output& output : m_outputs) {
            if (const T* one = std::get_if<T>(&output))
                found.push_back(one);
        }
        return found;
    }
    [[nodiscard]] std::vector<IntentRecord> submits() const;
    [[nodiscard]] std::vector<const AuditEntry*> audits(AuditKind kind) const;
    /// The kinds of all audit rows, in order: "signal_raised allowed submitted".
    [[nodiscard]] std::string story() const;
    void forget() { m_outputs.clear(); }

    [[nodiscard]] Snapshot look() const { return engine.snapshot({}); }
    [[nodiscard]] Quantity held(std::string_view symbol) const;
    [[nodiscard]] const OrderRow* order(std::string_view clientOrderId) const;
    /// The canonical bytes of all outputs from `from` on, without saved states and without the
    /// market data that is wanted, which is asked for when it changes.
    [[nodiscard]] std::string outputBytes(std::size_t from = 0) const;
    [[nodiscard]] std::size_t outputCount() const noexcept { return m_outputs.size(); }

    TradingConfig config;
    Rules rules;
    Mode mode = Mode::Practice;
    std::string locked;    ///< of Started
    bool announces = true; ///< no corporate actions, right at the start
    std::string runId = "run";
    Timestamp now = parseTimestamp("2013-10-10T14:00:00Z").value();
    Account account;                       ///< what the broker says of it
    std::vector<BrokerPosition> positions; ///< and of positions
    std::vector<BrokerOrder> openOrders;   ///< and of orders
    std::vector<Execution> activities;
    /// Nothing: the broker does not say.
    std::optional<std::vector<CashTransfer>> transfers = std::vector<CashTransfer>{};
    std::string saved; ///< the last SaveState
    Engine engine;

private:
    Sequencer m_sequencer;
    std::vector<Output> m_outputs;
    std::map<std::string, Quantity> m_filled; ///< by client order id
    mutable std::optional<Snapshot> m_look;
    int m_executions = 0;
};

} // namespace tapedeck::test
