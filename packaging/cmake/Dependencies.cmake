# Every library from outside, found once. packaging/install-dependencies.sh installs them.
find_package(tl-expected REQUIRED)
find_package(fmt REQUIRED)
find_package(simdjson REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
find_package(Qt6 6.4 REQUIRED COMPONENTS
    Core Gui Widgets Network WebSockets Charts Sql HttpServer Svg DBus Test)
find_package(Qt6Keychain REQUIRED)
if(TAPEDECK_TESTS OR NOT DEFINED TAPEDECK_TESTS)
    find_package(GTest REQUIRED)
endif()
