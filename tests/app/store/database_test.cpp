#include "app/store/database.h"
#include "app/store/dialect.h"
#include "app/store/sql_values.h"
#include "store_support.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

namespace tapedeck::store {
namespace {

using test::Folder;
using testing::HasSubstr;

Schema toySchema(std::size_t versions)
{
    Schema schema{
        "toy",
        0x54455354,
        {{"CREATE TABLE things (name TEXT PRIMARY KEY, size {int}) {strict}"},
         {"ALTER TABLE things ADD COLUMN colour TEXT", "UPDATE things SET colour = 'grey'"}},
        "Toys are lost."};
    schema.migrations.resize(versions);
    return schema;
}

Result<Database> openToy(const std::filesystem::path& file, std::size_t versions = 1)
{
    return Database::open(file, toySchema(versions), Durability::Normal);
}

std::string readText(Database& database, std::string_view sql)
{
    std::string found = "nothing";
    EXPECT_TRUE(database.read(sql, {}, [&](const QSqlQuery& row) -> Result<void> {
        found = textAt(row, 0);
        return {};
    }));
    return found;
}

std::string bytesOf(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void writeBytes(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes;
}

TEST(Database, KeepsWhatIsCommittedAndForgetsWhatIsNot)
{
    const Folder folder;
    {
        auto database = openToy(folder / "toy.sqlite").value();
        {
            auto transaction = Transaction::begin(database).value();
            ASSERT_TRUE(database.run("INSERT INTO things VALUES (?, ?)", {"ball", 3}));
            ASSERT_TRUE(transaction.commit());
        }
        auto abandoned = Transaction::begin(database).value();
        ASSERT_TRUE(database.run("INSERT INTO things VALUES (?, ?)", {"kite", 5}));
    }
    auto database = openToy(folder / "toy.sqlite").value();
    EXPECT_EQ(readText(database, "SELECT group_concat(name) FROM things"), "ball");
}

TEST(Database, IsReadableByThisUserOnly)
{
    const Folder folder;
    const auto database = openToy(folder / "toy.sqlite").value();
    for (const char* name : {"toy.sqlite", "toy.sqlite-wal", "toy.sqlite-shm"}) {
        struct stat found
        {};
        ASSERT_EQ(::stat((folder / name).c_str(), &found), 0) << name;
        EXPECT_EQ(found.st_mode & 0777, 0600) << name;
    }
}

TEST(Database, MovesForwardAndKeepsTheRows)
{
    const Folder folder;
    ASSERT_TRUE(openToy(folder / "toy.sqlite", 1)
                    .value()
                    .run("INSERT INTO things (name, size) VALUES ('ball', 3)"));
    auto database = openToy(folder / "toy.sqlite", 2).value();
    EXPECT_EQ(readText(database, "SELECT name || ' ' || colour FROM things"), "ball grey");
}

TEST(Database, UndoesAMigrationThatFailsHalfWay)
{
    const Folder folder;
    ASSERT_TRUE(openToy(folder / "toy.sqlite", 1));
    Schema broken = toySchema(2);
    broken.migrations[1].emplace_back("UPDATE nowhere SET x = 1");
    const auto failed = Database::open(folder / "toy.sqlite", broken, Durability::Normal);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().what, HasSubstr("was undone"));
    auto database = openToy(folder / "toy.sqlite", 2).value();
    EXPECT_EQ(readText(database, "SELECT count(colour) FROM things"), "0");
}

TEST(Database, RefusesTheFileOfANewerProgram)
{
    const Folder folder;
    ASSERT_TRUE(openToy(folder / "toy.sqlite", 2));
    const auto opened = openToy(folder / "toy.sqlite", 1);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(opened.error().what, HasSubstr("newer Tapedeck (schema 2, this program knows 1)"));
}

TEST(Database, RefusesTheFileOfAnotherProgram)
{
    const Folder folder;
    test::runSql(folder / "toy.sqlite", {"CREATE TABLE recipes (name TEXT)"});
    const auto opened = openToy(folder / "toy.sqlite");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Malformed);
    EXPECT_THAT(opened.error().what, HasSubstr("not a toy of Tapedeck"));
}

TEST(Database, ReadsOnlyWhatIsThere)
{
    const Folder folder;
    const auto missing =
        Database::open(folder / "toy.sqlite", toySchema(1), Durability::Normal, Access::ReadOnly);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    ASSERT_TRUE(openToy(folder / "toy.sqlite"));
    auto reader =
        Database::open(folder / "toy.sqlite", toySchema(1), Durability::Normal, Access::ReadOnly);
    ASSERT_TRUE(reader) << reader.error().what;
    EXPECT_FALSE(reader->run("INSERT INTO things VALUES ('ball', 3)"));
}

TEST(Database, NoticesThatItsFileIsGone)
{
    const Folder folder;
    const auto database = openToy(folder / "toy.sqlite").value();
    EXPECT_TRUE(database.isInPlace());
    std::filesystem::rename(folder / "toy.sqlite", folder / "elsewhere");
    EXPECT_FALSE(database.isInPlace());
    writeBytes(folder / "toy.sqlite", "");
    EXPECT_FALSE(database.isInPlace());
}

TEST(Database, CannotBeAFolder)
{
    const Folder folder;
    const auto opened = openToy(folder.path());
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().what, HasSubstr("is not a file"));
}

/// Ways in which a file can be damaged, applied to a database of some pages.
struct Damage
{
    const char* name;
    void (*apply)(std::string& bytes);
};
void PrintTo(const Damage& damage, std::ostream* out)
{
    *out << damage.name;
}

class DamagedDatabase : public testing::TestWithParam<Damage>
{};

TEST_P(DamagedDatabase, IsRefusedWithAWordOnWhatToDoAndNotTouched)
{
    const Folder folder;
    const auto file = folder / "toy.sqlite";
    {
        auto database = openToy(file).value();
        for (int i = 0; i < 2000; ++i)
            ASSERT_TRUE(database.run("INSERT INTO things VALUES (?, ?)",
                                     {QStringLiteral("thing number %1").arg(i), i}));
    }
    std::string bytes = bytesOf(file);
    ASSERT_GT(bytes.size(), 40'000U);
    GetParam().apply(bytes);
    writeBytes(file, bytes);
    const auto opened = openToy(file);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Malformed);
    for (const char* part : {"is damaged", "toy.sqlite", "Set it aside", "Toys are lost."})
        EXPECT_THAT(opened.error().what, HasSubstr(part));
    EXPECT_EQ(bytesOf(file), bytes);

    const auto aside = setAside(file);
    ASSERT_TRUE(aside) << aside.error().what;
    EXPECT_EQ(bytesOf(*aside), bytes);
    EXPECT_TRUE(openToy(file));
}

INSTANTIATE_TEST_SUITE_P(
    InManyWays,
    DamagedDatabase,
    testing::Values(
        Damage{"text", [](std::string& b) { b = std::string(50'000, 'x'); }},
        Damage{"its header overwritten", [](std::string& b) { b.replace(0, 16, 16, '?'); }},
        Damage{"cut in the middle", [](std::string& b) { b.resize(b.size() / 2); }},
        Damage{"a page of zeros", [](std::string& b) { b.replace(8192, 4096, 4096, '\0'); }},
        Damage{"a page of noise", [](std::string& b) { b.replace(12'288, 4096, 4096, '\xA5'); }}),
    [](const auto& damage) { return "Case" + std::to_string(damage.index); });

} // namespace
} // namespace tapedeck::store
