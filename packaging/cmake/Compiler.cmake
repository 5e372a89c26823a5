# What every target is compiled with. The presets choose among these options and nothing else does.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

option(TAPEDECK_WERROR "Treat warnings as errors" OFF)
set(TAPEDECK_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=...")

add_library(tapedeck_options INTERFACE)
target_compile_options(tapedeck_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror=switch
    # One digest on every machine: no fused multiply-add that the source does not ask for.
    -ffp-contract=off
    -fstack-protector-strong)
if(TAPEDECK_WERROR)
    target_compile_options(tapedeck_options INTERFACE -Werror)
endif()
if(TAPEDECK_SANITIZE)
    target_compile_options(tapedeck_options INTERFACE
        -fsanitize=${TAPEDECK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(tapedeck_options INTERFACE -fsanitize=${TAPEDECK_SANITIZE})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_definitions(tapedeck_options INTERFACE _FORTIFY_SOURCE=2)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_definitions(tapedeck_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
target_link_options(tapedeck_options INTERFACE -Wl,-z,relro,-z,now)

find_program(TAPEDECK_CCACHE ccache)
if(TAPEDECK_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${TAPEDECK_CCACHE})
endif()
find_program(TAPEDECK_MOLD mold)
if(TAPEDECK_MOLD)
    target_link_options(tapedeck_options INTERFACE -fuse-ld=mold)
endif()
