#pragma once

#include "app/alpaca/endpoints.h"
#include "app/alpaca/link_monitor.h"
#include "app/alpaca/rest_client.h"
#include "app/alpaca/rest_port.h"
#include "app/alpaca/trade_stream.h"
#include "app/runtime/inbox.h"
#include "engine/decks.h"
#include "risk/live_gate.h"
#include "session/actions_fetch.h"
#include "session/backoff.h"
#include "session/bars_fetch.h"
#include "session/check_schedule.h"
#include "session/gap_ledger.h"
#include "session/reconcile.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tapedeck::alpaca {

struct BrokerOptions
{
    RestOptions rest;
    StreamPatience patience; ///< of the trading stream
    std::uint64_t seed = 1;  ///< of the back-off's jitter
    CheckPace checks;
    /// Without one nothing is ordered at the live host. Canceling and asking need none.
    std::optional<LiveLicence> licence;
};

/// What Broker does, on its thread. begin() comes first, there; post() and health() may come from
/// any thread, also before.
class BrokerWorker final : public QObject
{
    Q_OBJECT

public:
    /// `latch`, `sink` and what `now` reads outlive the worker.
    BrokerWorker(
        Login login, const KillLatch& latch, InputSink& sink, Now now, BrokerOptions options);
    ~BrokerWorker() override;

    void post(request::Any request);
    void ask(RestCall call, RestPort::Reply reply);
    /// Whether there are positions or working orders.
    void setBusy(bool busy) noexcept { m_busy.store(busy); }
    [[nodiscard]] std::vector<LinkHealth> health() const;

public slots:
    void begin();

private:
    struct Fetch;

    struct Asked
    {
        RestCall call;
        RestPort::Reply reply;
    };

    void takeRequests();
    void takeAsked();
    void tick();
    void onTradeState(LinkState state, const std::string& reason);
    void onTruth(input::BrokerTruth truth);
    void sayGap(std::optional<Gap> gap);
    void on(const request::Submit& submit);
    void on(const output::CancelOrder& cancel);
    void on(const output::CancelAllOrders& cancel);
    void on(const output::LookupOrder& lookup);
    void on(const output::ListOpenOrders& list);
    void on(const output::Reconcile& reconcile);
    void on(const output::CloseTradeStream& close);
    void on(const output::OpenTradeStream& open);
    void on(const output::FetchCorporateActions& fetch);
    void on(const output::SuspendTrading& suspend);
    void on(const request::FetchAssets& fetch);
    void on(const request::FetchCalendar& fetch);
    void on(const request::FetchClock& fetch);
    void on(const request::FetchAccount& fetch);
    void on(const request::FetchDailyBars& fetch);
    void on(const request::FetchMinuteBars& fetch);

    void tell(InputWhat what);
    [[nodiscard]] std::string feedWord() const;
    void cancelByBrokerId(const std::string& clientOrderId, const std::string& brokerOrderId);
    void askReconcile(const std::shared_ptr<ReconcileSteps>& steps, RestCall call);
    /// True if none of its kind runs; else it runs once more when that one has ended.
    [[nodiscard]] bool isFirst(const std::string& what);
    void askAssets(const std::shared_ptr<Fetch>& fetch, std::vector<std::string> symbols);
    void askAsset(const std::shared_ptr<Fetch>& fetch,
                  std::vector<std::string> symbols,
                  std::vector<Asset> found);
    void askActions(const std::shared_ptr<Fetch>& fetch,
                    const std::shared_ptr<ActionsSteps>& steps,
                    RestCall call);
    void askBars(const std::shared_ptr<Fetch>& fetch,
                 const std::shared_ptr<BarsSteps>& steps,
                 BarsSteps::Next next);

    /// `attempt` ends in fetched() or in fetchFailed(), which makes another one.
    void startFetch(std::string what, std::function<void(const std::shared_ptr<Fetch>&)> attempt);
    void fetched(const std::shared_ptr<Fetch>& fetch, std::vector<InputWhat> news);
    void fetchFailed(const std::shared_ptr<Fetch>& fetch, const Error& error);
    void onRestState(LinkState state, const std::string& reason);

    Login m_login;
    const KillLatch& m_latch;
    InputSink& m_sink;
    Now m_now;
    BrokerOptions m_options;
    LinkMonitor m_restMonitor;
    LinkMonitor m_tradeMonitor;
    runtime::Inbox<request::Any> m_inbox;
    std::unique_ptr<RestClient> m_rest;
    std::unique_ptr<TradeStream> m_trades;
    std::shared_ptr<ReconcileSteps> m_reconcile; ///< the newest
    std::uint64_t m_fetches = 0;                 ///< so far; seeds their back-off
    std::set<std::string> m_fetching;            ///< what one fetch at a time is enough for
    std::set<std::string> m_wantedAgain;
    LinkState m_restState = LinkState::Off;
    std::string m_restReason;
    runtime::Inbox<Asked> m_asked;
    std::atomic<bool> m_busy{false};
    CheckSchedule m_schedule;
    GapLedger m_gaps{Link::TradeUpdates};
    std::optional<Gap> m_gapToFill; ///< by the next truth
    LinkState m_tradeState = LinkState::Off;
    bool m_gapAsked = false; ///< a truth, since the stream came back
    std::unique_ptr<QTimer> m_timer;
};

} // namespace tapedeck::alpaca
