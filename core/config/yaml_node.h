#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

inline constexpr std::size_t kYamlBytesMax = 256U << 10U;
inline constexpr std::size_t kYamlDepthMax = 16;
inline constexpr std::size_t kYamlNodesMax = 20'000; ///< after aliases are written out
inline constexpr std::size_t kYamlAliasesMax = 100;

/// A piece of a YAML document, with the text as it was written: `5`, `"5"` and `on` stay what they
/// are until somebody asks for a number, a text or a flag.
struct YamlNode
{
    enum class Kind : unsigned char
    {
        Nothing,
        Scalar,
        List,
        Map
    };
    Kind kind{};
    int line = 0;                   ///< counted from 1
    std::string text;               ///< of a scalar
    bool quoted = false;            ///< `"5"` is a text, `5` may be a number
    std::vector<std::string> keys;  ///< of a map, as many as children, each once
    std::vector<YamlNode> children; ///< of a list or a map
};

/// Reads one document; nothing at all is an empty one. Refused, besides what is not YAML: more than
/// the bounds above, a key that comes twice, tags, tabs that indent, control characters, bytes that
/// are not UTF-8, a second document. Errors: Malformed, OutOfRange; both name the line.
[[nodiscard]] Result<YamlNode> readYaml(std::string_view text);

/// A text between double quotes, so that it is read back as it is.
[[nodiscard]] std::string quotedYaml(std::string_view text);

} // namespace tapedeck
