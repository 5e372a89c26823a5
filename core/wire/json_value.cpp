#include "wire/json_value.h"

#include "base/limits.h"

namespace tapedeck {

JsonToken::Kind JsonValue::kind() const noexcept
{
    return m_document == nullptr ? JsonToken::Kind::Null : m_document->m_nodes[m_node].value.kind;
}

std::string_view JsonValue::raw() const noexcept
{
    return isNull() ? std::string_view{} : m_document->m_nodes[m_node].value.text;
}

std::string JsonValue::text() const
{
    if (isNull())
        return {};
    const JsonToken& token = m_document->m_nodes[m_node].value;
    if (!token.escaped)
        return std::string{token.text};
    std::string text;
    unescapeJson(token.text, text);
    return text;
}

std::string JsonValue::key() const
{
    if (m_document == nullptr)
        return {};
    std::string text;
    unescapeJson(m_document->m_nodes[m_node].key.text, text);
    return text;
}

JsonValue JsonValue::operator[](std::string_view key) const
{
    JsonValue found;
    if (!isObject())
        return found;
    for (const JsonValue member : *this) {
        const JsonToken& name = m_document->m_nodes[member.m_node].key;
        if (name.escaped ? member.key() == key : name.text == key)
            found = member;
    }
    return found;
}

JsonValue::Iterator JsonValue::begin() const noexcept
{
    if (!isArray() && !isObject())
        return end();
    return {m_document, m_document->m_nodes[m_node].firstChild};
}

JsonValue::Iterator JsonValue::end() const noexcept
{
    return {m_document, JsonDocument::kNone};
}

std::size_t JsonValue::size() const noexcept
{
    std::size_t count = 0;
    for (auto it = begin(); !(it == end()); ++it)
        ++count;
    return count;
}

Result<JsonDocument> JsonDocument::parse(std::string_view text)
{
    if (text.size() > kFrameBytesMax)
        return fail(ErrorCode::OutOfRange, "JSON text is longer than 16 MiB");
    if (!isUtf8(text))
        return fail(ErrorCode::Malformed, "text is not UTF-8");
    JsonDocument document;
    JsonScanner scan{text};
    if (!document.read(scan, {}, 0) || !scan.atEnd())
        return fail(ErrorCode::Malformed, "text is not JSON");
    return document;
}

bool JsonDocument::read(JsonScanner& scan, const JsonToken& key, std::size_t depth)
{
    const auto node = static_cast<std::uint32_t>(m_nodes.size());
    m_nodes.push_back(Node{{}, key, kNone, kNone});
    const bool object = scan.comesNext('{');
    if (!object && !scan.comesNext('['))
        return scan.value(m_nodes[node].value);
    if (depth >= kJsonDepthMax)
        return false;
    m_nodes[node].value.kind = object ? JsonToken::Kind::Object : JsonToken::Kind::Array;
    return readChildren(scan, node, object, depth);
}

bool JsonDocument::readChildren(JsonScanner& scan,
                                std::uint32_t parent,
                                bool named,
                                std::size_t depth)
{
    const char close = named ? '}' : ']';
    if (!scan.take(named ? '{' : '['))
        return false;
    if (scan.take(close))
        return true;
    std::uint32_t last = kNone;
    do {
        JsonToken key;
        if (named && (!scan.string(key) || !scan.take(':')))
            return false;
        const auto child = static_cast<std::uint32_t>(m_nodes.size());
        (last == kNone ? m_nodes[parent].firstChild : m_nodes[last].next) = child;
        if (!read(scan, key, depth + 1))
            return false;
        last = child;
    } while (scan.take(','));
    return scan.take(close);
}

} // namespace tapedeck
