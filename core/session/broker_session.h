#pragma once

#include "engine/decks.h"
#include "session/actions_fetch.h"
#include "session/backoff.h"
#include "session/bars_fetch.h"
#include "session/broker_port.h"
#include "session/check_schedule.h"
#include "session/gap_ledger.h"
#include "session/reconcile.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

/// What a broker deck makes of the engine's requests: which calls follow, what is asked again, and
/// what the answers mean. Without thread, socket and clock, so that the simulation plays the same
/// decisions as the deck behind real sockets.
class BrokerSession
{
public:
    /// `port` and `latch` outlive it. `feedWord`: the data plan in the broker's word. `seed`: of
    /// the back-offs' jitter.
    BrokerSession(BrokerPort& port,
                  const KillLatch& latch,
                  std::string feedWord,
                  std::uint64_t seed,
                  CheckPace checks = {});

    /// Nothing is ordered from here on, for this reason; cancellations and questions go on.
    void forbidOrders(std::string why) { m_noOrdersWhy = std::move(why); }

    void on(const request::Any& request);
    /// Several times a second. `busy`: there are positions or working orders.
    void tick(bool busy);
    /// The trading stream's every step.
    void onTradeState(LinkState state, const std::string& reason);
    /// How the broker's REST is; not only of changes.
    void onRestState(LinkState state, const std::string& reason);

    /// Holes of the trading stream.
    [[nodiscard]] const GapLedger& gaps() const noexcept { return m_gaps; }

private:
    /// Whose store commits as the journal does and has no disk to be durable on.
    friend class SimulatedBroker;

    struct Fetch;
    using FetchPtr = std::shared_ptr<Fetch>;

    void take(const request::Submit& asked)
    {
        submit(asked.intent.value().record(), asked.decided);
    }
    void take(const output::CancelOrder& cancel);
    void take(const output::CancelAllOrders& cancel);
    void take(const output::LookupOrder& lookup);
    void take(const output::ListOpenOrders& list);
    void take(const output::Reconcile& reconcile);
    void take(const output::CloseTradeStream& close);
    void take(const output::OpenTradeStream& open);
    void take(const output::FetchCorporateActions& fetch);
    void take(const output::SuspendTrading& suspend);
    void take(const request::FetchAssets& fetch);
    void take(const request::FetchCalendar& fetch);
    void take(const request::FetchClock& fetch);
    void take(const request::FetchAccount& fetch);
    void take(const request::FetchDailyBars& fetch);
    void take(const request::FetchMinuteBars& fetch);

    void submit(const IntentRecord& intent, const DecisionStamp& decided);
    void send(RestCall call, RestReply reply)
    {
        m_port.send(std::move(call), std::move(reply), {});
    }
    /// A few requests of a kind at a time, so that one on a silent connection holds nothing up;
    /// beyond them the newest waits for one to end. The engine asks by its own time, which jumps
    /// over the machine's sleep: hours of it are one question more, and no queue that starves
    /// everything else.
    void sendFew(const std::string& kind, RestCall call, RestReply reply);
    void tell(InputWhat what);
    void sayGap(std::optional<Gap> gap);
    void cancelByBrokerId(const std::string& clientOrderId, const std::string& brokerOrderId);
    void askReconcile(const std::shared_ptr<ReconcileSteps>& steps, RestCall call);
    void onTruth(input::BrokerTruth truth);

    // Fetches that are tried again by themselves: broker_fetches.cpp
    /// True if none of its kind runs; else it runs once more when that one has ended.
    [[nodiscard]] bool isFirst(const std::string& what);
    /// `attempt` ends in fetched() or in fetchFailed(), which makes another one.
    void startFetch(std::string what, std::function<void(const FetchPtr&)> attempt);
    void fetched(const FetchPtr& fetch, std::vector<InputWhat> news);
    void fetchFailed(const FetchPtr& fetch, const Error& error);
    void askAssets(const FetchPtr& fetch, std::vector<std::string> symbols);
    void
    askAsset(const FetchPtr& fetch, std::vector<std::string> symbols, std::vector<Asset> found);
    void
    askActions(const FetchPtr& fetch, const std::shared_ptr<ActionsSteps>& steps, RestCall call);
    void
    askBars(const FetchPtr& fetch, const std::shared_ptr<BarsSteps>& steps, BarsSteps::Next next);

    BrokerPort& m_port;
    const KillLatch& m_latch;
    std::string m_feedWord;
    std::string m_noOrdersWhy; ///< empty = orders may leave
    std::uint64_t m_seed;
    std::shared_ptr<ReconcileSteps> m_reconcile; ///< the newest
    std::uint64_t m_fetches = 0;                 ///< so far; seeds their back-off
    struct Waiting
    {
        RestCall call;
        RestReply reply;
    };
    struct UnderWay
    {
        int running = 0;
        std::optional<Waiting> next;
    };
    std::map<std::string, UnderWay> m_underWay; ///< by kind
    std::set<std::string> m_fetching;           ///< what one fetch at a time is enough for
    std::set<std::string> m_wantedAgain;
    LinkState m_restState = LinkState::Off;
    std::string m_restReason;
    CheckSchedule m_schedule;
    GapLedger m_gaps{Link::TradeUpdates};
    std::optional<Gap> m_gapToFill; ///< by the next truth
    LinkState m_tradeState = LinkState::Off;
    bool m_gapAsked = false; ///< a truth, since the stream came back
};

/// Why an order may not leave now; empty: it may. While killed nothing passes but what a person
/// closes by hand (DESIGN: the kill switch), nor afterwards what was decided before. `now`: by
/// the stamp's clock.
[[nodiscard]] std::string_view whyItStays(const KillLatch& latch,
                                          const Ticket& ticket,
                                          const DecisionStamp& decided,
                                          Nanoseconds now);

} // namespace tapedeck
