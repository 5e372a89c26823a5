#pragma once

#include <array>
#include <string_view>

namespace tapedeck::house {

/// A word that is not wanted, and what to do instead.
struct Ban
{
    std::string_view word;
    std::string_view fix;
};

inline constexpr std::string_view kNoThreads =
    "core has no threads: pass values, or move this to app/runtime";
inline constexpr std::string_view kNoFiles =
    "core opens nothing: app reads the file and passes bytes in";
inline constexpr std::string_view kNoClock = "core reads no clock: take the time as an argument";
inline constexpr std::string_view kNoChance =
    "random numbers of the library differ between machines: use our own generator, seeded by input";
inline constexpr std::string_view kNoHashOrder =
    "the order of a hash table is not the same everywhere: use a sorted container or a vector";
inline constexpr std::string_view kNoLocale =
    "the result depends on the locale: use base/fixed.h, from_chars or fmt";
inline constexpr std::string_view kNoLibm =
    "libm differs between machines: only sqrt is allowed in core, write the rest yourself";

inline constexpr std::array kCoreHeaders = {Ban{"thread", kNoThreads},
                                            Ban{"mutex", kNoThreads},
                                            Ban{"shared_mutex", kNoThreads},
                                            Ban{"condition_variable", kNoThreads},
                                            Ban{"future", kNoThreads},
                                            Ban{"atomic", kNoThreads},
                                            Ban{"semaphore", kNoThreads},
                                            Ban{"stop_token", kNoThreads},
                                            Ban{"fstream", kNoFiles},
                                            Ban{"iostream", kNoFiles},
                                            Ban{"filesystem", kNoFiles},
                                            Ban{"unistd.h", kNoFiles},
                                            Ban{"fcntl.h", kNoFiles},
                                            Ban{"ctime", kNoClock},
                                            Ban{"time.h", kNoClock},
                                            Ban{"random", kNoChance},
                                            Ban{"locale", kNoLocale},
                                            Ban{"unordered_map", kNoHashOrder},
                                            Ban{"unordered_set", kNoHashOrder}};

inline constexpr std::array kCoreWords = {
    Ban{"system_clock::now", kNoClock},
    Ban{"steady_clock::now", kNoClock},
    Ban{"high_resolution_clock", kNoClock},
    Ban{"std::time", kNoClock},
    Ban{"getenv", "core reads no environment: app passes values in"},
    Ban{"rand(", kNoChance},
    Ban{"srand", kNoChance},
    Ban{"random_device", kNoChance},
    Ban{"std::shuffle", kNoChance},
    Ban{"std::unordered_map", kNoHashOrder},
    Ban{"std::unordered_set", kNoHashOrder},
    Ban{"std::unordered_multimap", kNoHashOrder},
    Ban{"fopen", kNoFiles},
    Ban{"std::cout", kNoFiles},
    Ban{"std::cerr", kNoFiles},
    Ban{"setlocale", kNoLocale},
    Ban{"std::stod", kNoLocale},
    Ban{"strtod", kNoLocale},
    Ban{"std::exp", kNoLibm},
    Ban{"std::log", kNoLibm},
    Ban{"std::log2", kNoLibm},
    Ban{"std::log1p", kNoLibm},
    Ban{"std::pow", kNoLibm},
    Ban{"std::tanh", kNoLibm},
    Ban{"std::sin", kNoLibm},
    Ban{"std::cos", kNoLibm},
    Ban{"std::erf", kNoLibm},
    Ban{"std::fma", kNoLibm}};

inline constexpr std::string_view kNoSleep =
    "a test never sleeps: wait for the condition (QTest::qWaitFor, a signal, the clock passed in)";
inline constexpr std::array kTestWords = {Ban{"sleep_for", kNoSleep},
                                          Ban{"sleep_until", kNoSleep},
                                          Ban{"qWait", kNoSleep},
                                          Ban{"qSleep", kNoSleep},
                                          Ban{"usleep", kNoSleep},
                                          Ban{"QThread::sleep", kNoSleep},
                                          Ban{"QThread::msleep", kNoSleep}};

// Spelled in halves, so that this file keeps its own rules.
inline constexpr std::string_view kUnfinished =
    "finish it, or open an issue and leave no mark here";
inline constexpr std::array kWords = {Ban{"TO"
                                          "DO",
                                          kUnfinished},
                                      Ban{"FIX"
                                          "ME",
                                          kUnfinished},
                                      Ban{"XX"
                                          "X",
                                          kUnfinished}};
inline constexpr std::string_view kOneMachine =
    "a path of one machine: take it from the environment, an argument or a temporary folder";
inline constexpr std::array<std::string_view, 4> kMachinePaths = {"/wo"
                                                                  "rk/",
                                                                  "/ro"
                                                                  "ot/",
                                                                  "/ho"
                                                                  "me/",
                                                                  "/t"
                                                                  "mp/"};

inline constexpr std::array<std::string_view, 12> kMoneyNouns = {"price",
                                                                 "notional",
                                                                 "cash",
                                                                 "pnl",
                                                                 "qty",
                                                                 "quantity",
                                                                 "money",
                                                                 "equity",
                                                                 "exposure",
                                                                 "profit",
                                                                 "fee",
                                                                 "dollar"};

/// Threads of the app meet the engine at this one latch (ARCHITECTURE.md).
inline constexpr std::string_view kLatchHeader = "core/engine/decks.h";

} // namespace tapedeck::house
