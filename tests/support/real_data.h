#pragma once

#include <gtest/gtest.h>

#include <string>

namespace tapedeck::test {

/// The folder of recorded market data: TAPEDECK_DATA, else ../shared/data beside the sources.
/// Empty when it is not there.
[[nodiscard]] std::string realDataFolder();

/// True when missing data must fail the run instead of skipping it (TAPEDECK_REQUIRE_DATA=1, as CI
/// sets it).
[[nodiscard]] bool realDataRequired();

} // namespace tapedeck::test

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration takes none
/// First line of a test that reads recorded market data; `folder` names the variable it declares.
#define TAPEDECK_REAL_DATA(folder)                                                                 \
    const std::string folder = tapedeck::test::realDataFolder();                                   \
    if (folder.empty()) {                                                                          \
        if (tapedeck::test::realDataRequired())                                                    \
            FAIL() << "recorded market data is required here; set TAPEDECK_DATA to its folder";    \
        GTEST_SKIP() << "no recorded market data; set TAPEDECK_DATA to its folder";                \
    }                                                                                              \
    static_assert(true)
// NOLINTEND(bugprone-macro-parentheses)
