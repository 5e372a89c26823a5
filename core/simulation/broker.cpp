#include "simulation/broker.h"

#include "wire/rest_bodies.h"

#include <utility>

namespace tapedeck {

namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kTickEvery = 200ms;
/// Ticks between two looks at the account.
constexpr int kAccountTicks = 3;
// How long the ways there and back take, at most, in milliseconds.
constexpr std::int64_t kThereMs = 60;
constexpr std::int64_t kBackMs = 400;
constexpr std::int64_t kLateMs = 3'000;
/// A kernel that sends again what a line has swallowed.
constexpr std::int64_t kVeryLateMs = 90'000;
constexpr std::uint64_t kVeryLateOneIn = 4;
/// One request of so many meets with a mishap.
constexpr std::uint64_t kMishaps = 10;

constexpr int kNotFound = 404;
constexpr int kRequestTimeout = 408;
constexpr int kTooMany = 429;
constexpr int kRedirect = 302;
constexpr int kUnavailable = 503;
constexpr int kGatewayTimeout = 504;
constexpr std::int32_t kCodeNotFound = 40'410'000;

RestAnswer without(RestAnswer::Kind kind, std::string reason)
{
    RestAnswer answer;
    answer.kind = kind;
    answer.reason = std::move(reason);
    return answer;
}

RestAnswer answered(int status, std::string body)
{
    RestAnswer answer;
    answer.kind = RestAnswer::Kind::Answered;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

bool isOrder(const RestCall& call) noexcept
{
    return call.method == RestMethod::Post;
}

OrderRequestBody bodyOf(const RestCall& call)
{
    return parseOrderRequest(call.body).value_or(OrderRequestBody{});
}

std::string clientIdOf(const RestCall& call)
{
    return bodyOf(call).clientOrderId;
}

} // namespace

/// What the network and the host make of a request.
enum class SimulatedBroker::Fate : std::uint8_t
{
    Good,
    NoConnection,  ///< it cannot leave
    RequestLost,   ///< it never comes, and nobody says so
    AnswerLost,    ///< it comes, and nobody says so
    Late,          ///< the same, and it comes after a while
    Dropped,       ///< the connection ends between there and back
    ErrorBefore,   ///< 503, and nothing was done
    ErrorAfter,    ///< 504, and all was done
    Garbled,       ///< the body breaks off
    ProxyNotFound, ///< a 404 that is not the broker's
    ProxyTimeout,  ///< a 408
    Redirected,    ///< to somewhere else
    TooMany,       ///< the host allows no more for a while
};

SimulatedBroker::SimulatedBroker(
    Stage& stage, Venue& venue, const KillLatch& latch, Ears ears, std::uint64_t seed)
    : m_stage{stage}, m_venue{venue}, m_latch{stage.isSpoilt(Sabotage::LatchUnread) ? m_deaf
                                                                                    : latch},
      m_ears{std::move(ears)}, m_hosts{RestQueue{m_options}, RestQueue{m_options}},
      m_stream{stage,
               seed,
               [this](LinkState state, const std::string& reason) {
                   m_session.onTradeState(state, reason);
               }},
      m_session{*this, m_latch, "iex", seed}
{}

void SimulatedBroker::begin(const std::vector<std::string>& symbols)
{
    on(request::FetchClock{});
    on(request::FetchCalendar{});
    on(request::FetchAssets{symbols});
    on(request::FetchAccount{});
    on(output::OpenTradeStream{});
    tick();
}

void SimulatedBroker::tick()
{
    m_stage.timeline.later(kTickEvery, Whose::Program, [this] { tick(); });
    m_stream.setBusy(m_isBusy);
    m_session.tick(m_isBusy);
    m_stream.tick();
    if (m_accountWanted && ++m_ticks % kAccountTicks == 0) {
        m_accountWanted = false;
        on(request::FetchAccount{});
    }
}

void SimulatedBroker::submit(const IntentRecord& intent, std::uint32_t presses)
{
    const Nanoseconds age = m_stage.timeline.now() - intent.decidedAt;
    if (&m_latch == &m_deaf)
        presses = m_deaf.presses();
    const DecisionStamp decided{steadyNow() - age, presses};
    const auto why = whyItStays(m_latch, intent.ticket, decided, steadyNow());
    if (!why.empty())
        m_ears.lost(intent.clientOrderId);
    m_session.submit(intent, decided);
    if (m_stage.isSpoilt(Sabotage::SubmitTwice))
        m_session.submit(intent, decided);
}

void SimulatedBroker::send(RestCall call, RestReply reply, RestHooks hooks)
{
    auto job = std::make_shared<RestJob>();
    job->call = std::move(call);
    job->reply = std::move(reply);
    job->hooks = std::move(hooks);
    job->queuedAt = steadyNow();
    enqueue(std::move(job));
}

void SimulatedBroker::after(Nanoseconds wait, std::function<void()> act)
{
    m_stage.timeline.later(wait, Whose::Program, std::move(act));
}

void SimulatedBroker::tell(std::vector<InputWhat> batch)
{
    for (InputWhat& what : batch)
        m_stage.toEngine(std::move(what));
}

void SimulatedBroker::enqueue(Job job)
{
    RestQueue& host = hostOf(job->call);
    host.push(std::move(job));
    pump(host);
}

void SimulatedBroker::pump(RestQueue& host)
{
    for (const Job& job : host.takeExpired(steadyNow())) {
        m_ears.lost(clientIdOf(job->call));
        after({}, [job] { job->reply(RestQueue::expiredAnswer()); });
    }
    RestQueue::Next next = host.next(steadyNow());
    for (; next.job != nullptr; next = host.next(steadyNow()))
        start(next.job);
    bool& looksAgain = m_looksAgain[&host == m_hosts.data() ? 0 : 1];
    if (!next.lookAgainIn || looksAgain)
        return;
    looksAgain = true;
    after(*next.lookAgainIn, [this, &host, &looksAgain] {
        looksAgain = false;
        pump(host);
    });
}

SimulatedBroker::Fate SimulatedBroker::fateOf(const RestCall& call)
{
    if (!m_stage.isCalm && m_stage.timeline.now() < m_stage.hostAwayUntil)
        return m_stage.chance(2) ? Fate::NoConnection : Fate::ErrorBefore;
    if (!m_stage.mishap(kMishaps))
        return Fate::Good;
    const auto fate =
        static_cast<Fate>(1 + m_stage.below(static_cast<std::int64_t>(Fate::TooMany)));
    // That closes the host for a minute, so it is rare.
    if (fate == Fate::TooMany && !m_stage.chance(20))
        return Fate::ErrorBefore;
    m_stage.note(std::string{toString(call.method)} + " " + call.path + ": mishap " +
                 std::to_string(static_cast<int>(fate)));
    return fate;
}

void SimulatedBroker::start(const Job& job)
{
    ++m_stage.counts.requests;
    if (job->hooks.leaving)
        job->hooks.leaving();
    const Fate fate = fateOf(job->call);
    if (fate == Fate::NoConnection) {
        // Of an order the body has not left, and that is known.
        if (isOrder(job->call))
            m_ears.lost(clientIdOf(job->call));
        answerIn(
            1ms,
            job,
            without(isOrder(job->call) ? RestAnswer::Kind::NotSent : RestAnswer::Kind::NoAnswer,
                    "the broker's host refuses connections"));
        return;
    }
    if (!isOrder(job->call)) {
        travel(job, fate);
        return;
    }
    // Connecting takes a while, and the latch is asked right before the body leaves.
    m_stage.timeline.later(
        m_stage.isCalm ? 1ms : m_stage.upTo(kThereMs), Whose::Program, [this, job, fate] {
            const OrderRequestBody body = bodyOf(job->call);
            const std::string& id = body.clientOrderId;
            const auto veto = job->hooks.veto ? job->hooks.veto() : std::string_view{};
            if (!veto.empty()) {
                m_ears.lost(id);
                finish(job, without(RestAnswer::Kind::NotSent, std::string{veto}));
                return;
            }
            m_ears.leaving(id, body.spec);
            m_stage.note(id + " is sent");
            travel(job, fate);
            (void)m_stage.diesAt(WritePoint::AfterSending);
        });
}

Nanoseconds SimulatedBroker::lateBy()
{
    return m_stage.upTo(m_stage.mishap(kVeryLateOneIn) ? kVeryLateMs : kLateMs);
}

/// The request is on its way: what becomes of it does not depend on the program any more.
void SimulatedBroker::travel(const Job& job, Fate fate)
{
    const Nanoseconds there = m_stage.isCalm ? 1ms : m_stage.upTo(kThereMs);
    const auto timeout = m_options.timeoutOf(job->call);
    const auto noAnswer = [&] {
        ++m_stage.counts.lostAnswers;
        return without(RestAnswer::Kind::NoAnswer,
                       "no answer from the broker within " + std::to_string(timeout.count()) +
                           " ms");
    };
    switch (fate) {
    case Fate::Good:
    case Fate::ErrorAfter:
    case Fate::Garbled:
        arriveIn(there, job, fate);
        return;
    case Fate::RequestLost:
        if (isOrder(job->call))
            m_ears.lost(clientIdOf(job->call));
        answerIn(timeout, job, noAnswer());
        return;
    case Fate::AnswerLost:
        arriveIn(there, job, fate);
        answerIn(timeout, job, noAnswer());
        return;
    case Fate::Late:
        arriveIn(lateBy(), job, fate);
        answerIn(timeout, job, noAnswer());
        return;
    case Fate::Dropped:
        arriveIn(lateBy(), job, fate);
        answerIn(
            m_stage.upTo(kBackMs),
            job,
            without(RestAnswer::Kind::NoAnswer, "the connection was dropped before the answer"));
        return;
    case Fate::ErrorBefore:
    case Fate::ProxyNotFound:
    case Fate::ProxyTimeout:
    case Fate::Redirected:
    case Fate::TooMany:
    case Fate::NoConnection:
        if (isOrder(job->call))
            m_ears.lost(clientIdOf(job->call));
        answerIn(there + m_stage.upTo(kBackMs), job, spoilt(job, {}, fate));
        return;
    }
}

void SimulatedBroker::arriveIn(Nanoseconds delay, const Job& job, Fate fate)
{
    const bool isHeard = fate == Fate::Good || fate == Fate::ErrorAfter || fate == Fate::Garbled;
    // The job dies with the program; what is on the wire does not.
    m_stage.timeline.later(delay,
                           Whose::World,
                           [this,
                            &stage = m_stage,
                            &venue = m_venue,
                            arrived = m_ears.arrived,
                            job,
                            fate,
                            isHeard,
                            run = m_stage.run] {
                               if (isOrder(job->call))
                                   arrived(clientIdOf(job->call));
                               RestAnswer answer = venue.answer(job->call, stage.timeline.now());
                               if (!isHeard || stage.isDown || run != stage.run)
                                   return;
                               answerIn(stage.isCalm ? 1ms : stage.upTo(kBackMs),
                                        job,
                                        spoilt(job, std::move(answer), fate));
                           });
}

RestAnswer SimulatedBroker::spoilt(const Job& job, RestAnswer answer, Fate fate)
{
    switch (fate) {
    case Fate::Garbled:
        answer.body.resize(answer.body.size() / 2);
        return answer;
    case Fate::ErrorBefore:
        return answered(kUnavailable, "<html>service unavailable</html>");
    case Fate::ErrorAfter:
        return answered(kGatewayTimeout, "<html>gateway time-out</html>");
    case Fate::ProxyNotFound:
        // To an order a proxy's 404 is a refusal: it did not pass.
        return answered(kNotFound, "<html>not found</html>");
    case Fate::ProxyTimeout:
        return answered(kRequestTimeout, "");
    case Fate::Redirected:
        return answered(kRedirect, "");
    case Fate::TooMany:
        hostOf(job->call).throttle().onRefused(Nanoseconds{m_stage.upTo(kLateMs)}, steadyNow());
        return answered(kTooMany, R"({"code":42910000,"message":"too many requests."})");
    case Fate::Good:
    case Fate::NoConnection:
    case Fate::RequestLost:
    case Fate::AnswerLost:
    case Fate::Late:
    case Fate::Dropped:
        return answer;
    }
    return answer;
}

void SimulatedBroker::answerIn(Nanoseconds delay, const Job& job, RestAnswer answer)
{
    m_stage.timeline.later(
        delay, Whose::Program, [this, job, answer = misread(*job, std::move(answer))] {
            finish(job, answer);
        });
}

void SimulatedBroker::finish(const Job& job, const RestAnswer& answer)
{
    RestQueue& host = hostOf(job->call);
    host.onEnded(job->call);
    if (const auto state = linkStateOf(answer))
        m_session.onRestState(*state, *state == LinkState::Live ? std::string{} : reasonOf(answer));
    if (const auto wait = repeatAfter(job->call, answer, job->attempts))
        after(*wait, [this, job] { enqueue(job); });
    else
        job->reply(answer);
    pump(host);
}

RestAnswer SimulatedBroker::misread(const RestJob& job, RestAnswer answer) const
{
    const RestCall& call = job.call;
    if (m_stage.isSpoilt(Sabotage::LookupMisread) && call.path == "/v2/orders:by_client_order_id" &&
        !answer.isOk())
        return answered(kNotFound,
                        encodeBrokerError({kNotFound, kCodeNotFound, "order not found"}));
    const bool nextPage =
        call.path == "/v2/account/activities/FILL" && call.query.back().first == "page_token";
    if (m_stage.isSpoilt(Sabotage::FillsPageSkipped) && nextPage)
        return answered(200, "[]");
    if (m_stage.isSpoilt(Sabotage::FillLost) && call.path == "/v2/positions" && answer.isOk()) {
        auto positions = parsePositions(answer.body);
        if (positions && !positions->items.empty()) {
            BrokerPosition first = positions->items.front();
            first.quantity += Quantity::fromWhole(1);
            answer.body = "[" + encodePosition(first) + "]";
        }
    }
    return answer;
}

} // namespace tapedeck
