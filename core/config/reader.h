#pragma once

#include "config/load.h"
#include "config/yaml_node.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

/// What was found wrong while a document is read, and the lines of its paths.
class ReadIssues
{
public:
    void add(std::string path, std::string message);
    [[nodiscard]] const std::vector<ConfigIssue>& all() const noexcept { return m_issues; }
    /// Remembers the line of a path.
    void place(const std::string& path, int line) { m_lines.emplace(path, line); }
    /// Every issue as "path: message (line N)", the line being that of the nearest thing that is
    /// written down.
    [[nodiscard]] Error toError(const std::vector<ConfigIssue>& issues) const;

private:
    [[nodiscard]] std::optional<int> lineOf(std::string path) const;

    std::vector<ConfigIssue> m_issues;
    std::map<std::string, int> m_lines;
};

/// A piece of the document and its path.
struct At
{
    const YamlNode& node;
    std::string path;
};

/// Reads a map's keys by name and complains about those that nobody asked for.
class MapReader
{
public:
    MapReader(const At& at, ReadIssues& issues);
    /// Nothing when the key is not set. `name` is known from then on.
    [[nodiscard]] std::optional<At> find(std::string_view name);
    /// Complains about unknown keys. Call it last.
    void finish();
    [[nodiscard]] const std::string& path() const noexcept { return m_at.path; }

private:
    At m_at;
    ReadIssues& m_issues;
    std::vector<std::string> m_known;
};

/// "list" and "list[2]", "map.key"; the top has no name.
[[nodiscard]] std::string pathOf(const std::string& parent, std::string_view key);
[[nodiscard]] std::string pathOf(const std::string& parent, std::size_t index);

/// Each leaves `value` alone and complains when the node holds something else.
void readValue(const At& at, ReadIssues& issues, bool& value);
void readValue(const At& at, ReadIssues& issues, std::int32_t& value);
void readValue(const At& at, ReadIssues& issues, std::optional<std::int32_t>& value);
void readValue(const At& at, ReadIssues& issues, Ratio& value);
void readValue(const At& at, ReadIssues& issues, Money& value);
void readValue(const At& at, ReadIssues& issues, std::optional<Money>& value);
void readValue(const At& at, ReadIssues& issues, Nanoseconds& value); ///< from seconds
void readValue(const At& at, ReadIssues& issues, std::string& value);
void readValue(const At& at, ReadIssues& issues, std::vector<std::string>& value);

/// " (did you mean 'x'?)", or nothing when none of the words is near.
[[nodiscard]] std::string nearestWord(std::string_view word, std::span<const std::string> words);

} // namespace tapedeck
