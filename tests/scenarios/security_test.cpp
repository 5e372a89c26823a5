#include "app/store/journal_reader.h"
#include "desk_and_exchange.h"
#include "leak_search.h"
#include "scenario_support.h"
#include "store_support.h"
#include "tape/block_file.h"

#include <QBuffer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>

namespace tapedeck::scenario {
namespace {

constexpr uid_t kNobody = 65'534;

/// What `readelf` says of the program that is tested; nothing where there is no readelf.
QByteArray readelf(const QStringList& options)
{
    QProcess process;
    process.start("readelf", QStringList{"--wide"} + options + QStringList{Program::executable()});
    EXPECT_TRUE(process.waitForFinished());
    EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
    return process.readAllStandardOutput();
}

/// The first line with this word.
QByteArray lineWith(const QByteArray& text, const QByteArray& word)
{
    for (const QByteArray& line : text.split('\n')) {
        if (line.contains(word))
            return line;
    }
    return {};
}

/// A workstation of practice has keys that everybody knows; where they turn up, a person's would.
class KeysOfARun : public DeskAndExchange
{
protected:
    void expectNowhere(const LeakSearch& search, const Finished& end)
    {
        EXPECT_FALSE(search.isIn(end.out)) << end.out.toStdString();
        EXPECT_FALSE(search.isIn(end.err)) << end.err.toStdString();
    }
};

TEST_F(KeysOfARun, AreInNothingThatItWrote)
{
    LeakSearch search{{practice::kPracticeKey.data(), practice::kPracticeSecret.data()}};
    ASSERT_NO_FATAL_FAILURE(startTrading());
    EXPECT_EQ(search.filesWithSecrets(m_home.path(".")).join(' ').toStdString(), "");
    // Streams end and are asked for again, requests fail.
    m_exchange.program().killNow();
    ASSERT_TRUE(
        waitForStatus([](const auto& status) { return !isLive(status, Link::BrokerRest); }));
    ASSERT_NO_FATAL_FAILURE(startExchange(m_exchange.port()));
    ASSERT_TRUE(waitForOrders(2));
    expectNowhere(search, m_desk.stop());
    expectNowhere(search, m_exchange.program().stop());
    QBuffer record;
    record.open(QIODevice::WriteOnly);
    ASSERT_TRUE(
        store::JournalReader::open(test::journalAt(test::journalFile(folder()), Mode::Practice))
            ->exportAudit(record));
    EXPECT_GT(record.size(), 10'000);
    EXPECT_FALSE(search.isIn(record.data()));
    EXPECT_EQ(search.filesWithSecrets(m_home.path(".")).join(' ').toStdString(), "");
    EXPECT_GT(search.filesSeen(), 5);
}

TEST_F(KeysOfARun, AreInNoWordOfAnExchangeThatHasOthers)
{
    LeakSearch search{{practice::kPracticeKey.data(),
                       practice::kPracticeSecret.data(),
                       "PKRECOGNISABLE7F3Q",
                       "aVery/Recognis+ableSecret"}};
    m_exchange.start({"--key",
                      "PKRECOGNISABLE7F3Q",
                      "--secret",
                      "aVery/Recognis+ableSecret",
                      "--data",
                      m_home.path("exchange")});
    m_desk.start(deskArguments());
    const Finished refused = m_desk.finish();
    EXPECT_NE(refused.code, EX_OK);
    EXPECT_TRUE(refused.err.contains("wants other keys")) << refused.err.toStdString();
    expectNowhere(search, refused);
    practice::test::Stream stream{m_exchange.port(), "/stream"};
    stream.send(
        R"({"action":"auth","key":"PKRECOGNISABLE7F3Q","secret":"aVery/Recognis+ableSecret"})");
    EXPECT_TRUE(stream.next().contains("authorized"));
    expectNowhere(search, m_exchange.program().stop());
    EXPECT_EQ(search.filesWithSecrets(m_home.path(".")).join(' ').toStdString(), "");
}

TEST(Security, NoCoreIsWrittenOfTheProgram)
{
    const Home home;
    Program program{home};
    program.setChildModifier([] {
        // As whoever allows himself everything, and is not the superuser, to whom all is open.
        const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
        ::setrlimit(RLIMIT_CORE, &all);
        if (::geteuid() == 0)
            (void)!::setuid(kNobody);
    });
    program.start({"exchange"});
    ASSERT_TRUE(program.waitForLine("listening on ")) << program.err().toStdString();
    const QString process = QStringLiteral("/proc/%1/").arg(program.pid());
    QFile limits{process + "limits"};
    ASSERT_TRUE(limits.open(QIODevice::ReadOnly));
    const QByteArray core = lineWith(limits.readAll(), "Max core file size").simplified();
    EXPECT_EQ(core.toStdString(), "Max core file size 0 0 bytes");
    // What a process that can be dumped shows of itself belongs to its user, else to root.
    struct stat memory
    {};
    ASSERT_EQ(::stat((process + "mem").toUtf8(), &memory), 0);
    EXPECT_EQ(memory.st_uid, 0U) << "it can be dumped through a pipe";
    struct stat folder
    {};
    ASSERT_EQ(::stat(process.toUtf8(), &folder), 0);
    EXPECT_NE(folder.st_uid, 0U) << "it runs as root, which says nothing";
}

TEST(Security, TheProgramIsHardened)
{
    if (QStandardPaths::findExecutable("readelf").isEmpty())
        GTEST_SKIP() << "readelf is not installed";
    EXPECT_TRUE(lineWith(readelf({"--file-header"}), "Type:").contains("DYN")) << "no PIE";
    const QByteArray dynamic = readelf({"--dynamic"});
    EXPECT_TRUE(lineWith(dynamic, "(FLAGS_1)").contains("PIE")) << "no PIE";
    EXPECT_TRUE(lineWith(dynamic, "(FLAGS_1)").contains("NOW")) << "symbols are bound late";
    EXPECT_FALSE(dynamic.contains("TEXTREL"));
    EXPECT_FALSE(dynamic.contains("RPATH")) << "libraries of somebody else's folder";
    const QByteArray segments = readelf({"--program-headers"});
    EXPECT_NE(lineWith(segments, "GNU_RELRO"), "");
    EXPECT_FALSE(lineWith(segments, "GNU_STACK").contains("RWE"));
    EXPECT_NE(lineWith(segments, "GNU_STACK"), "");
    for (const QByteArray& line : segments.split('\n'))
        EXPECT_FALSE(line.contains(" LOAD ") && line.contains("RWE")) << line.toStdString();
    const QByteArray symbols = readelf({"--dyn-syms"});
    EXPECT_TRUE(symbols.contains("__stack_chk_fail"));
#ifdef TAPEDECK_DEBUG
    // A template of the library says so where it would read beyond its end.
    EXPECT_TRUE(symbols.contains("__glibcxx_assert_fail"));
#else
    EXPECT_TRUE(symbols.contains("_chk@")) << "nothing is fortified";
#endif
}

TEST(LeakSearch, FindsEachSpellingThatIsPlanted)
{
    const QByteArray secret = "a/Secret+of=Some 7F";
    const QByteArray pair = "PKSOMEBODY:" + secret;
    QByteArray wide;
    for (const QChar letter : QString::fromLatin1(secret))
        wide.append(reinterpret_cast<const char*>(&letter), sizeof letter);
    const QByteArrayList planted{secret,
                                 secret.toHex(),
                                 secret.toHex().toUpper(),
                                 secret.toPercentEncoding(),
                                 secret.toBase64(),
                                 pair.toBase64(),
                                 ("x" + pair).toBase64(),
                                 ("xy" + pair + "z").toBase64(QByteArray::Base64UrlEncoding),
                                 wide};
    const Home home;
    LeakSearch search{{"another secret", secret}};
    EXPECT_EQ(search.filesWithSecrets(home.path(".")).join(' ').toStdString(), "");
    for (const QByteArray& spelling : planted) {
        const QString file = home.path("home/.hidden");
        practice::test::writeFile(file.toStdString(),
                                  ("noise " + spelling + " noise").toStdString());
        EXPECT_EQ(search.filesWithSecrets(home.path(".")).size(), 1) << spelling.toStdString();
    }
    EXPECT_FALSE(search.isIn(QByteArray{"a/Secret+of=Some 7"}.toBase64()));
    QFile::remove(home.path("home/.hidden"));
    // Packed, so that it is in no byte of the file as it is.
    MemorySink packed;
    auto writer = BlockWriter::create(packed, BlockFileKind::Session, "");
    ASSERT_TRUE(writer);
    const std::string record(4'096, 'n');
    ASSERT_TRUE(writer->append(record + secret.toStdString() + secret.toStdString() + record));
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(search.filesWithSecrets(home.path(".")).size(), 0);
    practice::test::writeFile(home.path("some.session").toStdString(), packed.bytes());
    EXPECT_EQ(search.filesWithSecrets(home.path(".")).size(), 1);
}

} // namespace
} // namespace tapedeck::scenario
