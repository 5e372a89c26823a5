#include "config/yaml_node.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

namespace tapedeck {

namespace {

/// Thrown through yaml-cpp and caught in readYaml().
struct Stop : std::exception
{
    explicit Stop(Error why) : error{std::move(why)} {}
    Error error;
};

std::string atLine(std::string what, int line)
{
    return what + " (line " + std::to_string(line) + ")";
}

[[noreturn]] void stop(ErrorCode code, std::string what, int line)
{
    throw Stop{Error{code, atLine(std::move(what), line)}};
}

/// Turns yaml-cpp's events into a tree and stops it as soon as a bound is passed, so that nothing
/// is built that would not be used.
class TreeBuilder final : public YAML::EventHandler
{
public:
    [[nodiscard]] YamlNode take() { return std::move(m_root); }

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(made(YamlNode::Kind::Nothing, mark), anchor);
    }
    void OnScalar(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  const std::string& value) override
    {
        refuseTag(tag, mark);
        YamlNode node = made(YamlNode::Kind::Scalar, mark);
        node.text = value;
        node.quoted = tag == "!";
        add(std::move(node), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        if (++m_aliases > kYamlAliasesMax)
            stop(
                ErrorCode::OutOfRange, "more aliases than " + bound(kYamlAliasesMax), lineOf(mark));
        const auto named = m_anchored.find(anchor);
        if (named == m_anchored.end())
            stop(ErrorCode::Malformed, "an alias stands inside of what it names", lineOf(mark));
        if (m_open.size() + depthOf(named->second) > kYamlDepthMax)
            stopTooDeep(lineOf(mark));
        countNodes(sizeOf(named->second), lineOf(mark));
        YamlNode copy = named->second;
        place(std::move(copy), lineOf(mark));
    }
    void OnSequenceStart(const YAML::Mark& mark,
                         const std::string& tag,
                         YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override
    {
        open(YamlNode::Kind::List, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark,
                    const std::string& tag,
                    YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override
    {
        open(YamlNode::Kind::Map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        YamlNode node;
        YAML::anchor_t anchor{};
        std::optional<std::string> key{}; ///< of a map: read, and waiting for its value
        int keyLine = 0;
        std::set<std::string> seen{}; ///< of a map
    };

    static int lineOf(const YAML::Mark& mark) { return mark.line + 1; }
    static std::string bound(std::size_t most) { return std::to_string(most); }
    [[noreturn]] static void stopTooDeep(int line)
    {
        stop(ErrorCode::OutOfRange, "nested deeper than " + bound(kYamlDepthMax), line);
    }
    static void refuseTag(const std::string& tag, const YAML::Mark& mark)
    {
        if (!tag.empty() && tag != "?" && tag != "!")
            stop(ErrorCode::Malformed, "tags such as '" + tag + "' have no use here", lineOf(mark));
    }
    static std::size_t sizeOf(const YamlNode& node)
    {
        std::size_t size = 1;
        for (const YamlNode& child : node.children)
            size += sizeOf(child);
        return size;
    }
    static std::size_t depthOf(const YamlNode& node)
    {
        std::size_t depth = 0;
        for (const YamlNode& child : node.children)
            depth = std::max(depth, depthOf(child));
        return depth + 1;
    }

    void countNodes(std::size_t more, int line)
    {
        m_nodes += more;
        if (m_nodes > kYamlNodesMax)
            stop(ErrorCode::OutOfRange, "more than " + bound(kYamlNodesMax) + " values", line);
    }
    YamlNode made(YamlNode::Kind kind, const YAML::Mark& mark)
    {
        countNodes(1, lineOf(mark));
        YamlNode node;
        node.kind = kind;
        node.line = lineOf(mark);
        return node;
    }
    void
    open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        refuseTag(tag, mark);
        if (m_open.size() >= kYamlDepthMax)
            stopTooDeep(lineOf(mark));
        m_open.push_back(Open{made(kind, mark), anchor});
    }
    void close()
    {
        Open done = std::move(m_open.back());
        m_open.pop_back();
        add(std::move(done.node), done.anchor);
    }
    void add(YamlNode node, YAML::anchor_t anchor)
    {
        if (anchor != YAML::NullAnchor)
            m_anchored[anchor] = node;
        const int line = node.line;
        place(std::move(node), line);
    }
    void place(YamlNode node, int line)
    {
        if (m_open.empty()) {
            m_root = std::move(node);
            return;
        }
        Open& parent = m_open.back();
        if (parent.node.kind == YamlNode::Kind::Map) {
            if (!parent.key) {
                placeKey(parent, node, line);
                return;
            }
            if (node.kind == YamlNode::Kind::Nothing)
                node.line = parent.keyLine; // there is nothing that could have a line of its own
            parent.node.keys.push_back(*parent.key);
            parent.key.reset();
        }
        parent.node.children.push_back(std::move(node));
    }
    static void placeKey(Open& parent, const YamlNode& key, int line)
    {
        if (key.kind != YamlNode::Kind::Scalar)
            stop(ErrorCode::Malformed, "a key must be a word", line);
        if (!parent.seen.insert(key.text).second)
            stop(ErrorCode::Malformed, "'" + key.text + "' is set twice", line);
        parent.key = key.text;
        parent.keyLine = line;
    }

    YamlNode m_root;
    std::vector<Open> m_open;
    std::map<YAML::anchor_t, YamlNode> m_anchored;
    std::size_t m_nodes = 0;
    std::size_t m_aliases = 0;
};

/// Length of the UTF-8 sequence at the start of `text`; 0 when it is none (RFC 3629).
std::size_t utf8Length(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80U)
        return 1;
    const std::size_t size = lead >= 0xF5U   ? 0U
                             : lead >= 0xF0U ? 4U
                             : lead >= 0xE0U ? 3U
                             : lead >= 0xC2U ? 2U
                                             : 0U;
    if (size == 0 || text.size() < size)
        return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U)
            return 0;
    }
    const unsigned next = byte(1);
    const bool overlong = (lead == 0xE0U && next < 0xA0U) || (lead == 0xF0U && next < 0x90U);
    const bool beyond = (lead == 0xEDU && next >= 0xA0U) || (lead == 0xF4U && next >= 0x90U);
    return overlong || beyond ? 0 : size;
}

/// What yaml-cpp would take and we do not. In JSON, tabs may stand anywhere.
Result<void> checkBytes(std::string_view text)
{
    if (text.size() > kYamlBytesMax) {
        return fail(ErrorCode::OutOfRange,
                    "the configuration is larger than " + std::to_string(kYamlBytesMax >> 10U) +
                        " KiB");
    }
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    const bool isJson = start != std::string_view::npos && text[start] == '{';
    int line = 1;
    bool indenting = true;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const std::size_t size = utf8Length(text.substr(i));
        if (size == 0)
            return fail(ErrorCode::Malformed, atLine("bytes that are not UTF-8", line));
        if (size == 1 && (c < ' ' || c == '\x7F') && c != '\t' && c != '\n' && c != '\r')
            return fail(ErrorCode::Malformed, atLine("a control character", line));
        if (c == '\t' && indenting && !isJson)
            return fail(ErrorCode::Malformed, atLine("a tab indents; use spaces", line));
        if (c == '\n') {
            ++line;
            indenting = true;
        } else if (c != ' ') {
            indenting = false;
        }
        i += size;
    }
    return {};
}

} // namespace

Result<YamlNode> readYaml(std::string_view text)
{
    if (auto checked = checkBytes(text); !checked)
        return tl::unexpected{checked.error()};
    try {
        std::istringstream stream{std::string{text}};
        YAML::Parser parser{stream};
        TreeBuilder tree;
        if (!parser.HandleNextDocument(tree))
            return YamlNode{};
        TreeBuilder second;
        if (parser.HandleNextDocument(second)) {
            return fail(ErrorCode::Malformed,
                        atLine("a second document begins", second.take().line));
        }
        return tree.take();
    } catch (const Stop& stopped) {
        return tl::unexpected{stopped.error};
    } catch (const YAML::Exception& broken) {
        const bool isAlias = broken.msg.find("alias") != std::string::npos;
        return fail(ErrorCode::Malformed,
                    atLine("not YAML: " + broken.msg + (isAlias ? R"(; write "*" in quotes)" : ""),
                           std::max(broken.mark.line, 0) + 1));
    } catch (const std::exception& broken) {
        return fail(ErrorCode::Malformed, std::string{"not YAML: "} + broken.what());
    }
}

std::string quotedYaml(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

} // namespace tapedeck
