#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The rules of the house that compiler and clang-format cannot see (docs/decisions.md, 5).
namespace tapedeck::house {

/// A text file of the tree. The path is relative to the top, with forward slashes.
struct File
{
    std::string path;
    std::string text;
};

/// A broken rule: where, and what to do about it.
struct Finding
{
    std::string path;
    std::size_t line = 0; ///< counted from 1
    std::string fix;      ///< one sentence: what is wrong and how to mend it
};

inline constexpr std::size_t kFunctionLinesMax = 70;
inline constexpr std::size_t kLineColumnsMax = 100;

/// The findings in a tree, in the order of its files and lines.
[[nodiscard]] std::vector<Finding> checkTree(const std::vector<File>& tree);

/// "path:line: fix", a line each.
[[nodiscard]] std::string toText(const std::vector<Finding>& findings);

/// The text files below `top` that the rules are about; not what was built, nor data.
[[nodiscard]] std::vector<File> readTree(const std::string& top);

} // namespace tapedeck::house
