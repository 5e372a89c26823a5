#include "house/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

/// The command line is told four times: by the parsers, by --help, in the man page and in docs.
/// Here the parsers are held against the other three.
namespace tapedeck::house {
namespace {

const std::vector<File>& sources()
{
    static const std::vector<File> tree = readTree(TAPEDECK_SOURCE_DIR);
    return tree;
}

std::string textOf(const std::string& path)
{
    const auto found = std::find_if(
        sources().begin(), sources().end(), [&](const File& file) { return file.path == path; });
    EXPECT_NE(found, sources().end()) << "there is no " << path;
    return found == sources().end() ? "" : found->text;
}

std::set<std::string> allMatches(const std::string& text, const std::regex& what)
{
    std::set<std::string> found;
    for (auto match = std::sregex_iterator{text.begin(), text.end(), what};
         match != std::sregex_iterator{};
         ++match)
        found.insert((*match)[1].str());
    return found;
}

/// Of the form `QCommandLineOption tape{"tape"`, `help{{"h", "help"}}`, and `{"listen", "", ...` in
/// a list of them.
std::set<std::string> parsedOptions(const std::string& text)
{
    static const std::regex kDeclared{"QCommandLineOption \\w+\\{(?:\\{\"\\w\", )?\"([a-z-]+)\""};
    static const std::regex kListed{"\\n        \\{\"([a-z-]+)\", \"\""};
    static const std::regex kFlag{"controlOptions\\(kName, arguments, \"([a-z-]+)\"\\)"};
    std::set<std::string> names = allMatches(text, kDeclared);
    names.merge(allMatches(text, kListed));
    names.merge(allMatches(text, kFlag));
    return names;
}

bool isNamed(const std::string& text, const std::string& option)
{
    const std::string wanted = "--" + option;
    for (std::size_t at = text.find(wanted); at != std::string::npos;
         at = text.find(wanted, at + 1)) {
        const char next = at + wanted.size() < text.size() ? text[at + wanted.size()] : ' ';
        if (std::isalnum(static_cast<unsigned char>(next)) == 0 && next != '-')
            return true;
    }
    return false;
}

/// As it reads: troff writes a hyphen as `\-`.
std::string manPage()
{
    return std::regex_replace(
        textOf("packaging/linux/tapedeck.1"), std::regex{"\\\\-"}, std::string{"-"});
}

/// What a reader of `text` misses of the options that `parser` takes.
std::string missing(const std::string& parser, const std::string& text)
{
    const auto options = parsedOptions(textOf(parser));
    EXPECT_FALSE(options.empty()) << parser << ": no option was found; adapt this test";
    std::string missed;
    for (const std::string& option : options) {
        if (!isNamed(text, option))
            missed += " --" + option;
    }
    return missed;
}

const std::vector<std::string> kCommandParsers = {"app/commands/audit.cpp",
                                                  "app/commands/backtest.cpp",
                                                  "app/commands/control.cpp",
                                                  "app/commands/control_kill.cpp",
                                                  "app/commands/control_options.cpp",
                                                  "app/commands/decode.cpp",
                                                  "app/commands/exchange.cpp",
                                                  "app/live_command.cpp",
                                                  "app/commands/indicators.cpp"};

TEST(CommandLine, HelpNamesEveryOptionOfTheWorkstation)
{
    const std::string text = textOf("app/launch_options.cpp");
    EXPECT_EQ(missing("app/launch_options.cpp", text.substr(text.find("QString helpText"))), "");
}

TEST(CommandLine, TheManPageNamesEveryOption)
{
    const std::string page = manPage();
    EXPECT_EQ(missing("app/launch_options.cpp", page), "");
    for (const std::string& parser : kCommandParsers)
        EXPECT_EQ(missing(parser, page), "") << parser;
}

TEST(CommandLine, TheDocumentsNameEveryOption)
{
    const std::string page = textOf("docs/command-line.md") + textOf("docs/practice-exchange.md");
    EXPECT_EQ(missing("app/launch_options.cpp", page), "");
    for (const std::string& parser : kCommandParsers)
        EXPECT_EQ(missing(parser, page), "") << parser;
}

TEST(CommandLine, HelpOfTheCommandsNamesEveryOptionOfTheirs)
{
    const std::string page = textOf("app/commands/command_help.cpp");
    for (const std::string& parser : kCommandParsers)
        EXPECT_EQ(missing(parser, page), "") << parser;
}

TEST(CommandLine, EveryCommandHasHelpAManPageAndASection)
{
    static const std::regex kCommand{"Subcommand\\{\"([a-z]+)\""};
    const auto commands = allMatches(textOf("app/main.cpp"), kCommand);
    ASSERT_FALSE(commands.empty());
    const std::string help = textOf("app/commands/command_help.cpp");
    const std::string page = manPage();
    const std::string documents = textOf("docs/command-line.md");
    for (const std::string& command : commands) {
        EXPECT_NE(help.find("Usage: tapedeck " + command), std::string::npos) << command;
        EXPECT_TRUE(std::regex_search(page, std::regex{"\\n\\.BI? \"?" + command + "\\b"}))
            << command;
        EXPECT_TRUE(std::regex_search(documents, std::regex{"\\n## [a-z, ]*\\b" + command}))
            << command;
    }
}

} // namespace
} // namespace tapedeck::house
