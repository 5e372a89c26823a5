#include "house/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace tapedeck::house {
namespace {

/// A small tree that keeps every rule; a case adds one file to it.
std::vector<File> goodTree()
{
    return {
        {"core/base/CMakeLists.txt", "tapedeck_room(base SOURCES fixed.cpp good.cpp)\n"},
        {"core/base/fixed.cpp", "#include \"base/fixed.h\"\n"},
        {"core/base/fixed.h", "#pragma once\n\n#include <vector>\n"},
        {"core/market/CMakeLists.txt",
         "tapedeck_room(market SOURCES bar.cpp late.cpp USES base LINKS fmt::fmt)\n"},
        {"core/market/bar.cpp", "#include \"base/fixed.h\"\n#include \"market/bar.h\"\n"},
        {"core/market/bar.h", "#pragma once\n"},
        {"core/engine/CMakeLists.txt", "tapedeck_room(engine SOURCES engine.cpp USES market)\n"},
        {"core/engine/engine.cpp", "#include \"engine/decks.h\"\n#include \"market/bar.h\"\n"},
        {"core/engine/decks.h", "#pragma once\n#include <atomic>\n"},
        {"app/CMakeLists.txt", "add_executable(tapedeck main.cpp commands/run.cpp)\n"},
        {"app/main.cpp", "#include \"app/store/journal.h\"\n#include \"ui/window.h\"\n"},
        {"app/store/CMakeLists.txt", "tapedeck_app_room(store SOURCES journal.cpp USES base)\n"},
        {"app/store/journal.cpp", "#include \"app/store/journal.h\"\n#include <QObject>\n"},
        {"app/store/journal.h", "#pragma once\n#include \"base/fixed.h\"\n"},
        {"app/alpaca/CMakeLists.txt",
         "tapedeck_app_room(alpaca SOURCES feed.cpp USES base runtime)\n"},
        {"app/alpaca/feed.cpp", "#include \"app/runtime/inbox.h\"\n"},
        {"app/runtime/inbox.h", "#pragma once\n"},
        {"ui/CMakeLists.txt", "add_library(ui window.cpp bad.cpp)\n"},
        {"ui/window.cpp", "#include \"ui/window.h\"\n"},
        {"ui/window.h", "#pragma once\n#include \"market/bar.h\"\n#include <QWidget>\n"},
        {"tests/core/base/CMakeLists.txt", "tapedeck_test(t SOURCES a_test.cpp USES room_base)\n"},
        {"packaging/cmake/Rooms.cmake",
         "# the law\nset(TAPEDECK_CORE_ROOMS\n    base market engine)\nset(TAPEDECK_APP_ROOMS "
         "store)\n"}};
}

std::vector<Finding> findingsWith(const File& file)
{
    std::vector<File> tree = goodTree();
    const auto twin = std::find_if(
        tree.begin(), tree.end(), [&](const File& other) { return other.path == file.path; });
    if (twin != tree.end())
        twin->text = file.text;
    else
        tree.push_back(file);
    return checkTree(tree);
}

TEST(House, AGoodTreeHasNoFindings)
{
    EXPECT_EQ(toText(checkTree(goodTree())), "");
}

struct Broken
{
    const char* name;
    const char* path;
    std::string text;
    std::size_t line;
    const char* fix; ///< part of what the finding must say

    friend void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }
};

class BrokenRule : public testing::TestWithParam<Broken>
{};

TEST_P(BrokenRule, IsFoundOnceWhereItIs)
{
    const auto findings = findingsWith({GetParam().path, GetParam().text});
    ASSERT_EQ(findings.size(), 1U) << toText(findings);
    EXPECT_EQ(findings[0].path, GetParam().path);
    EXPECT_EQ(findings[0].line, GetParam().line);
    EXPECT_NE(findings[0].fix.find(GetParam().fix), std::string::npos) << findings[0].fix;
}

constexpr const char* kCore = "core/base/fixed.cpp";
constexpr const char* kTest = "tests/core/base/a_test.cpp";

/// A source of core that keeps the include of its own header on line 1.
std::string core(const std::string& rest)
{
    return "#include \"base/fixed.h\"\n" + rest + "\n";
}

INSTANTIATE_TEST_SUITE_P(
    Core,
    BrokenRule,
    testing::Values(
        Broken{"Qt", kCore, core("#include <QString>"), 2, "core knows no Qt"},
        Broken{"a thread", kCore, core("#include <thread>"), 2, "core has no threads"},
        Broken{"a mutex", kCore, core("#include <mutex>"), 2, "core has no threads"},
        Broken{"an atomic outside the latch", kCore, core("#include <atomic>"), 2, "no threads"},
        Broken{"a file", kCore, core("#include <fstream>"), 2, "core opens nothing"},
        Broken{"the console", kCore, core("#include <iostream>"), 2, "core opens nothing"},
        Broken{"the file system", kCore, core("#include <filesystem>"), 2, "core opens nothing"},
        Broken{"random numbers", kCore, core("#include <random>"), 2, "our own generator"},
        Broken{
            "the clock", kCore, core("auto t = std::chrono::system_clock::now();"), 2, "no clock"},
        Broken{"a steady clock", kCore, core("auto t = steady_clock::now();"), 2, "no clock"},
        Broken{"the environment", kCore, core("auto e = std::getenv(\"HOME\");"), 2, "environment"},
        Broken{"rand", kCore, core("int r = rand();"), 2, "our own generator"},
        Broken{
            "a hash table", kCore, core("std::unordered_map<int, int> m;"), 2, "sorted container"},
        Broken{"libm", kCore, core("double y = std::exp(x);"), 2, "only sqrt"},
        Broken{"locale", kCore, core("double y = std::stod(text);"), 2, "locale"},
        Broken{"money in a double", kCore, core("double lastPrice = 0;"), 2, "'lastPrice'"},
        Broken{"money by reference", kCore, core("f(const float& m_cash);"), 2, "'m_cash'"},
        Broken{"money in a list", kCore, core("std::vector<double> m_quantities;"), 2, ""},
        Broken{"money returned", kCore, core("double notional(int);"), 2, "'notional'"}));

INSTANTIATE_TEST_SUITE_P(
    Includes,
    BrokenRule,
    testing::Values(
        Broken{"up and out", kCore, core("#include \"../base/x.h\""), 2, "no \"../\""},
        Broken{"up and out in a test", kTest, "#include \"../../x.h\"\n", 1, "no \"../\""},
        Broken{"a room that is not named",
               "core/engine/engine.cpp",
               "#include \"engine/decks.h\"\n#include \"base/fixed.h\"\n",
               2,
               "add it to USES"},
        Broken{"a later room", kCore, core("#include \"market/bar.h\""), 2, "without naming it"},
        Broken{"a nameless include", kCore, core("#include \"fixed.h\""), 2, "full names"},
        Broken{"a sibling of app",
               "app/store/journal.cpp",
               "#include \"app/vault/keys.h\"\n#include \"app/store/journal.h\"\n",
               1,
               "may not see"},
        Broken{"runtime that is not named",
               "app/store/journal.cpp",
               "#include \"app/runtime/inbox.h\"\n#include \"app/store/journal.h\"\n",
               1,
               "add it to USES"},
        Broken{
            "runtime from core", kCore, core("#include \"app/runtime/inbox.h\""), 2, "may not see"},
        Broken{"ui from app",
               "app/store/journal.cpp",
               "#include \"app/store/journal.h\"\n#include \"ui/window.h\"\n",
               2,
               "may not see"},
        Broken{"the engine from ui",
               "ui/window.cpp",
               "#include \"ui/window.h\"\n#include \"engine/decks.h\"\n",
               2,
               "ui sees desk"},
        Broken{"app from ui",
               "ui/window.cpp",
               "#include \"ui/window.h\"\n#include \"app/store/journal.h\"\n",
               2,
               "ui sees desk"}));

std::string functionOf(std::size_t lines, const std::string& line = "    g();\n")
{
    std::string text = core("void f()\n{");
    for (std::size_t i = 2; i < lines; ++i)
        text += line;
    return text + "}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Shape,
    BrokenRule,
    testing::Values(
        Broken{"a long function", kCore, functionOf(kFunctionLinesMax + 1), 3, "has 71 lines"},
        Broken{"a wide line", kCore, core("// " + std::string(98, 'a')), 2, "has 101 columns"},
        Broken{"no pragma", "core/base/fixed.h", "#include <vector>\n", 1, "#pragma once"},
        Broken{"a source nobody builds", "core/base/dead.cpp", "\n", 1, "no CMakeLists.txt"},
        Broken{"a test nobody builds", "tests/core/base/b_test.cpp", "\n", 1, "no CMakeLists.txt"},
        Broken{"a header nobody includes", "ui/dead.h", "#pragma once\n", 1, "nobody includes"}));

INSTANTIATE_TEST_SUITE_P(
    Words,
    BrokenRule,
    testing::Values(
        Broken{"unfinished work",
               kTest,
               "// TO"
               "DO: later\n",
               1,
               "leave no mark"},
        Broken{"broken work",
               "docs/a.md",
               "text\nFIX"
               "ME\n",
               2,
               "leave no mark"},
        Broken{"a mark",
               "run.sh",
               "# XX"
               "X\n",
               1,
               "leave no mark"},
        Broken{"a path of one machine",
               "docs/a.md",
               "see /wo"
               "rk/x\n",
               1,
               "one machine"},
        Broken{"a home folder",
               kCore,
               core("auto a = \"/ho"
                    "me/me\";"),
               2,
               "one machine"},
        Broken{"a shared folder",
               kTest,
               "open(\"/t"
               "mp/x\");\n",
               1,
               "temporary folder"},
        Broken{"a sleeping test", kTest, "std::this_thread::sleep_for(1s);\n", 1, "never sleeps"},
        Broken{"a waiting test", kTest, "QTest::qWait(100);\n", 1, "never sleeps"}));

struct Kept
{
    const char* name;
    const char* path;
    std::string text;

    friend void PrintTo(const Kept& kept, std::ostream* out) { *out << kept.name; }
};

class KeptRule : public testing::TestWithParam<Kept>
{};

TEST_P(KeptRule, IsNotReported)
{
    EXPECT_EQ(toText(findingsWith({GetParam().path, GetParam().text})), "");
}

INSTANTIATE_TEST_SUITE_P(
    House,
    KeptRule,
    testing::Values(
        Kept{"a word in a comment", kCore, core("// not rand(), not steady_clock::now()")},
        Kept{"a word in a text", kCore, core("auto a = \"std::getenv\"; // money: double price")},
        Kept{"statistics over prices", kCore, core("double priceZ = 0; double priceMean(int);")},
        Kept{"money converted for a statistic", kCore, core("double a = price.toDouble();")},
        Kept{"a cast", kCore, core("auto a = static_cast<double>(price);")},
        Kept{"a square root", kCore, core("double a = std::sqrt(b);")},
        Kept{"a function of 70 lines", kCore, functionOf(kFunctionLinesMax)},
        Kept{"a table of 50 cases", kCore, functionOf(50, "    case A:\n        return 1;\n")},
        Kept{"100 columns, not bytes", kCore, core("// " + std::string(96, 'a') + "\xc2\xb1")},
        Kept{"a wide raw string", kCore, core("auto a = R\"(\n" + std::string(120, 'a') + ")\";")},
        Kept{"a relative path",
             "docs/a.md",
             "see ../wo"
             "rk/x and a/t"
             "mp/x\n"},
        Kept{"the composition root", "app/commands/run.cpp", "#include \"engine/decks.h\"\n"},
        Kept{"a qt meta file",
             "ui/window.cpp",
             "#include \"ui/window.h\"\n#include \"window.moc\"\n"},
        Kept{"waiting for a condition", kTest, "QTest::qWaitFor([] { return true; });\n"},
        Kept{"a clock in app",
             "app/main.cpp",
             "#include \"app/store/journal.h\"\nauto a = std::chrono::steady_clock::now();\n"
             "#include \"ui/window.h\"\n"}));

TEST(House, ThisTreeKeepsItsRules)
{
    const auto tree = readTree(TAPEDECK_SOURCE_DIR);
    ASSERT_GT(tree.size(), 40U) << "the sources were not found";
    EXPECT_EQ(toText(checkTree(tree)), "");
}

} // namespace
} // namespace tapedeck::house
