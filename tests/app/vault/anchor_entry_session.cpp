// Runs inside a session that key_store_test.cpp makes; each suite is for one kind of session.
#include "app/vault/anchor_entry.h"
#include "app/vault/keychain.h"

#include <QEventLoop>

#include <gmock/gmock.h>

namespace tapedeck::vault {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kTimeout{10};

template <class T, class Ask>
T await(const Ask& ask)
{
    std::optional<T> answer;
    QEventLoop loop;
    ask([&](T given) {
        answer.emplace(std::move(given));
        loop.quit();
    });
    EXPECT_FALSE(answer) << "answered before the call returned";
    if (!answer)
        loop.exec();
    return std::move(*answer);
}

Result<std::optional<AuditAnchor>> read(Mode mode, const char* journal)
{
    AnchorEntry entry{mode, journal, kTimeout};
    return await<Result<std::optional<AuditAnchor>>>(
        [&](auto reply) { entry.read(std::move(reply)); });
}

Result<void> write(const AuditAnchor& anchor, const char* journal)
{
    AnchorEntry entry{anchor.mode, journal, kTimeout};
    return await<Result<void>>([&](auto reply) { entry.write(anchor, std::move(reply)); });
}

AuditAnchor anchorOf(Mode mode, std::int64_t row)
{
    return {mode, row, sha256("row"), timestampOf(1'000'000'000)};
}

TEST(AnchorUnlocked, KeepsTheNewestOfEachJournal)
{
    EXPECT_EQ(read(Mode::Paper, "/a/journal").value(), std::nullopt);
    ASSERT_TRUE(write(anchorOf(Mode::Paper, 1), "/a/journal"));
    ASSERT_TRUE(write(anchorOf(Mode::Paper, 2), "/a/journal"));
    ASSERT_TRUE(write(anchorOf(Mode::Paper, 9), "/b/journal"));
    ASSERT_TRUE(write(anchorOf(Mode::Live, 7), "/a/journal"));
    EXPECT_EQ(read(Mode::Paper, "/a/journal").value(), anchorOf(Mode::Paper, 2));
    EXPECT_EQ(read(Mode::Paper, "/b/journal").value(), anchorOf(Mode::Paper, 9));
    EXPECT_EQ(read(Mode::Live, "/a/journal").value(), anchorOf(Mode::Live, 7));
    EXPECT_EQ(read(Mode::Practice, "/a/journal").value(), std::nullopt);
}

TEST(AnchorUnlocked, KnowsAJournalByItsPlaceHoweverThatIsSpelled)
{
    EXPECT_EQ(AnchorEntry::nameOf(Mode::Paper, "/a/b/../journal"),
              AnchorEntry::nameOf(Mode::Paper, "/a/journal"));
    EXPECT_EQ(AnchorEntry::nameOf(Mode::Paper, "journal"),
              AnchorEntry::nameOf(Mode::Paper, std::filesystem::absolute("journal")));
    EXPECT_NE(AnchorEntry::nameOf(Mode::Paper, "/a/journal"),
              AnchorEntry::nameOf(Mode::Paper, "/b/journal"));
}

TEST(AnchorUnlocked, SaysWhenTheEntryHoldsSomethingElse)
{
    for (std::string text :
         {std::string{"neither this nor that"}, toText(anchorOf(Mode::Live, 7))}) {
        Keychain keychain{kTimeout};
        ASSERT_TRUE(await<Result<void>>([&](auto reply) {
            keychain.write(AnchorEntry::nameOf(Mode::Paper, "/c/journal"),
                           Secret::takeFrom(text),
                           std::move(reply));
        }));
        const auto found = read(Mode::Paper, "/c/journal");
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().code, ErrorCode::Malformed);
        EXPECT_THAT(found.error().what, HasSubstr("audit log of paper"));
    }
}

TEST(AnchorFresh, MakesNoKeyringOfItsOwn)
{
    const auto found = read(Mode::Paper, "/a/journal");
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().what, HasSubstr("has no keyring yet"));
    const auto written = write(anchorOf(Mode::Paper, 1), "/a/journal");
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().what, HasSubstr("has no keyring yet"));
}

TEST(AnchorNoBus, IsUnavailable)
{
    const auto found = read(Mode::Paper, "/a/journal");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::Unavailable);
    EXPECT_FALSE(write(anchorOf(Mode::Paper, 1), "/a/journal"));
}

} // namespace
} // namespace tapedeck::vault
