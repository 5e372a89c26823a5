#pragma once

#include "backtest/session_file.h"
#include "engine/engine.h"
#include "engine/output_digest.h"
#include "engine/sequencer.h"
#include "exchange/exchange.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

/// What a backtest is made of. The caller has read the files.
struct BacktestSetup
{
    TradingConfig config;
    Rules rules = Rules::Automatic;
    std::string runId;
    ExchangeConfig exchange;
    std::vector<input::History> history; ///< daily bars from before the tape's day, in its shares
    /// The engine is told of them, and the exchange splits what it holds.
    std::vector<CorporateAction> actions;
    /// From the decision to the exchange and back: an order never meets the quote that it was made
    /// of.
    Nanoseconds latency = std::chrono::milliseconds{50};
};

struct BacktestReport
{
    SessionResult result;
    std::uint64_t events = 0; ///< of the market
    std::uint64_t orders = 0;
    std::uint64_t fills = 0;
    std::uint64_t denied = 0;
    std::int32_t roundTrips = 0;
    Money startEquity;
    Money endEquity;
    Money realised;
    Money deepestDrawdown; ///< of the equity, from a peak
};

/// The engine against the matching engine, called directly: as fast as it goes, on the tape's
/// clock.
class Backtest
{
public:
    /// `recorder` may be null; it must outlive the backtest. Errors: those of Exchange::create().
    [[nodiscard]] static Result<std::unique_ptr<Backtest>> create(BacktestSetup setup);

    /// The engine's table: decode the tape with it.
    [[nodiscard]] Symbols& symbols() noexcept { return m_engine.symbols(); }
    /// Gives the watched symbols their ids, in the order in which the engine will.
    void internWatchlist();
    /// Records the inputs from here on; call it before start(). `recorder` must outlive the
    /// backtest.
    void recordTo(SessionRecorder& recorder) noexcept { m_recorder = &recorder; }

    /// Before the first event, at its time.
    Result<void> start(Timestamp at);
    /// The next event of the tape, in order of time.
    Result<void> onMarket(const MarketEvent& event, Timestamp at);
    /// The tape is over. Closes the record.
    [[nodiscard]] Result<BacktestReport> finish();

    [[nodiscard]] const Engine& engine() const noexcept { return m_engine; }
    [[nodiscard]] const Exchange& exchange() const noexcept { return *m_exchange; }
    /// Called with the outputs of each step, for tests.
    void observe(std::function<void(const Input&, const std::vector<Output>&)> observer)
    {
        m_observer = std::move(observer);
    }

private:
    struct Pending
    {
        Timestamp due;
        std::function<void(Timestamp)> act;
    };

    explicit Backtest(BacktestSetup setup) : m_setup{std::move(setup)} {}
    void take(Timestamp at, InputWhat what);
    void step(const Input& in);
    void route(std::vector<Output>& outputs, Timestamp at);
    void later(Timestamp at, std::function<void(Timestamp)> act);
    void runPending(Timestamp until);
    void deliver(std::vector<OrderUpdate>& updates, Timestamp at);
    void announce(const output::FetchCorporateActions& fetch, Timestamp at);
    void submit(const IntentRecord& intent, Timestamp at);
    void cancel(const output::CancelOrder& cancel, Timestamp at);
    void reconcile(const output::Reconcile& request, Timestamp at);
    void watchEquity();

    BacktestSetup m_setup;
    Engine m_engine;
    std::optional<Exchange> m_exchange;
    Sequencer m_sequencer;
    OutputDigest m_digest;
    SessionRecorder* m_recorder = nullptr;
    std::optional<Error> m_recordError;
    std::deque<Pending> m_pending;
    std::function<void(const Input&, const std::vector<Output>&)> m_observer;
    BacktestReport m_report;
    Money m_peakEquity;
    std::vector<OrderUpdate> m_updates;
};

} // namespace tapedeck
