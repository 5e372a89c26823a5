#pragma once

#include "session/broker_session.h"
#include "session/rest_queue.h"
#include "simulation/stage.h"
#include "simulation/stream.h"
#include "simulation/venue.h"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

/// The broker's deck on virtual time: BrokerSession, RestQueue and TradeStreamSession as the real
/// deck has them, and in place of sockets a network that delays, loses and garbles.
class SimulatedBroker final : public BrokerPort
{
public:
    struct Ears
    {
        /// An order's bytes leave, and this is what they say.
        std::function<void(const std::string& clientOrderId, const OrderSpec& order)> leaving;
        /// They have come to the host, or never will.
        std::function<void(const std::string& clientOrderId)> arrived;
        std::function<void(const std::string& clientOrderId)> lost;
    };
    /// `latch` is the program's.
    SimulatedBroker(
        Stage& stage, Venue& venue, const KillLatch& latch, Ears ears, std::uint64_t seed);

    /// What a start asks for.
    void begin(const std::vector<std::string>& symbols);
    void on(const request::Any& request) { m_session.on(request); }
    /// An order that is on disk.
    /// `presses`: of the kill latch, when it was decided.
    void submit(const IntentRecord& intent, std::uint32_t presses);
    /// What it is told about while it runs; several times a second.
    void tick();
    void setBusy(bool busy) noexcept { m_isBusy = busy; }
    /// An order changed: the account is looked at soon.
    void wantAccount() noexcept { m_accountWanted = true; }
    [[nodiscard]] SimulatedStream& stream() noexcept { return m_stream; }

    void send(RestCall call, RestReply reply, RestHooks hooks) override;
    void after(Nanoseconds wait, std::function<void()> act) override;
    void tell(std::vector<InputWhat> batch) override;
    void openTrades() override { m_stream.open(); }
    void closeTrades() override { m_stream.close(); }
    void expectEcho(const std::string& clientOrderId) override
    {
        m_stream.expectEcho(clientOrderId);
    }
    [[nodiscard]] Timestamp now() const override { return m_stage.timeline.now(); }
    [[nodiscard]] Nanoseconds steadyNow() const override { return m_stage.timeline.steady(); }

private:
    enum class Fate : std::uint8_t;
    using Job = std::shared_ptr<RestJob>;

    [[nodiscard]] RestQueue& hostOf(const RestCall& call)
    {
        return m_hosts[static_cast<std::size_t>(call.host)];
    }
    void enqueue(Job job);
    void pump(RestQueue& host);
    void start(const Job& job);
    [[nodiscard]] Fate fateOf(const RestCall& call);
    void travel(const Job& job, Fate fate);
    [[nodiscard]] Nanoseconds lateBy();
    void arriveIn(Nanoseconds delay, const Job& job, Fate fate);
    [[nodiscard]] RestAnswer spoilt(const Job& job, RestAnswer answer, Fate fate);
    void answerIn(Nanoseconds delay, const Job& job, RestAnswer answer);
    void finish(const Job& job, const RestAnswer& answer);
    /// What a broken rule makes of an answer.
    [[nodiscard]] RestAnswer misread(const RestJob& job, RestAnswer answer) const;

    Stage& m_stage;
    Venue& m_venue;
    const KillLatch& m_latch;
    KillLatch m_deaf; ///< nobody ever sets it
    Ears m_ears;
    RestOptions m_options;
    std::array<RestQueue, 2> m_hosts;
    SimulatedStream m_stream;
    BrokerSession m_session;
    std::array<bool, 2> m_looksAgain{};
    bool m_isBusy = false;
    bool m_accountWanted = false;
    int m_ticks = 0;
};

} // namespace tapedeck
