#include "house/layout.h"

#include "house/source_text.h"

#include <algorithm>

namespace tapedeck::house {

namespace {

bool startsWith(std::string_view text, std::string_view start) noexcept
{
    return text.substr(0, start.size()) == start;
}

bool isKeyword(std::string_view word) noexcept
{
    return word == "SOURCES" || word == "USES" || word == "LINKS";
}

/// The words after `key`, up to the next keyword or command.
std::vector<std::string> listAfter(const std::vector<std::string>& words, std::string_view key)
{
    const auto start = std::find(words.begin(), words.end(), key);
    if (start == words.end())
        return {};
    const auto end = std::find_if(start + 1, words.end(), [](const std::string& word) {
        return isKeyword(word) || word.find('_') != std::string::npos;
    });
    return {start + 1, end};
}

} // namespace

std::vector<std::string> cmakeWords(std::string_view text)
{
    std::vector<std::string> words;
    for (std::string line : splitLines(text)) {
        line.resize(std::min(line.find('#'), line.size()));
        std::string word;
        for (const char c : line + " ") {
            if (std::string_view{" \t\r()\""}.find(c) == std::string_view::npos) {
                word += c;
            } else if (!word.empty()) {
                words.push_back(word);
                word.clear();
            }
        }
    }
    return words;
}

Layout layoutOf(const std::vector<File>& tree)
{
    Layout layout;
    for (const File& file : tree) {
        const std::string_view folder = folderOf(file.path);
        if (file.path == "packaging/cmake/Rooms.cmake") {
            layout.coreRooms = listAfter(cmakeWords(file.text), "TAPEDECK_CORE_ROOMS");
        } else if (file.path == std::string{folder} + "/CMakeLists.txt" &&
                   (startsWith(folder, "core/") || startsWith(folder, "app/"))) {
            const auto used = listAfter(cmakeWords(file.text), "USES");
            layout.uses[roomOf(file.path)].insert(used.begin(), used.end());
        }
    }
    return layout;
}

std::string roomOf(std::string_view path)
{
    const std::size_t house = path.find('/');
    const std::size_t room = house == std::string_view::npos ? house : path.find('/', house + 1);
    if (room == std::string_view::npos)
        return {};
    if (startsWith(path, "core/"))
        return std::string{path.substr(house + 1, room - house - 1)};
    if (startsWith(path, "app/commands/") || startsWith(path, "app/simulation/"))
        return {};
    return startsWith(path, "app/") ? std::string{path.substr(0, room)} : std::string{};
}

std::string_view folderOf(std::string_view path) noexcept
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

} // namespace tapedeck::house
