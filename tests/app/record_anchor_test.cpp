#include "app/record_anchor.h"
#include "record_file.h"
#include "store_support.h"

#include <QTest>

#include <gmock/gmock.h>

namespace tapedeck {
namespace {

using namespace tapedeck::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Standing = RecordAnchor::Standing;

/// A keychain that answers when the test says so.
class FakeKeychain final : public AnchorPort
{
public:
    void read(ReadReply reply) override
    {
        ++reads;
        m_read = std::move(reply);
    }
    void write(const AuditAnchor& anchor, WriteReply reply) override
    {
        asked.push_back(anchor.sequence);
        m_anchor = anchor;
        m_write = std::move(reply);
    }

    void answerRead(Result<std::optional<AuditAnchor>> anchor)
    {
        std::exchange(m_read, nullptr)(std::move(anchor));
    }
    void answerWrite(Result<void> done = {})
    {
        if (done)
            kept = m_anchor;
        std::exchange(m_write, nullptr)(std::move(done));
    }
    [[nodiscard]] bool isWriting() const { return m_write != nullptr; }

    int reads = 0;
    std::vector<std::int64_t> asked; ///< the row of each write
    std::optional<AuditAnchor> kept;

private:
    ReadReply m_read;
    WriteReply m_write;
    AuditAnchor m_anchor;
};

Error locked()
{
    return {ErrorCode::Unavailable, "the keychain is locked"};
}

class RecordAnchorTest : public testing::Test
{
protected:
    void make(Mode mode)
    {
        auto port = std::make_unique<FakeKeychain>();
        m_keychain = port.get();
        m_anchor = std::make_unique<RecordAnchor>(
            RecordAnchor::Record{journalAt(m_record.file(), mode), [this] { return m_head; }},
            std::move(port),
            [this](const input::RecordChecked& checked) { m_told.push_back(checked); },
            [this] { return m_now; });
    }
    /// A run over the journal as it stands, and what the keychain answers to it.
    void begin(const std::optional<AuditAnchor>& remembered, Mode mode = Mode::Paper)
    {
        make(mode);
        const store::RecordEnd end = m_record.end();
        m_head = end.head;
        m_anchor->begin(end);
        m_keychain->answerRead(remembered);
        EXPECT_TRUE(QTest::qWaitFor([this] { return !m_told.empty(); }, 20'000));
    }
    /// The journal's next rows are on disk.
    void grow(int rows)
    {
        m_record.append(rows);
        m_head = m_record.end().head;
    }
    void pass(Nanoseconds time)
    {
        m_now += time;
        m_anchor->look();
    }

    Folder m_folder;
    RecordFile m_record{m_folder / "journal.sqlite"};
    ChainHead m_head;
    Timestamp m_now = kRemembered;
    std::vector<input::RecordChecked> m_told;
    FakeKeychain* m_keychain = nullptr;
    std::unique_ptr<RecordAnchor> m_anchor;
};

TEST_F(RecordAnchorTest, IsWrittenOnceInEachMinuteInWhichTheJournalHasGrown)
{
    m_record.append(3);
    begin(std::nullopt);
    EXPECT_THAT(m_keychain->asked, ElementsAre(3)) << "as soon as it is known to be whole";
    m_keychain->answerWrite();
    EXPECT_EQ(m_keychain->kept, (AuditAnchor{Mode::Paper, 3, m_head.hash, kRemembered}));
    grow(2);
    pass(std::chrono::seconds{59});
    EXPECT_EQ(m_keychain->asked.size(), 1U);
    grow(1);
    pass(std::chrono::seconds{1});
    EXPECT_THAT(m_keychain->asked, ElementsAre(3, 6));
    m_keychain->answerWrite();
    for (int minute = 0; minute < 10; ++minute)
        pass(std::chrono::minutes{1});
    EXPECT_EQ(m_keychain->asked.size(), 2U) << "nothing has happened";
    grow(1);
    pass(std::chrono::seconds{5});
    EXPECT_THAT(m_keychain->asked, ElementsAre(3, 6, 7));
    EXPECT_THAT(m_anchor->notice(), IsEmpty());
    ASSERT_EQ(m_told.size(), 1U);
    EXPECT_TRUE(m_told[0].whole);
}

TEST_F(RecordAnchorTest, IsWrittenAfterEachOrderOfLiveAndOfNoOtherMode)
{
    for (const Mode mode : {Mode::Practice, Mode::Paper, Mode::Live}) {
        m_head = {};
        make(mode);
        m_anchor->begin({});
        m_keychain->answerRead(std::optional<AuditAnchor>{});
        m_head = {5, sha256("row 5")};
        m_anchor->orderSubmitted();
        QCoreApplication::processEvents();
        EXPECT_EQ(m_keychain->isWriting(), mode == Mode::Live) << toString(mode);
    }
    m_head = {7, sha256("row 7")};
    m_anchor->orderSubmitted();
    m_head = {9, sha256("row 9")};
    m_anchor->orderSubmitted();
    QCoreApplication::processEvents();
    EXPECT_THAT(m_keychain->asked, ElementsAre(5)) << "one at a time";
    m_keychain->answerWrite();
    EXPECT_THAT(m_keychain->asked, ElementsAre(5, 9)) << "and then the newest, at once";
    m_keychain->answerWrite();
    EXPECT_FALSE(m_keychain->isWriting());
}

TEST_F(RecordAnchorTest, IsWrittenAtTheEnd)
{
    m_record.append(3);
    begin(std::nullopt);
    grow(4);
    QMetaObject::invokeMethod(
        m_anchor.get(), [this] { m_keychain->answerWrite(); }, Qt::QueuedConnection);
    // The one that was on its way is answered, and then that of the end.
    QMetaObject::invokeMethod(
        m_anchor.get(), [this] { m_keychain->answerWrite(); }, Qt::QueuedConnection);
    m_anchor->finish(std::chrono::minutes{1});
    EXPECT_THAT(m_keychain->asked, ElementsAre(3, 7));
    EXPECT_EQ(m_keychain->kept.value().sequence, 7);
}

TEST_F(RecordAnchorTest, DoesNotHoldUpTheEndForAKeychainThatNeverAnswers)
{
    m_record.append(3);
    begin(std::nullopt);
    m_anchor->finish(std::chrono::milliseconds{1});
    EXPECT_TRUE(m_keychain->isWriting());
    make(Mode::Paper);
    m_anchor->finish(std::chrono::minutes{1}); // was never begun
}

TEST_F(RecordAnchorTest, TakesAJournalThatIsAheadForWhole)
{
    m_record.append(90);
    const AuditAnchor remembered = m_record.anchorAt(90);
    grow(30);
    begin(remembered);
    EXPECT_TRUE(m_told.at(0).whole) << m_told[0].what;
    EXPECT_EQ(m_anchor->standing(), Standing::Whole);
    EXPECT_THAT(m_keychain->asked, ElementsAre(120));
}

TEST_F(RecordAnchorTest, SaysLoudlyThatRowsAreMissingAndKeepsThemInMind)
{
    m_record.append(120);
    const AuditAnchor remembered = m_record.anchorAt(120);
    m_record.cutFrom(91, true);
    begin(remembered);
    ASSERT_EQ(m_told.size(), 1U);
    EXPECT_FALSE(m_told[0].whole);
    EXPECT_THAT(m_told[0].what, HasSubstr("audit rows 91 to 120 are missing"));
    EXPECT_EQ(m_anchor->standing(), Standing::Broken);
    EXPECT_THAT(m_anchor->notice(), HasSubstr("rows 91 to 120 are missing"));
    EXPECT_THAT(m_anchor->notice(), HasSubstr("tapedeck audit accept --mode paper"));
    grow(50);
    pass(std::chrono::hours{1});
    m_anchor->orderSubmitted();
    QCoreApplication::processEvents();
    m_anchor->finish(std::chrono::minutes{1});
    EXPECT_THAT(m_keychain->asked, IsEmpty()) << "nobody has accepted it";
}

TEST_F(RecordAnchorTest, SaysThatTheRowIsAnother)
{
    m_record.append(60);
    const AuditAnchor remembered = m_record.anchorAt(50);
    m_record.cutFrom(20, true);
    m_record.append(41, "another story");
    begin(remembered);
    EXPECT_FALSE(m_told[0].whole);
    EXPECT_THAT(m_anchor->notice(), HasSubstr("audit row 50 is not the one"));
}

TEST_F(RecordAnchorTest, SeesRowsThatAreCountedAndGoneWithoutAnyAnchor)
{
    m_record.append(60);
    m_record.cutFrom(51, false);
    begin(std::nullopt);
    EXPECT_THAT(m_anchor->notice(), HasSubstr("audit rows 51 to 60 are missing"));
}

TEST_F(RecordAnchorTest, DoesNotTrustALiveRecordThatNobodyRemembers)
{
    m_record.append(3);
    begin(std::nullopt, Mode::Live);
    EXPECT_FALSE(m_told[0].whole);
    EXPECT_THAT(m_anchor->notice(), HasSubstr("the keychain remembers none"));
}

TEST_F(RecordAnchorTest, DoesNotWriteOverWhatItCannotRead)
{
    m_record.append(3);
    make(Mode::Paper);
    m_anchor->begin(m_record.end());
    m_keychain->answerRead(fail(ErrorCode::Malformed, "this is no anchor"));
    EXPECT_EQ(m_anchor->standing(), Standing::Broken);
    EXPECT_THAT(m_keychain->asked, IsEmpty());
}

TEST_F(RecordAnchorTest, TriesAKeychainThatIsLockedLessAndLessOftenAndSaysSoOnce)
{
    m_record.append(3);
    m_head = m_record.end().head;
    make(Mode::Paper);
    m_anchor->begin(m_record.end());
    m_keychain->answerRead(tl::unexpected{locked()});
    const std::string notice = m_anchor->notice();
    EXPECT_THAT(notice, HasSubstr("the keychain is locked"));
    EXPECT_EQ(m_anchor->standing(), Standing::Unknown);
    EXPECT_THAT(m_told, IsEmpty());
    std::vector<int> minutes;
    for (int minute = 1; minute <= 48; ++minute) {
        pass(std::chrono::minutes{1});
        if (m_keychain->reads == static_cast<int>(minutes.size()) + 1)
            continue;
        minutes.push_back(minute);
        m_keychain->answerRead(tl::unexpected{locked()});
        EXPECT_EQ(m_anchor->notice(), notice);
    }
    EXPECT_THAT(minutes, ElementsAre(1, 3, 7, 15, 31, 47));
    pass(RecordAnchor::kRetryMax);
    m_keychain->answerRead(std::optional<AuditAnchor>{});
    EXPECT_TRUE(m_told.at(0).whole);
    EXPECT_THAT(m_anchor->notice(), IsEmpty());
    m_keychain->answerWrite(tl::unexpected{locked()});
    EXPECT_EQ(m_anchor->notice(), notice);
    EXPECT_EQ(m_anchor->standing(), Standing::Whole) << "it was compared";
    pass(std::chrono::minutes{1});
    m_keychain->answerWrite();
    EXPECT_THAT(m_keychain->asked, ElementsAre(3, 3));
    EXPECT_THAT(m_anchor->notice(), IsEmpty());
}

TEST_F(RecordAnchorTest, IsNotPutOffByAClockThatWasSetBack)
{
    m_record.append(3);
    begin(std::nullopt);
    m_keychain->answerWrite();
    grow(1);
    pass(-std::chrono::hours{5});
    pass(std::chrono::minutes{1});
    EXPECT_THAT(m_keychain->asked, ElementsAre(3, 4));
}

TEST_F(RecordAnchorTest, SaysNothingOfAMissingKeychainInPractice)
{
    make(Mode::Practice);
    m_anchor->begin({});
    m_keychain->answerRead(tl::unexpected{locked()});
    EXPECT_THAT(m_anchor->notice(), IsEmpty());
}

} // namespace
} // namespace tapedeck
