# The layout of the house, kept by the build (ARCHITECTURE.md has the map).
#
# A room is a folder with one target and an include root of its own. The lists below are the law:
# a core room may use only rooms that stand before it, and only those that it names. Configuring stops
# on a wrong arrow, a wrong include does not compile, and a wrong call does not link.

set(TAPEDECK_CORE_ROOMS
    base market trading portfolio indicators signals proposals risk suggestions orders audit config
    learning desk engine wire session tape synthetic exchange backtest simulation)

# A room of app uses core, and of its siblings only `runtime`, which stands first: threads, inboxes,
# clocks and files, which know nothing of what they carry. Only commands and simulation see everything.
set(TAPEDECK_APP_ROOMS runtime alpaca rss practice store vault api)

# The include root is a folder in the build tree that holds one link, to the room.
function(_tapedeck_include_root target prefix folder)
    set(root ${CMAKE_BINARY_DIR}/roots/${target})
    cmake_path(GET prefix PARENT_PATH parent)
    file(MAKE_DIRECTORY ${root}/${parent})
    if(NOT EXISTS ${root}/${prefix})
        file(CREATE_LINK ${folder} ${root}/${prefix} SYMBOLIC)
    endif()
    target_include_directories(${target} PUBLIC ${root})
endfunction()

# tapedeck_room(risk SOURCES gate.cpp USES base market LINKS fmt::fmt)
function(tapedeck_room room)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;USES;LINKS")
    list(FIND TAPEDECK_CORE_ROOMS ${room} place)
    if(place EQUAL -1)
        message(FATAL_ERROR "Room '${room}' is not in TAPEDECK_CORE_ROOMS (packaging/cmake/Rooms.cmake).")
    endif()
    set(uses "")
    foreach(used IN LISTS ARG_USES)
        list(FIND TAPEDECK_CORE_ROOMS ${used} used_place)
        if(used_place EQUAL -1 OR NOT used_place LESS place)
            message(FATAL_ERROR "Room '${room}' may not use '${used}': "
                "a core room uses only rooms that stand before it in TAPEDECK_CORE_ROOMS.")
        endif()
        list(APPEND uses room_${used})
    endforeach()
    list(APPEND ARG_LINKS tl::expected)
    _tapedeck_room_target(room_${room} ${room} "${ARG_SOURCES}" "${uses};${ARG_LINKS}")
endfunction()

# tapedeck_app_room(store SOURCES journal.cpp USES base engine runtime LINKS Qt6::Sql)
function(tapedeck_app_room room)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;USES;LINKS")
    if(NOT room IN_LIST TAPEDECK_APP_ROOMS)
        message(FATAL_ERROR "Room 'app/${room}' is not in TAPEDECK_APP_ROOMS (packaging/cmake/Rooms.cmake).")
    endif()
    set(uses "")
    foreach(used IN LISTS ARG_USES)
        if(used STREQUAL "runtime" AND NOT room STREQUAL "runtime")
            list(APPEND uses app_runtime)
            continue()
        endif()
        if(NOT used IN_LIST TAPEDECK_CORE_ROOMS)
            message(FATAL_ERROR "Room 'app/${room}' may not use '${used}': "
                "a room of app uses core rooms and runtime, never another sibling.")
        endif()
        list(APPEND uses room_${used})
    endforeach()
    _tapedeck_room_target(app_${room} app/${room} "${ARG_SOURCES}" "${uses};${ARG_LINKS}")
    set_target_properties(app_${room} PROPERTIES AUTOMOC ON)
endfunction()

# The window sees the desk and the values that the desk speaks in.
set(TAPEDECK_UI_USES base market trading audit desk)

# tapedeck_ui_room(SOURCES main_window.cpp USES base desk LINKS Qt6::Widgets): target tapedeck_ui.
function(tapedeck_ui_room)
    cmake_parse_arguments(PARSE_ARGV 0 ARG "" "" "SOURCES;USES;LINKS")
    set(uses "")
    foreach(used IN LISTS ARG_USES)
        if(NOT used IN_LIST TAPEDECK_UI_USES)
            message(FATAL_ERROR "The window may not use '${used}': "
                "it speaks with the desk, never with engine or app.")
        endif()
        list(APPEND uses room_${used})
    endforeach()
    _tapedeck_room_target(tapedeck_ui ui "${ARG_SOURCES}" "${uses};${ARG_LINKS}")
    set_target_properties(tapedeck_ui PROPERTIES AUTOMOC ON AUTORCC ON)
endfunction()

function(_tapedeck_room_target target prefix sources links)
    if(sources)
        add_library(${target} STATIC ${sources})
    else()
        message(FATAL_ERROR "Room '${prefix}' has no sources.")
    endif()
    target_link_libraries(${target} PUBLIC ${links} PRIVATE tapedeck_options)
    _tapedeck_include_root(${target} ${prefix} ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()

# tapedeck_test(risk_test SOURCES gate_test.cpp USES room_risk [QT] [REALDATA] [LABELS x])
# A test links what it tests and nothing else. QT gives it an application and an event loop;
# REALDATA gives it the label 'realdata' (tests/support/real_data.h says what that means).
function(tapedeck_test name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "QT;REALDATA" "" "SOURCES;USES;LABELS")
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE tapedeck_options ${ARG_USES} tests_support GTest::gmock)
    if(ARG_QT)
        target_link_libraries(${name} PRIVATE tests_qt_main)
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
    else()
        target_link_libraries(${name} PRIVATE GTest::gmock_main)
    endif()
    set(labels unit ${ARG_LABELS})
    if(ARG_REALDATA)
        set(labels realdata ${ARG_LABELS})
    endif()
    # A list would fall apart on its way through the discovery; `ctest -L scenario` finds it in this.
    list(JOIN labels " " labels)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${labels}" TIMEOUT 300)
endfunction()
