#include "house/rules.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tapedeck::house {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 12> kTextFiles = {".h",
                                                         ".cpp",
                                                         ".txt",
                                                         ".cmake",
                                                         ".md",
                                                         ".sh",
                                                         ".json",
                                                         ".yaml",
                                                         ".qss",
                                                         ".qrc",
                                                         ".service",
                                                         ".1"};

bool isOfInterest(const fs::path& path)
{
    const std::string extension = path.extension().string();
    return extension.empty()
               ? path.parent_path().filename() == ".ci"
               : std::find(kTextFiles.begin(), kTextFiles.end(), extension) != kTextFiles.end();
}

/// Folders that hold no text of ours.
bool isSkipped(const fs::path& relative)
{
    const std::string name = relative.filename().string();
    return relative == "build" || relative == "tests/data" ||
           (name.front() == '.' && name != ".ci");
}

} // namespace

std::vector<File> readTree(const std::string& top)
{
    std::vector<File> tree;
    for (auto entry = fs::recursive_directory_iterator{top}; entry != fs::end(entry); ++entry) {
        const fs::path relative = fs::relative(entry->path(), top);
        if (entry->is_directory()) {
            if (isSkipped(relative))
                entry.disable_recursion_pending();
        } else if (isOfInterest(relative)) {
            std::ifstream in{entry->path(), std::ios::binary};
            tree.push_back(File{relative.generic_string(),
                                std::string{std::istreambuf_iterator<char>{in}, {}}});
        }
    }
    std::sort(
        tree.begin(), tree.end(), [](const File& a, const File& b) { return a.path < b.path; });
    return tree;
}

} // namespace tapedeck::house
