#pragma once

#include "house/rules.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::house {

/// Who may use whom, as the build files say it.
struct Layout
{
    std::vector<std::string> coreRooms;                ///< in the order of the law
    std::map<std::string, std::set<std::string>> uses; ///< "market", "app/store" -> core rooms
};

/// Reads packaging/cmake/Rooms.cmake and the CMakeLists.txt of each room.
[[nodiscard]] Layout layoutOf(const std::vector<File>& tree);

/// The words of a CMake file, without comments, quotes and parentheses.
[[nodiscard]] std::vector<std::string> cmakeWords(std::string_view text);

/// "core/signals/rules/x.cpp" is in room "signals", "app/store/x.cpp" in "app/store". Empty for
/// what is in no room: the top of app, commands and simulation, ui, tests.
[[nodiscard]] std::string roomOf(std::string_view path);

[[nodiscard]] std::string_view folderOf(std::string_view path) noexcept;

} // namespace tapedeck::house
