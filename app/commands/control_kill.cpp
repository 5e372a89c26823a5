#include "app/api/control_status_json.h"
#include "app/commands/control.h"
#include "app/commands/control_options.h"
#include "app/commands/control_text.h"
#include "app/commands/report_line.h"
#include "app/store/data_folder.h"
#include "app/store/instance_lock.h"
#include "app/store/journal.h"
#include "app/store/kill_latch_file.h"
#include "app/store/operator.h"

#include <poll.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

namespace tapedeck::commands {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kName = "kill";
constexpr const char* kSource = "command line";
constexpr milliseconds kAskEvery{100};

std::string seconds(steady_clock::duration time)
{
    const auto tenths = std::chrono::duration_cast<milliseconds>(time).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

/// Who holds the lock of this data folder; nothing: nobody does. Makes no file.
std::optional<std::string> lockHolder(const store::ModeFolder& where)
{
    // A run on a tape or at another exchange writes a journal elsewhere: the mode's own lock tells.
    for (const std::filesystem::path& locked : {where.engine(), where.journal().path()}) {
        const std::filesystem::path file = locked.string() + ".lock";
        std::error_code error;
        if (!std::filesystem::exists(file, error))
            continue;
        std::string holder;
        std::getline(std::ifstream{file}, holder);
        const auto lock = store::InstanceLock::acquire(locked);
        if (!lock && lock.error().code == ErrorCode::Conflict)
            return holder.empty() ? "a process that has just started" : printable(holder);
    }
    return std::nullopt;
}

/// Orders of ours that may be open, as the journal has it. Errors: it cannot be read.
Result<std::size_t> openByJournal(const store::ModeFolder& where)
{
    auto reader = store::JournalReader::open(where.journal());
    if (!reader && reader.error().code == ErrorCode::NotFound)
        return 0U; // never traded
    if (!reader)
        return tl::unexpected{reader.error()};
    const auto orders = reader->openOrders();
    const auto intents = reader->unresolvedIntents();
    if (!orders || !intents)
        return tl::unexpected{orders ? intents.error() : orders.error()};
    return orders->size() + intents->size();
}

/// The kill of one mode, from the request to the broker's confirmation.
class Target
{
public:
    Target(store::ModeFolder where, KillPatience patience)
        : m_heard{std::move(where), Heard::State::Absent, {}, {}}, m_patience{patience}
    {}

    using State = Heard::State;
    [[nodiscard]] State state() const noexcept { return m_heard.state; }
    /// An exit code, the worst so far.
    [[nodiscard]] int outcome() const noexcept { return m_outcome; }
    [[nodiscard]] bool isDone() const noexcept { return m_done; }

    void connect()
    {
        m_startedAt = steady_clock::now();
        auto client = api::ControlClient::connect(api::controlSocketFile(m_heard.where.path()));
        if (client)
            m_client = std::move(*client);
        m_heard.state = client ? State::Answered : State::Absent;
        if (!client && client.error().code != ErrorCode::NotFound)
            setSilent(client.error().what);
    }
    void ask(bool flatten)
    {
        if (!m_client)
            return;
        auto reply = m_client->ask({api::ControlVerb::Kill, flatten, {}, kSource});
        if (!reply)
            return setSilent(reply.error().what);
        if (!reply->answer.accepted || !reply->status)
            return setSilent("the running program could not do it: " + reply->answer.what);
        m_heard.status = std::move(reply->status);
        say("killed: no order passes from here on, nor after a restart");
    }
    /// Nobody listens: does somebody hold the lock all the same?
    void lookForHolder()
    {
        if (state() != State::Absent)
            return;
        if (const auto holder = lockHolder(m_heard.where))
            setSilent(*holder + " runs there and does not listen");
    }
    void setLatch()
    {
        // Makes it where it is new. What else may be wrong with the folder must not stop a kill.
        (void)store::openDataFolder(m_heard.where);
        const store::KillLatchFile latch{m_heard.where.killLatch()};
        if (auto set = latch.set(kSource, store::now()); !set && !latch.read().killed)
            return blame(EX_IOERR, "THE KILL SWITCH COULD NOT BE SET ON DISK: " + set.error().what);
        say("the kill switch is set on disk: whatever starts from here on sends no order");
        if (state() == State::Absent)
            record();
    }
    /// A file can be removed without a trace, a row of the record cannot. Nobody runs who would
    /// write it.
    void record()
    {
        const store::JournalFile file = m_heard.where.journal();
        std::error_code none;
        if (!std::filesystem::exists(file.path(), none))
            return; // never traded: there is nothing to record in
        const auto engine = store::InstanceLock::acquire(m_heard.where.engine());
        const auto lock = store::InstanceLock::acquire(file.path());
        if (!engine || !lock)
            return; // one that has just started: it is asked next
        if (const auto done = commitKill(file, *lock); !done)
            say("that is not on record: " + done.error().what);
    }
    [[nodiscard]] Result<ChainHead> commitKill(const store::JournalFile& file,
                                               const store::InstanceLock& lock) const
    {
        auto journal = store::Journal::open(file, lock, store::currentOperator());
        if (!journal)
            return tl::unexpected{journal.error()};
        return journal->appendByPerson(AuditKind::Killed, kSource, "nothing was running");
    }
    /// One that started while the latch was being set may not have seen it.
    void askLateStarter(bool flatten)
    {
        if (state() == State::Answered || !lockHolder(m_heard.where))
            return;
        const auto until = steady_clock::now() + api::kAnswerWithin;
        const std::string before = m_heard.problem;
        do {
            connect();
            ask(flatten);
            if (state() != State::Absent)
                return;
            ::poll(nullptr, 0, static_cast<int>(kAskEvery.count()));
        } while (steady_clock::now() < until);
        setSilent(before.empty() ? "somebody runs there and does not listen" : before);
    }

    /// Looks once whether it is confirmed.
    void follow()
    {
        if (state() != State::Answered)
            m_done = true;
        if (m_done)
            return;
        const auto elapsed = steady_clock::now() - m_startedAt;
        auto reply = m_client->ask({api::ControlVerb::Status, false, {}, {}});
        if (!reply || !reply->status)
            return setLost(reply ? reply->answer.what : reply.error().what);
        sayProgress(*reply->status);
        m_heard.status = std::move(reply->status);
        if (m_heard.status->killPhase == KillPhase::Confirmed) {
            m_done = true;
            say("confirmed in " + seconds(elapsed) + ": no order is open at the broker");
            if (const std::string times = killTimesText(*m_heard.status); !times.empty())
                say(times + ", by the engine's clock");
        } else if (elapsed > m_patience.instance) {
            m_done = true;
            blame(EX_UNAVAILABLE,
                  "NOT CONFIRMED after " + seconds(elapsed) + ": " +
                      counted(m_heard.status->ordersOpen, "order") +
                      " may still be open. The program goes on trying; see tapedeck status");
        }
    }

    /// What is left: orders without an engine, positions without a stop.
    void finish(bool flatten, commands::BrokerCanceller* canceller)
    {
        if (state() == State::Answered)
            return sayPositions(flatten);
        if (state() == State::Silent)
            blame(EX_UNAVAILABLE,
                  m_heard.problem +
                      ". The kill switch on disk does not reach a process that runs already: end "
                      "it by its number to be sure");
        if (m_heard.where.mode() == Mode::Practice)
            finishPractice();
        else
            cancelAtBroker(canceller);
        if (flatten)
            blame(EX_UNAVAILABLE,
                  "positions were NOT closed: start tapedeck and use Flatten there");
    }

private:
    void setSilent(const std::string& problem)
    {
        m_client.reset();
        m_heard.state = State::Silent;
        m_heard.problem = problem;
    }
    /// It took the kill, and answers no more.
    void setLost(const std::string& problem)
    {
        m_done = true;
        setSilent("it took the kill, and then: " + problem);
        if (!lockHolder(m_heard.where))
            m_heard.state = State::Absent;
    }
    void say(const std::string& what) const
    {
        std::printf("%s: %s\n", toString(m_heard.where.mode()).data(), what.c_str());
        std::fflush(stdout);
    }
    void blame(int exitCode, const std::string& what)
    {
        m_outcome = std::max(m_outcome, exitCode);
        complain(kName, exitCode, std::string{toString(m_heard.where.mode())} + ": " + what);
    }
    void sayProgress(const api::ControlStatus& status)
    {
        if (status.killPhase == KillPhase::Confirmed ||
            (m_told && m_told->first == status.ordersOpen && m_told->second == status.unconfirmed))
            return;
        m_told.emplace(status.ordersOpen, status.unconfirmed);
        say(counted(status.ordersOpen, "order") + " open, " +
            counted(status.unconfirmed, "cancellation") + " not confirmed yet");
    }
    void sayPositions(bool flatten)
    {
        if (m_heard.status->positions > 0)
            say(counted(m_heard.status->positions, "position") + " left");
        if (!m_heard.status->naked.empty())
            say("left without a stop: " + nakedText(m_heard.status->naked));
        const auto& naked = m_heard.status->naked;
        const auto closing =
            std::count_if(naked.begin(), naked.end(), [](const auto& one) { return one.closing; });
        if (closing > 0 && !flatten)
            say("what is not closed yet is closed as soon as it can be; a release ends that");
        if (closing > 0 && flatten)
            blame(EX_UNAVAILABLE,
                  counted(closing, "position") +
                      " NOT CLOSED YET: closed as soon as it can be; a release ends that");
    }
    void finishPractice()
    {
        if (state() == State::Absent)
            say("nothing runs, and its exchange stands still");
        else
            blame(EX_UNAVAILABLE, "its open orders were NOT cancelled");
    }
    void cancelAtBroker(commands::BrokerCanceller* canceller)
    {
        if (canceller != nullptr) {
            const auto start = steady_clock::now();
            const auto outcome = canceller->cancelAll(m_heard.where, m_patience.broker);
            if (outcome.confirmed)
                say(counted(outcome.canceled, "order") + " cancelled at the broker, confirmed in " +
                    seconds(steady_clock::now() - start));
            else
                blame(EX_UNAVAILABLE,
                      "cancellation at the broker is NOT CONFIRMED, " +
                          counted(outcome.ordersOpen, "order") +
                          " known to be open: " + outcome.problem);
            if (outcome.suspended)
                say("the account is suspended at the broker, and takes no orders of anybody");
            else if (!outcome.notSuspended.empty())
                blame(EX_UNAVAILABLE,
                      "the account could NOT be suspended at the broker: " + outcome.notSuspended);
            return;
        }
        const auto open = openByJournal(m_heard.where);
        if (state() == State::Absent && open && *open == 0)
            say("nothing runs, and the journal knows of no open order. The broker was not asked");
        else
            blame(EX_UNAVAILABLE,
                  "orders at the broker were NOT cancelled (" +
                      (open ? "the journal knows of " +
                                  counted(static_cast<std::int64_t>(*open), "open order")
                            : open.error().what) +
                      "): cancel them on the broker's own page");
    }

    Heard m_heard;
    KillPatience m_patience;
    std::optional<api::ControlClient> m_client;
    steady_clock::time_point m_startedAt;
    std::optional<std::pair<std::int32_t, std::int32_t>> m_told;
    bool m_done = false;
    int m_outcome = EX_OK;
};

template <class Predicate>
bool any(const std::vector<Target>& targets, Predicate predicate)
{
    return std::any_of(targets.begin(), targets.end(), predicate);
}

void askAll(std::vector<Target>& targets, bool flatten)
{
    for (Target& target : targets)
        target.ask(flatten);
    for (Target& target : targets)
        target.lookForHolder();
}

/// Without a mode, folders where nothing runs matter only where nothing runs at all.
void latchWhatDidNotAnswer(std::vector<Target>& targets, bool modeNamed, bool flatten)
{
    const bool somethingRuns =
        any(targets, [](const Target& t) { return t.state() != Heard::State::Absent; });
    if (somethingRuns && !modeNamed) {
        const auto idle = [](const Target& t) { return t.state() == Heard::State::Absent; };
        targets.erase(std::remove_if(targets.begin(), targets.end(), idle), targets.end());
    }
    for (Target& target : targets) {
        if (target.state() != Heard::State::Answered)
            target.setLatch();
    }
    for (Target& target : targets)
        target.askLateStarter(flatten);
}

void followAll(std::vector<Target>& targets)
{
    for (;;) {
        for (Target& target : targets)
            target.follow();
        if (!any(targets, [](const Target& t) { return !t.isDone(); }))
            return;
        ::poll(nullptr, 0, static_cast<int>(kAskEvery.count()));
    }
}

} // namespace

int killCommand(const QStringList& arguments,
                commands::BrokerCanceller* canceller,
                KillPatience patience)
{
    const auto options = controlOptions(kName, arguments, "flatten");
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    std::vector<Target> targets;
    for (store::ModeFolder& where : options->folders())
        targets.emplace_back(std::move(where), patience);
    if (targets.empty())
        return complain(kName,
                        EX_UNAVAILABLE,
                        "nothing was killed: there is no data folder in " + options->root.string() +
                            "; name another place with --data, or a mode with --mode");
    for (Target& target : targets)
        target.connect();
    const auto running = std::count_if(targets.begin(), targets.end(), [](const Target& target) {
        return target.state() != Heard::State::Absent;
    });
    const bool ambiguous = options->flag && running > 1;
    const bool flatten = options->flag && !ambiguous;
    askAll(targets, flatten);
    latchWhatDidNotAnswer(targets, options->mode.has_value(), flatten);
    followAll(targets);
    int outcome = EX_OK;
    for (Target& target : targets) {
        target.finish(flatten, canceller);
        outcome = std::max(outcome, target.outcome());
    }
    if (ambiguous)
        outcome = std::max(outcome,
                           complain(kName,
                                    EX_USAGE,
                                    "several modes run: all are killed, no position is closed. "
                                    "To close them name one: tapedeck kill --flatten --mode live"));
    return outcome;
}

int killCommand(const QStringList& arguments)
{
    return killCommand(arguments, nullptr);
}

} // namespace tapedeck::commands
