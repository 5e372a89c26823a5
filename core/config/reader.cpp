#include "config/reader.h"

#include "config/keys.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tapedeck {

namespace {

constexpr std::size_t kIssuesShown = 5;
constexpr std::size_t kShownTextMax = 40;

/// At most kShownTextMax bytes, cut between characters.
std::string_view clipped(std::string_view text)
{
    if (text.size() <= kShownTextMax)
        return text;
    std::size_t size = kShownTextMax;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        --size;
    return text.substr(0, size);
}

std::string shown(const YamlNode& node)
{
    switch (node.kind) {
    case YamlNode::Kind::Nothing:
        return "empty";
    case YamlNode::Kind::List:
        return "a list";
    case YamlNode::Kind::Map:
        return "a section";
    case YamlNode::Kind::Scalar:
        break;
    }
    return '\'' + std::string{clipped(node.text)} +
           (node.text.size() > kShownTextMax ? "...'" : "'");
}

void mustBe(const At& at, ReadIssues& issues, std::string_view what)
{
    issues.add(at.path, "must be " + std::string{what} + ", is " + shown(at.node));
}

/// The number that stands there, exact. Complains and gives nothing when there is none.
std::optional<std::int64_t> numberAt(const At& at, ReadIssues& issues, std::string_view what)
{
    if (at.node.kind != YamlNode::Kind::Scalar || at.node.quoted) {
        mustBe(at, issues, what);
        return std::nullopt;
    }
    const auto nanos = parseNanos(at.node.text);
    if (nanos)
        return *nanos;
    if (nanos.error().code == ErrorCode::TooPrecise)
        issues.add(at.path, "has more than nine decimals");
    else if (nanos.error().code == ErrorCode::OutOfRange)
        issues.add(at.path, "is too large");
    else
        mustBe(at, issues, what);
    return std::nullopt;
}

bool isUnlimited(const YamlNode& node)
{
    return node.kind == YamlNode::Kind::Scalar && node.text == kUnlimited;
}

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

/// Names under which somebody might keep credentials.
bool looksSecret(std::string_view key)
{
    std::string lower{key};
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    constexpr std::array<std::string_view, 6> kWords{
        "key", "secret", "password", "passwd", "token", "credential"};
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
        return lower.find(word) != std::string::npos;
    });
}

} // namespace

void ReadIssues::add(std::string path, std::string message)
{
    ConfigIssue issue;
    issue.path = std::move(path);
    issue.message = std::move(message);
    m_issues.push_back(std::move(issue));
}

std::optional<int> ReadIssues::lineOf(std::string path) const
{
    while (true) {
        if (const auto found = m_lines.find(path); found != m_lines.end())
            return found->second;
        const std::size_t cut = path.find_last_of(".[");
        if (cut == std::string::npos)
            return std::nullopt;
        path.resize(cut);
    }
}

Error ReadIssues::toError(const std::vector<ConfigIssue>& issues) const
{
    std::string what;
    for (std::size_t i = 0; i < std::min(issues.size(), kIssuesShown); ++i) {
        const ConfigIssue& issue = issues[i];
        what += (what.empty() ? "" : "; ") + (issue.path.empty() ? "" : issue.path + ": ") +
                issue.message;
        if (const auto line = lineOf(issue.path))
            what += " (line " + std::to_string(*line) + ")";
    }
    if (issues.size() > kIssuesShown)
        what += "; and " + std::to_string(issues.size() - kIssuesShown) + " more";
    return Error{ErrorCode::Malformed, std::move(what)};
}

MapReader::MapReader(const At& at, ReadIssues& issues) : m_at{at}, m_issues{issues}
{
    const auto kind = m_at.node.kind;
    if (kind == YamlNode::Kind::List || kind == YamlNode::Kind::Scalar)
        mustBe(m_at, m_issues, "a section with keys");
}

std::optional<At> MapReader::find(std::string_view name)
{
    m_known.emplace_back(name);
    const YamlNode& map = m_at.node;
    const auto key = std::find(map.keys.begin(), map.keys.end(), name);
    if (key == map.keys.end())
        return std::nullopt;
    const auto& child = map.children[static_cast<std::size_t>(key - map.keys.begin())];
    std::string path = pathOf(m_at.path, name);
    m_issues.place(path, child.line);
    return At{child, std::move(path)};
}

void MapReader::finish()
{
    const YamlNode& map = m_at.node;
    for (std::size_t i = 0; i < map.keys.size(); ++i) {
        const std::string& key = map.keys[i];
        if (std::find(m_known.begin(), m_known.end(), key) != m_known.end())
            continue;
        const std::string path = pathOf(m_at.path, clipped(key));
        m_issues.place(path, map.children[i].line);
        if (looksSecret(key)) {
            m_issues.add(path,
                         "keys and passwords are never kept in this document; enter them in "
                         "Settings, which puts them into the system's keychain");
        } else {
            m_issues.add(path, "there is no such key" + nearestWord(key, m_known));
        }
    }
}

std::string pathOf(const std::string& parent, std::string_view key)
{
    return parent.empty() ? std::string{key} : parent + '.' + std::string{key};
}

std::string pathOf(const std::string& parent, std::size_t index)
{
    return parent + '[' + std::to_string(index) + ']';
}

void readValue(const At& at, ReadIssues& issues, bool& value)
{
    const YamlNode& node = at.node;
    const bool isWord = node.kind == YamlNode::Kind::Scalar && !node.quoted;
    if (!isWord || (node.text != "true" && node.text != "false"))
        mustBe(at, issues, "true or false");
    else
        value = node.text == "true";
}

void readValue(const At& at, ReadIssues& issues, std::int32_t& value)
{
    const auto nanos = numberAt(at, issues, "a whole number");
    if (!nanos)
        return;
    const std::int64_t units = *nanos / kNanosPerUnit;
    if (*nanos % kNanosPerUnit != 0 || units > INT32_MAX || units < INT32_MIN)
        mustBe(at, issues, "a whole number");
    else
        value = static_cast<std::int32_t>(units);
}

void readValue(const At& at, ReadIssues& issues, std::optional<std::int32_t>& value)
{
    if (isUnlimited(at.node))
        value.reset();
    else
        readValue(at, issues, value.emplace(value.value_or(0)));
}

void readValue(const At& at, ReadIssues& issues, Ratio& value)
{
    if (const auto nanos = numberAt(at, issues, "a number"))
        value = Ratio::fromNanos(*nanos);
}

void readValue(const At& at, ReadIssues& issues, Money& value)
{
    if (const auto nanos = numberAt(at, issues, "a number of dollars"))
        value = Money::fromNanos(*nanos);
}

void readValue(const At& at, ReadIssues& issues, std::optional<Money>& value)
{
    if (isUnlimited(at.node))
        value.reset();
    else
        readValue(at, issues, value.emplace(value.value_or(Money{})));
}

void readValue(const At& at, ReadIssues& issues, Nanoseconds& value)
{
    if (const auto nanos = numberAt(at, issues, "a number of seconds"))
        value = Nanoseconds{*nanos};
}

void readValue(const At& at, ReadIssues& issues, std::string& value)
{
    if (at.node.kind != YamlNode::Kind::Scalar)
        mustBe(at, issues, "a text");
    else
        value = at.node.text;
}

void readValue(const At& at, ReadIssues& issues, std::vector<std::string>& value)
{
    if (at.node.kind != YamlNode::Kind::List) {
        mustBe(at, issues, "a list, such as [A, B]");
        return;
    }
    value.clear();
    for (std::size_t i = 0; i < at.node.children.size(); ++i) {
        const At item{at.node.children[i], pathOf(at.path, i)};
        issues.place(item.path, item.node.line);
        readValue(item, issues, value.emplace_back());
    }
}

std::string nearestWord(std::string_view word, std::span<const std::string> words)
{
    std::string_view nearest;
    // A third of the word may be mistyped; longer than any key is no mistyped key.
    std::size_t best = std::min<std::size_t>(word.size() / 3, 3) + 1;
    if (word.size() > kShownTextMax)
        return "";
    for (const std::string& known : words) {
        const std::size_t distance = editDistance(word, known);
        if (distance < best) {
            best = distance;
            nearest = known;
        }
    }
    return nearest.empty() ? "" : " (did you mean '" + std::string{nearest} + "'?)";
}

} // namespace tapedeck
