#pragma once

#include "base/result.h"
#include "wire/json_scanner.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

class JsonDocument;

/// A value inside a JsonDocument, or nothing: a missing key and null are the same to the broker.
/// Copies are cheap; none outlives the document.
class JsonValue
{
public:
    JsonValue() noexcept = default;

    [[nodiscard]] JsonToken::Kind kind() const noexcept;
    [[nodiscard]] bool isNull() const noexcept { return kind() == JsonToken::Kind::Null; }
    [[nodiscard]] bool isString() const noexcept { return kind() == JsonToken::Kind::String; }
    [[nodiscard]] bool isNumber() const noexcept { return kind() == JsonToken::Kind::Number; }
    [[nodiscard]] bool isArray() const noexcept { return kind() == JsonToken::Kind::Array; }
    [[nodiscard]] bool isObject() const noexcept { return kind() == JsonToken::Kind::Object; }
    /// True for the word true, and for nothing else.
    [[nodiscard]] bool isTrue() const noexcept { return kind() == JsonToken::Kind::True; }

    /// What a string says; of anything else the text as it stands ("null" is empty).
    [[nodiscard]] std::string text() const;
    /// As it stands: a number's token.
    [[nodiscard]] std::string_view raw() const noexcept;
    /// A member's name; empty for elements of arrays.
    [[nodiscard]] std::string key() const;

    /// The member of an object, the last of several; nothing when there is none.
    [[nodiscard]] JsonValue operator[](std::string_view key) const;

    class Iterator;
    /// Elements of an array or members of an object, in order.
    [[nodiscard]] Iterator begin() const noexcept;
    [[nodiscard]] Iterator end() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;

private:
    friend class JsonDocument;
    JsonValue(const JsonDocument* document, std::uint32_t node) noexcept
        : m_document{document}, m_node{node}
    {}

    const JsonDocument* m_document = nullptr;
    std::uint32_t m_node = 0;
};

/// A body of the broker, or one of ours, read whole. For market data StockDecoder is the way.
class JsonDocument
{
public:
    /// `text` outlives the document. Errors: Malformed, OutOfRange (kFrameBytesMax).
    [[nodiscard]] static Result<JsonDocument> parse(std::string_view text);

    [[nodiscard]] JsonValue root() const noexcept { return {this, 0}; }

private:
    friend class JsonValue;
    friend class JsonValue::Iterator;
    static constexpr std::uint32_t kNone = UINT32_MAX;
    struct Node
    {
        JsonToken value;
        JsonToken key;
        std::uint32_t firstChild = kNone;
        std::uint32_t next = kNone;
    };

    bool read(JsonScanner& scan, const JsonToken& key, std::size_t depth);
    bool readChildren(JsonScanner& scan, std::uint32_t parent, bool named, std::size_t depth);

    std::vector<Node> m_nodes;
};

class JsonValue::Iterator
{
public:
    Iterator(const JsonDocument* document, std::uint32_t node) noexcept
        : m_document{document}, m_node{node}
    {}
    [[nodiscard]] JsonValue operator*() const noexcept { return {m_document, m_node}; }
    Iterator& operator++() noexcept
    {
        m_node = m_document->m_nodes[m_node].next;
        return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) noexcept
    {
        return a.m_node == b.m_node;
    }

private:
    const JsonDocument* m_document;
    std::uint32_t m_node;
};

} // namespace tapedeck
