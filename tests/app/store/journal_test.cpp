#include "app/store/journal.h"
#include "app/store/journal_schema.h"
#include "store_support.h"

#include <QSqlQuery>

#include <gmock/gmock.h>

#include <array>

namespace tapedeck::store {
namespace {

using namespace tapedeck::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> unresolved(Journal& journal)
{
    std::vector<std::string> ids;
    const auto intents = journal.reader().unresolvedIntents();
    EXPECT_TRUE(intents) << intents.error().what;
    for (const IntentRecord& intent : intents.value_or(std::vector<IntentRecord>{}))
        ids.push_back(intent.clientOrderId);
    return ids;
}

JournalBatch orderNews(const std::string& id,
                       OrderStatus status,
                       std::optional<Execution> execution = std::nullopt)
{
    JournalBatch batch;
    batch.orders.push_back({orderOf(id, status), std::move(execution)});
    return batch;
}

JournalBatch auditNews(const std::string& id, AuditKind kind)
{
    JournalBatch batch;
    batch.audit.push_back(auditOf(kind, id));
    return batch;
}

TEST(Journal, GivesBackEachIntentAsDurableInTheOrderOfTheBatches)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    std::array batches{decisionOf("c-1"), auditOnly("in between"), decisionOf("c-2")};
    const auto committed = open.journal.commit(batches);
    ASSERT_TRUE(committed) << committed.error().what;
    ASSERT_EQ(committed->durable.size(), 2U);
    EXPECT_EQ(committed->durable[0].value().record().clientOrderId, "c-1");
    EXPECT_EQ(committed->durable[1].value().record().clientOrderId, "c-2");
    EXPECT_THAT(committed->refused, IsEmpty());
}

TEST(Journal, KeepsEachVersionOfTheNewsOnce)
{
    const Folder folder;
    const auto newsOf = [](std::int64_t id, std::int64_t second, std::string headline) {
        JournalBatch batch;
        output::RecordNews record;
        record.item.id = id;
        record.item.updated = record.item.created = timestampOf(second * 1'000'000'000);
        record.item.headline = std::move(headline);
        record.item.symbols = {"AAPL", "MSFT"};
        record.scoreMilli = -250;
        record.label = "negative";
        batch.news.push_back(std::move(record));
        return batch;
    };
    auto open = openJournal(folder / "journal.sqlite");
    std::array batches{newsOf(7, 10, "first"), newsOf(7, 20, "second"), newsOf(7, 10, "again")};
    ASSERT_TRUE(open.journal.commit(batches));
    auto database = Database::open(
        folder / "journal.sqlite", journalSchema(), Durability::Normal, Access::ReadOnly);
    ASSERT_TRUE(database) << database.error().what;
    std::vector<std::string> rows;
    ASSERT_TRUE(database->read("SELECT headline || ' ' || symbols || ' ' || score || ' ' || label "
                               "FROM news ORDER BY updated_at",
                               {},
                               [&](const QSqlQuery& row) -> Result<void> {
                                   rows.push_back(row.value(0).toString().toStdString());
                                   return {};
                               }));
    EXPECT_THAT(rows,
                ElementsAre("first AAPL,MSFT -250 negative", "second AAPL,MSFT -250 negative"));
}

TEST(Journal, KeepsTheFirstSightingOfAStoryByEachSource)
{
    const Folder folder;
    const auto sighting = [](std::int64_t story, NewsVia via, std::int64_t second) {
        JournalBatch batch;
        batch.sightings.push_back(
            {story, via, timestampOf(0), timestampOf(second * 1'000'000'000)});
        return batch;
    };
    auto open = openJournal(folder / "journal.sqlite");
    std::array batches{sighting(7, NewsVia::Stream, 3),
                       sighting(7, NewsVia::Rss, 5),
                       sighting(7, NewsVia::Rss, 9),
                       sighting(8, NewsVia::Rss, 11)};
    ASSERT_TRUE(open.journal.commit(batches));
    const auto all = open.journal.reader().newsSightings();
    ASSERT_TRUE(all) << all.error().what;
    ASSERT_EQ(all->size(), 3U);
    EXPECT_EQ(all->at(1).via, "rss");
    EXPECT_EQ(all->at(1).received, timestampOf(5'000'000'000));
    EXPECT_EQ(open.journal.reader().newsSightings(timestampOf(10'000'000'000)).value().size(), 1U);
}

TEST(Journal, RestoresAfterARestartWhatTheLastRunLeft)
{
    const Folder folder;
    const IntentRecord intent = intentOf("c-1").record();
    {
        auto open = openJournal(folder / "journal.sqlite");
        commit(open.journal, decisionOf("c-1"));
        commit(open.journal,
               orderNews("c-0", OrderStatus::PartiallyFilled, executionOf("x-1", "c-0")));
    }
    auto open = openJournal(folder / "journal.sqlite");
    JournalReader& reader = open.journal.reader();
    EXPECT_EQ(reader.savedState().value(), "state after c-1");
    EXPECT_THAT(reader.unresolvedIntents().value(), ElementsAre(intent));
    EXPECT_THAT(reader.openOrders().value(),
                ElementsAre(orderOf("c-0", OrderStatus::PartiallyFilled)));
    EXPECT_THAT(reader.executions().value(), ElementsAre(executionOf("x-1", "c-0")));
    const auto tail = reader.auditTail(10).value();
    ASSERT_EQ(tail.size(), 1U);
    EXPECT_EQ(tail[0].sequence, 1);
    EXPECT_EQ(tail[0].entry, auditOf(AuditKind::Submitted, "c-1"));
}

TEST(Journal, CountsAnExecutionOnceHoweverOftenItComes)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    for (int i = 0; i < 3; ++i)
        commit(open.journal,
               orderNews("c-1", OrderStatus::PartiallyFilled, executionOf("x-1", "c-1")));
    commit(open.journal, orderNews("c-1", OrderStatus::Filled, executionOf("x-2", "c-1")));
    EXPECT_THAT(open.journal.reader().executions().value(),
                ElementsAre(executionOf("x-1", "c-1"), executionOf("x-2", "c-1")));
}

TEST(Journal, KeepsAnIntentUnresolvedUntilItsEndIsOnRecord)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    for (const char* id : {"filled", "rejected", "never arrived", "works", "silent"})
        commit(open.journal, decisionOf(id));
    EXPECT_EQ(unresolved(open.journal).size(), 5U);
    commit(open.journal, orderNews("filled", OrderStatus::New));
    commit(open.journal, orderNews("filled", OrderStatus::Filled));
    commit(open.journal, auditNews("rejected", AuditKind::Rejected));
    commit(open.journal, auditNews("never arrived", AuditKind::Unresolved));
    EXPECT_EQ(unresolved(open.journal).size(), 3U);
    commit(open.journal, auditNews("never arrived", AuditKind::Resolved));
    commit(open.journal, orderNews("works", OrderStatus::New));
    commit(open.journal, auditNews("works", AuditKind::Resolved));
    EXPECT_THAT(unresolved(open.journal), ElementsAre("silent", "works"));
}

TEST(Journal, NeverMakesASecondDurableOfOneClientOrderId)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    commit(open.journal, decisionOf("c-1"));
    std::array batches{decisionOf("c-1"), decisionOf("c-2"), decisionOf("c-2")};
    const auto committed = open.journal.commit(batches);
    ASSERT_TRUE(committed) << committed.error().what;
    ASSERT_EQ(committed->durable.size(), 1U);
    EXPECT_EQ(committed->durable[0].value().record().clientOrderId, "c-2");
    EXPECT_THAT(committed->refused, ElementsAre("c-1", "c-2"));
}

TEST(Journal, WritesTheNewestStateOfAGroup)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    std::array batches{decisionOf("c-1"), decisionOf("c-2"), auditOnly("without a state")};
    ASSERT_TRUE(open.journal.commit(batches));
    EXPECT_EQ(open.journal.reader().savedState().value(), "state after c-2");
}

TEST(Journal, SaysOfTheKillSwitchWhatItsRowsSay)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    const auto why = [&] {
        store::JournalReader& reader = open.journal.reader();
        return reader.killOnRecord(!reader.savedState().value().empty()).value();
    };
    const auto add = [&](AuditKind kind) { commit(open.journal, auditNews("x", kind)); };
    EXPECT_EQ(why(), "");
    add(AuditKind::LiveUnlocked); // by a command, before the first run
    EXPECT_EQ(why(), "");
    add(AuditKind::Killed);
    EXPECT_THAT(why(), HasSubstr("nobody has released it"));
    add(AuditKind::Filled);
    EXPECT_THAT(why(), HasSubstr("nobody has released it"));
    add(AuditKind::Released);
    EXPECT_EQ(why(), "");
    add(AuditKind::Started);
    EXPECT_THAT(why(), HasSubstr("is gone")) << "a run has been, and left no state";
    commit(open.journal, decisionOf("c-1"));
    EXPECT_EQ(why(), "");
}

TEST(Journal, BelongsToOneModeAndOneAccount)
{
    const Folder folder;
    const auto file = folder / "journal.sqlite";
    {
        auto open = openJournal(file, Mode::Paper);
        EXPECT_EQ(open.journal.reader().accountId().value(), "");
        ASSERT_TRUE(open.journal.bindAccount("account-1"));
        ASSERT_TRUE(open.journal.bindAccount("account-1"));
        const auto other = open.journal.bindAccount("account-2");
        ASSERT_FALSE(other);
        EXPECT_EQ(other.error().code, ErrorCode::Conflict);
        EXPECT_EQ(open.journal.reader().accountId().value(), "account-1");
    }
    const auto lock = InstanceLock::acquire(file).value();
    const auto live = Journal::open(journalAt(file, Mode::Live), lock, kAnna);
    ASSERT_FALSE(live);
    EXPECT_THAT(live.error().what, HasSubstr("belongs to paper, not to live"));
}

TEST(Journal, IsReadBesideItsWriter)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    auto reader = JournalReader::open(journalAt(folder / "journal.sqlite"));
    ASSERT_TRUE(reader) << reader.error().what;
    for (int i = 1; i <= 3; ++i) {
        commit(open.journal, auditOnly("row " + std::to_string(i)));
        EXPECT_EQ(reader->auditTail(100).value().size(), static_cast<std::size_t>(i));
        EXPECT_EQ(reader->verifyAudit().value().rows, i);
    }
    const auto newest = reader->auditTail(2).value();
    ASSERT_EQ(newest.size(), 2U);
    EXPECT_EQ(newest[0].entry.detail, "row 3");
    EXPECT_EQ(newest[1].entry.detail, "row 2");
}

TEST(Journal, RefusesToWriteIntoAFileThatWasMovedAway)
{
    const Folder folder;
    auto open = openJournal(folder / "journal.sqlite");
    std::filesystem::rename(folder / "journal.sqlite", folder / "elsewhere");
    std::array batches{decisionOf("c-1")};
    const auto committed = open.journal.commit(batches);
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, ErrorCode::Io);
    EXPECT_EQ(batches[0].intents.size(), 1U) << "a failed commit takes nothing";
}

TEST(Journal, SaysWhenTheSavedStateIsNotTheOneThatWasWritten)
{
    const Folder folder;
    {
        auto open = openJournal(folder / "journal.sqlite");
        commit(open.journal, decisionOf("c-1"));
    }
    runSql(folder / "journal.sqlite", {"UPDATE state SET bytes = CAST('other' AS BLOB)"});
    auto open = openJournal(folder / "journal.sqlite");
    const auto state = open.journal.reader().savedState();
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code, ErrorCode::Malformed);
}

TEST(Journal, DoesNotOpenAnAuditLogThatItCouldNotAppendTo)
{
    const Folder folder;
    const auto file = folder / "journal.sqlite";
    {
        auto open = openJournal(file);
        commit(open.journal, auditOnly("row 1"));
    }
    runSql(file, {"DELETE FROM audit_head"});
    const auto lock = InstanceLock::acquire(file).value();
    const auto journal = Journal::open(journalAt(file, Mode::Paper), lock, kAnna);
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, ErrorCode::Malformed);
    EXPECT_THAT(journal.error().what, HasSubstr("ends at row 1 and not at 0"));
}

} // namespace
} // namespace tapedeck::store
