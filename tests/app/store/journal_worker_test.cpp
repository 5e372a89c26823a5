#include "app/store/journal_worker.h"
#include "store_support.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <fstream>
#include <mutex>

namespace tapedeck::store {
namespace {

using namespace tapedeck::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Broker and engine in one: writes down what reaches either, and waits for it.
class World final : public BrokerDeck, public InputSink
{
public:
    void post(request::Any request) override
    {
        const auto* submit = std::get_if<request::Submit>(&request);
        ASSERT_NE(submit, nullptr);
        if (m_onSubmit)
            m_onSubmit(submit->intent.value().record());
        say("sent " + submit->intent.value().record().clientOrderId);
    }
    void push(std::vector<InputWhat> batch) override
    {
        for (const InputWhat& what : batch) {
            if (const auto* durable = std::get_if<input::IntentDurable>(&what))
                say("durable " + durable->clientOrderId);
            else if (const auto* lost = std::get_if<input::IntentLost>(&what))
                say("lost " + lost->clientOrderId);
            else if (const auto* link = std::get_if<input::LinkChanged>(&what))
                say(std::string{link->state == LinkState::Live ? "live" : "stale"} + ": " +
                    link->reason);
            else
                FAIL() << "an input that the journal never makes";
        }
    }
    void pushMarket(std::vector<MarketEvent> /*batch*/) override { FAIL(); }

    /// Called where an order would leave for the broker.
    void onSubmit(std::function<void(const IntentRecord&)> look) { m_onSubmit = std::move(look); }

    /// Waits until something begins with `start`; false after a long time.
    bool hears(const std::string& start)
    {
        std::unique_lock lock{m_mutex};
        return m_heard.wait_for(lock, std::chrono::seconds{30}, [&] {
            return std::any_of(m_said.begin(), m_said.end(), [&](const std::string& line) {
                return line.rfind(start, 0) == 0;
            });
        });
    }
    std::vector<std::string> said()
    {
        const std::lock_guard lock{m_mutex};
        return m_said;
    }

private:
    void say(std::string line)
    {
        {
            const std::lock_guard lock{m_mutex};
            m_said.push_back(std::move(line));
        }
        m_heard.notify_all();
    }

    std::function<void(const IntentRecord&)> m_onSubmit;
    std::mutex m_mutex;
    std::condition_variable m_heard;
    std::vector<std::string> m_said;
};

/// Lets no file of this process grow beyond a size, as a full disk would.
class FullDisk
{
public:
    explicit FullDisk(std::uintmax_t bytesMax)
    {
        m_oldHandler = std::signal(SIGXFSZ, SIG_IGN);
        EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &m_old), 0);
        const rlimit small{bytesMax, m_old.rlim_max};
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    ~FullDisk()
    {
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &m_old), 0);
        std::signal(SIGXFSZ, m_oldHandler);
    }

private:
    rlimit m_old{};
    void (*m_oldHandler)(int) = nullptr;
};

class JournalWorkerTest : public testing::Test
{
protected:
    std::unique_ptr<JournalWorker> makeWorker(JournalLimits limits = {})
    {
        limits.retryFirst = limits.retryMax = std::chrono::milliseconds{1};
        return std::make_unique<JournalWorker>(
            journalAt(m_file), m_lock, kAnna, m_world, m_world, limits);
    }
    std::vector<std::string> details()
    {
        std::vector<std::string> found;
        auto reader = JournalReader::open(journalAt(m_file)).value();
        EXPECT_FALSE(reader.verifyAudit().value().fault);
        const auto tail = reader.auditTail(1'000'000).value();
        for (auto row = tail.rbegin(); row != tail.rend(); ++row)
            found.push_back(row->entry.detail);
        return found;
    }

    Folder m_folder;
    std::filesystem::path m_file = m_folder / "journal.sqlite";
    InstanceLock m_lock = InstanceLock::acquire(m_file).value();
    World m_world;
};

TEST_F(JournalWorkerTest, SaysDurableBeforeItSendsAndKeepsTheOrder)
{
    auto worker = makeWorker();
    ASSERT_TRUE(worker->start(10));
    worker->post(decisionOf("c-1"));
    ASSERT_TRUE(m_world.hears("sent c-1"));
    worker->post(decisionOf("c-2"));
    ASSERT_TRUE(m_world.hears("sent c-2"));
    EXPECT_THAT(m_world.said(), ElementsAre("durable c-1", "sent c-1", "durable c-2", "sent c-2"));
}

TEST_F(JournalWorkerTest, HasTheAuditRowOnDiskWithTheIntentBeforeTheOrderLeaves)
{
    std::vector<std::string> found;
    m_world.onSubmit([&](const IntentRecord& intent) {
        auto reader = JournalReader::open(journalAt(m_file)).value();
        const auto intents = reader.unresolvedIntents().value();
        const auto tail = reader.auditTail(1).value();
        ASSERT_EQ(intents.size(), 1U);
        ASSERT_EQ(tail.size(), 1U);
        EXPECT_EQ(intents[0], intent);
        EXPECT_EQ(tail[0].entry.kind, AuditKind::Submitted);
        found.push_back(tail[0].entry.clientOrderId);
    });
    auto worker = makeWorker();
    ASSERT_TRUE(worker->start(10));
    worker->post(decisionOf("c-1"));
    ASSERT_TRUE(m_world.hears("sent c-1"));
    EXPECT_THAT(found, ElementsAre("c-1"));
    EXPECT_EQ(worker->counts().commits, 1U) << "row and intent share a transaction";
}

TEST_F(JournalWorkerTest, TellsOfTheHeadThatIsOnDiskAndOfOrdersThatHaveLeft)
{
    {
        auto worker = makeWorker();
        std::vector<std::string> atHook;
        worker->onSubmitted([&] {
            auto reader = JournalReader::open(journalAt(m_file)).value();
            EXPECT_EQ(reader.auditEnd().value().lastRow, worker->head());
            atHook = m_world.said();
        });
        const auto fresh = worker->start(10);
        ASSERT_TRUE(fresh);
        EXPECT_EQ(fresh->auditEnd.lastRow.sequence, 0);
        EXPECT_EQ(worker->head().sequence, 0);
        worker->post(auditOnly("no order"));
        worker->post(decisionOf("c-1"));
        worker->stop();
        EXPECT_THAT(atHook, ElementsAre("durable c-1", "sent c-1"));
        EXPECT_EQ(worker->head().sequence, 2);
    }
    auto worker = makeWorker();
    const auto recovered = worker->start(10).value();
    EXPECT_EQ(recovered.auditEnd.lastRow, worker->head());
    EXPECT_EQ(recovered.auditEnd.head, worker->head());
    const auto aside = m_folder / "aside";
    std::filesystem::rename(m_file, aside);
    worker->post(decisionOf("c-2"));
    ASSERT_TRUE(m_world.hears("lost c-2"));
    EXPECT_EQ(worker->head().sequence, 2) << "what could not be written is not the head";
    std::filesystem::rename(aside, m_file);
}

TEST_F(JournalWorkerTest, WritesAllThatWasPostedBeforeItEnds)
{
    constexpr int kBatches = 3'000;
    auto worker = makeWorker();
    ASSERT_TRUE(worker->start(10));
    std::vector<std::string> posted;
    for (int i = 0; i < kBatches; ++i) {
        posted.push_back("row " + std::to_string(i));
        worker->post(auditOnly(posted.back()));
    }
    worker->post(decisionOf("c-1"));
    posted.emplace_back("because");
    worker->stop();
    const auto counts = worker->counts();
    EXPECT_EQ(counts.rowsWritten, kBatches + 2U);
    EXPECT_LT(counts.commits, kBatches / 2U) << "batches that wait share a transaction";
    EXPECT_EQ(details(), posted);
    EXPECT_THAT(m_world.said(), ElementsAre("durable c-1", "sent c-1"));
}

TEST_F(JournalWorkerTest, HandsWhatItRecoveredToTheNextRun)
{
    {
        auto worker = makeWorker();
        const auto fresh = worker->start(10);
        ASSERT_TRUE(fresh) << fresh.error().what;
        EXPECT_EQ(fresh->savedState, "");
        EXPECT_THAT(fresh->auditTail, IsEmpty());
        worker->post(decisionOf("c-1"));
    }
    auto worker = makeWorker();
    const auto recovered = worker->start(10).value();
    EXPECT_EQ(recovered.savedState, "state after c-1");
    ASSERT_EQ(recovered.unresolvedIntents.size(), 1U);
    EXPECT_EQ(recovered.unresolvedIntents[0], intentOf("c-1").record());
    EXPECT_EQ(recovered.auditTail.size(), 1U);
    EXPECT_THAT(m_world.said(), ElementsAre("durable c-1", "sent c-1"))
        << "what a restart finds is looked up, never sent";
}

TEST_F(JournalWorkerTest, ThatCannotOpenItsFileSaysSoAndSendsNothing)
{
    std::ofstream{m_file} << std::string(10'000, 'x');
    auto worker = makeWorker();
    const auto recovered = worker->start(10);
    ASSERT_FALSE(recovered);
    EXPECT_EQ(recovered.error().code, ErrorCode::Malformed);
    worker->post(decisionOf("c-1"));
    EXPECT_THAT(m_world.said(), ElementsAre("lost c-1"));
}

TEST_F(JournalWorkerTest, NeverSendsOneClientOrderIdTwice)
{
    auto worker = makeWorker();
    ASSERT_TRUE(worker->start(10));
    worker->post(decisionOf("c-1"));
    worker->post(decisionOf("c-1"));
    worker->stop();
    const auto said = m_world.said();
    EXPECT_EQ(std::count(said.begin(), said.end(), "sent c-1"), 1);
    EXPECT_EQ(std::count(said.begin(), said.end(), "lost c-1"), 1);
    EXPECT_EQ(worker->counts().intentsLost, 1U);
}

TEST_F(JournalWorkerTest, OnAFullDiskLosesIntentsAndKeepsTheRecordUntilThereIsRoom)
{
    auto worker = makeWorker();
    ASSERT_TRUE(worker->start(10));
    worker->post(decisionOf("c-1"));
    ASSERT_TRUE(m_world.hears("sent c-1"));
    {
        const FullDisk disk{std::filesystem::file_size(m_file.string() + "-wal") + 8'192};
        JournalBatch large = decisionOf("c-2");
        large.state = std::string(1'000'000, 's');
        large.audit[0].detail = "while full";
        worker->post(std::move(large));
        ASSERT_TRUE(m_world.hears("lost c-2"));
        ASSERT_TRUE(m_world.hears("stale: "));
        worker->post(decisionOf("c-3"));
        ASSERT_TRUE(m_world.hears("lost c-3"));
        EXPECT_GE(worker->counts().failures, 1U);
    }
    ASSERT_TRUE(m_world.hears("live: the journal writes again"));
    worker->post(decisionOf("c-4"));
    ASSERT_TRUE(m_world.hears("sent c-4"));
    worker->stop();
    EXPECT_THAT(details(), ElementsAre("because", "while full", "because", "because"));
    auto reader = JournalReader::open(journalAt(m_file)).value();
    std::vector<std::string> ids;
    const auto intents = reader.unresolvedIntents().value();
    for (const IntentRecord& intent : intents)
        ids.push_back(intent.clientOrderId);
    EXPECT_THAT(ids, ElementsAre("c-1", "c-4"));
    EXPECT_EQ(reader.savedState().value(), "state after c-4");
    const auto said = m_world.said();
    EXPECT_EQ(std::count(said.begin(), said.end(), "sent c-2"), 0);
    EXPECT_EQ(std::count(said.begin(), said.end(), "sent c-3"), 0);
    EXPECT_EQ(worker->counts().rowsKept, 0U);
}

TEST_F(JournalWorkerTest, CountsAndNamesWhatDidNotFitIntoMemory)
{
    JournalLimits limits;
    limits.keptRowsMax = 2;
    auto worker = makeWorker(limits);
    ASSERT_TRUE(worker->start(10));
    const auto aside = m_folder / "aside";
    std::filesystem::rename(m_file, aside);
    for (int i = 0; i < 5; ++i)
        worker->post(auditOnly("row " + std::to_string(i)));
    worker->post(decisionOf("c-1"));
    ASSERT_TRUE(m_world.hears("lost c-1"));
    EXPECT_TRUE(m_world.hears("stale: the journal"));
    std::filesystem::rename(aside, m_file);
    ASSERT_TRUE(m_world.hears("live: the journal writes again; 4 rows did not fit into memory"));
    worker->stop();
    EXPECT_THAT(details(), ElementsAre("row 0", "row 1"));
    EXPECT_EQ(worker->counts().rowsDropped, 4U);
}

TEST_F(JournalWorkerTest, ThatHasNoRoomLosesIntentsAtOnce)
{
    JournalLimits limits;
    limits.waitingBatchesMax = 2;
    auto worker = makeWorker(limits); // not started: nobody takes what waits
    worker->post(auditOnly("row 0"));
    worker->post(auditOnly("row 1"));
    worker->post(decisionOf("c-1"));
    EXPECT_THAT(m_world.said(), ElementsAre("lost c-1"));
    ASSERT_TRUE(worker->start(10));
    ASSERT_TRUE(m_world.hears("live: the journal writes again; 1 rows did not fit"));
    worker->stop();
    EXPECT_THAT(details(), ElementsAre("row 0", "row 1"));
}

} // namespace
} // namespace tapedeck::store
