# wasmbench_add_test(NAME <name> SOURCES <cpp...> [LINK <target...>] [LABELS <label...>] [TIMEOUT <seconds>]
#                    [ENVIRONMENT <K=V...>])
#
# One Catch2 program under build/<preset>/bin, one ctest entry. A test program that finds nothing to run on this
# machine exits 4 (Catch2's "all skipped", see tests/support/main.cpp) and ctest shows it as skipped.
if(NOT WASMBENCH_BUILD_TESTS)
    return()
endif()
find_package(Catch2 3 REQUIRED)
enable_testing()

function(wasmbench_add_test)
    cmake_parse_arguments(arg "" "NAME;TIMEOUT" "SOURCES;LINK;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${arg_NAME} ${arg_SOURCES})
    target_link_libraries(${arg_NAME} PRIVATE wasmbench_warnings wasmbench_test_support ${arg_LINK})
    add_test(NAME ${arg_NAME} COMMAND ${arg_NAME})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(${arg_NAME} PROPERTIES
        LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 4 ENVIRONMENT "${arg_ENVIRONMENT}")
endfunction()
