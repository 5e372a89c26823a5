#include "house/rules.h"

#include "house/bans.h"
#include "house/layout.h"
#include "house/source_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace tapedeck::house {

namespace {

bool startsWith(std::string_view text, std::string_view start) noexcept
{
    return text.substr(0, start.size()) == start;
}

bool endsWith(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool isCpp(std::string_view path) noexcept
{
    return endsWith(path, ".h") || endsWith(path, ".cpp");
}

/// Applies the rules to one file; collects what is broken.
class FileCheck
{
public:
    FileCheck(const File& file, const Layout& layout, std::vector<Finding>& out)
        : m_path{file.path}, m_layout{layout}, m_out{out}, m_source{readSource(file.text)}
    {}

    void run()
    {
        words();
        if (!isCpp(m_path))
            return;
        shape();
        functions();
        for (const Include& include : includesOf(m_source))
            checkInclude(include);
        const bool core = startsWith(m_path, "core/");
        if (core)
            banWords(kCoreWords);
        if (core || startsWith(m_path, "app/"))
            moneyInDouble();
        if (startsWith(m_path, "tests/"))
            banWords(kTestWords);
    }

private:
    void found(std::size_t line, std::string fix)
    {
        m_out.push_back(Finding{m_path, line, std::move(fix)});
    }

    void words()
    {
        for (std::size_t i = 0; i < m_source.raw.size(); ++i) {
            for (const Ban& ban : kWords) {
                if (hasWord(m_source.raw[i], ban.word))
                    found(i + 1, "'" + std::string{ban.word} + "': " + std::string{ban.fix});
            }
            for (const std::string_view path : kMachinePaths) {
                if (namesPath(m_source.raw[i], path))
                    found(i + 1, "'" + std::string{path} + "': " + std::string{kOneMachine});
            }
        }
    }
    /// True if an absolute path under `folder` stands in the line; "a/work/b" is none.
    static bool namesPath(std::string_view line, std::string_view folder) noexcept
    {
        const std::size_t at = line.find(folder);
        if (at == std::string_view::npos)
            return false;
        const char before = at == 0 ? ' ' : line[at - 1];
        return !isIdentifierChar(before) &&
               std::string_view{"./}~-)"}.find(before) == std::string_view::npos;
    }

    template <std::size_t N>
    void banWords(const std::array<Ban, N>& bans)
    {
        for (std::size_t i = 0; i < m_source.code.size(); ++i) {
            for (const Ban& ban : bans) {
                if (hasWord(m_source.code[i], ban.word))
                    found(i + 1, "'" + std::string{ban.word} + "': " + std::string{ban.fix});
            }
        }
    }

    void shape()
    {
        for (std::size_t i = 0; i < m_source.raw.size(); ++i) {
            const std::string& line = m_source.raw[i];
            const auto columns = static_cast<std::size_t>(
                std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
            if (columns > kLineColumnsMax && !m_source.literal[i])
                found(i + 1,
                      "the line has " + std::to_string(columns) + " columns: break it at 100");
        }
        if (!endsWith(m_path, ".h"))
            return;
        const auto first =
            std::find_if(m_source.code.begin(), m_source.code.end(), [](const std::string& line) {
                return !trimmed(line).empty();
            });
        if (first == m_source.code.end() || trimmed(*first) != "#pragma once")
            found(1, "a header begins with #pragma once");
    }

    void functions()
    {
        for (const Body& body : functionBodies(m_source)) {
            const std::size_t lines = linesThatCount(body);
            if (lines > kFunctionLinesMax)
                found(body.first,
                      "the function has " + std::to_string(lines) +
                          " lines: 70 fit a screen, give its parts names of their own");
        }
    }

    /// All but `case` lines: a switch over an enum is a table, read and not followed.
    [[nodiscard]] std::size_t linesThatCount(const Body& body) const
    {
        return static_cast<std::size_t>(std::count_if(
            m_source.code.begin() + static_cast<std::ptrdiff_t>(body.first - 1),
            m_source.code.begin() + static_cast<std::ptrdiff_t>(body.last),
            [](const std::string& line) { return !startsWith(trimmed(line), "case "); }));
    }

    void moneyInDouble()
    {
        for (std::size_t i = 0; i < m_source.code.size(); ++i) {
            const std::string name = moneyNameAfterDouble(m_source.code[i]);
            if (!name.empty())
                found(i + 1,
                      "'" + name +
                          "' holds money in a floating-point number: use Price, Quantity, " +
                          "Money or Ratio (base/fixed.h), or name it for the statistic that it is");
        }
    }
    /// The first identifier declared `double` or `float` in the line that ends in a money word.
    static std::string moneyNameAfterDouble(std::string_view line)
    {
        for (const std::string_view type : {"double", "float"}) {
            for (std::size_t at = line.find(type); at != std::string_view::npos;
                 at = line.find(type, at + 1)) {
                std::size_t start = at + type.size();
                start = std::min(line.find_first_not_of(" &*>", start), line.size());
                std::size_t end = start;
                while (end < line.size() && isIdentifierChar(line[end]))
                    ++end;
                std::string name{line.substr(start, end - start)};
                const bool typeStandsAlone =
                    start > at + type.size() && (at == 0 || !isIdentifierChar(line[at - 1]));
                if (typeStandsAlone && namesMoney(name))
                    return name;
            }
        }
        return {};
    }
    static bool namesMoney(std::string name)
    {
        std::transform(name.begin(), name.end(), name.begin(), [](char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        });
        while (!name.empty() && (name.back() == '_' || name.back() == 's'))
            name.pop_back();
        if (endsWith(name, "ie"))
            name.replace(name.size() - 2, 2, "y"); // quantities
        return std::any_of(kMoneyNouns.begin(), kMoneyNouns.end(), [&](std::string_view noun) {
            return endsWith(name, noun);
        });
    }

    void checkInclude(const Include& include)
    {
        if (include.what.find("../") != std::string::npos)
            found(include.line, "no \"../\" in an include: start from the room, \"market/bar.h\"");
        else if (startsWith(m_path, "core/"))
            include.quoted ? roomInclude(include) : coreSystemInclude(include);
        else if (startsWith(m_path, "ui/") && include.quoted)
            uiInclude(include);
        else if (startsWith(m_path, "app/") && include.quoted && !roomOf(m_path).empty())
            roomInclude(include);
    }
    void coreSystemInclude(const Include& include)
    {
        if (include.what.front() == 'Q' || startsWith(include.what, "qt"))
            found(include.line, "core knows no Qt: '" + include.what + "' belongs to app or ui");
        for (const Ban& ban : kCoreHeaders) {
            const bool latch = ban.word == "atomic" && m_path == kLatchHeader;
            if (include.what == ban.word && !latch)
                found(include.line, "<" + include.what + ">: " + std::string{ban.fix});
        }
    }
    void uiInclude(const Include& include)
    {
        if (endsWith(include.what, ".moc"))
            return;
        constexpr std::array<std::string_view, 6> seen = {
            "ui/", "desk/", "base/", "market/", "trading/", "audit/"};
        if (std::none_of(seen.begin(), seen.end(), [&](std::string_view room) {
                return startsWith(include.what, room);
            }))
            found(include.line,
                  "ui sees desk, base, market, trading and audit, not \"" + include.what +
                      "\": put what it must show into desk's Snapshot");
    }
    /// A room includes itself and the rooms that its CMakeLists.txt names: CMake passes on the
    /// include roots of rooms that a used room uses, so the compiler would let others through. A
    /// room of app may name runtime beside core rooms.
    void roomInclude(const Include& include)
    {
        const std::string room = roomOf(m_path);
        if (startsWith(include.what, room + "/") || endsWith(include.what, ".moc"))
            return;
        const bool runtime = startsWith(m_path, "app/") && startsWith(include.what, "app/runtime/");
        const std::string other =
            runtime ? "runtime" : include.what.substr(0, include.what.find('/'));
        const bool core = std::find(m_layout.coreRooms.begin(), m_layout.coreRooms.end(), other) !=
                          m_layout.coreRooms.end();
        const auto uses = m_layout.uses.find(room);
        if (!core && !runtime)
            found(include.line,
                  "room '" + room + "' may not see \"" + include.what +
                      "\": a room includes itself, core rooms and, in app, app/runtime, by their "
                      "full names");
        else if (uses == m_layout.uses.end() || uses->second.count(other) == 0)
            found(
                include.line,
                "room '" + room + "' includes '" + other +
                    "' without naming it: add it to USES in its CMakeLists.txt, if the law allows");
    }

    std::string m_path;
    const Layout& m_layout;
    std::vector<Finding>& m_out;
    SourceText m_source;
};

/// Sources that no build file names, and headers that nobody includes.
class DeadFiles
{
public:
    explicit DeadFiles(const std::vector<File>& tree)
    {
        for (const File& file : tree) {
            if (endsWith(file.path, "CMakeLists.txt")) {
                for (const std::string& word : cmakeWords(file.text))
                    m_built.insert(joined(folderOf(file.path), word));
            } else if (isCpp(file.path)) {
                for (const Include& include : includesOf(readSource(file.text)))
                    addIncluded(include.what);
            }
        }
    }
    [[nodiscard]] bool isBuilt(const std::string& path) const { return m_built.count(path) != 0; }
    [[nodiscard]] bool isIncluded(std::string_view path) const
    {
        const auto named = m_included.find(std::string{path.substr(path.rfind('/') + 1)});
        return named != m_included.end() &&
               std::any_of(
                   named->second.begin(), named->second.end(), [&](const std::string& what) {
                       return path == what || endsWith(path, "/" + what);
                   });
    }

private:
    static std::string joined(std::string_view folder, const std::string& name)
    {
        return folder.empty() ? name : std::string{folder} + "/" + name;
    }
    void addIncluded(const std::string& what)
    {
        m_included[what.substr(what.rfind('/') + 1)].insert(what);
    }

    std::set<std::string> m_built;
    std::map<std::string, std::set<std::string>> m_included; ///< by file name
};

} // namespace

std::vector<Finding> checkTree(const std::vector<File>& tree)
{
    std::vector<Finding> findings;
    const Layout layout = layoutOf(tree);
    const DeadFiles dead{tree};
    for (const File& file : tree) {
        FileCheck{file, layout, findings}.run();
        if (endsWith(file.path, ".cpp") && !dead.isBuilt(file.path))
            findings.push_back(
                Finding{file.path,
                        1,
                        "no CMakeLists.txt names this file: add it to its room, or remove it"});
        if (endsWith(file.path, ".h") && !dead.isIncluded(file.path))
            findings.push_back(
                Finding{file.path, 1, "nobody includes this header: use it, or remove it"});
    }
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return a.path != b.path ? a.path < b.path : a.line < b.line;
    });
    return findings;
}

std::string toText(const std::vector<Finding>& findings)
{
    std::string text;
    for (const Finding& finding : findings)
        text += finding.path + ":" + std::to_string(finding.line) + ": " + finding.fix + "\n";
    return text;
}

} // namespace tapedeck::house
