# wasmbench_add_test(NAME <name> SOURCES <cpp...> [LINK <target...>] [LABELS <label...>] [TIMEOUT <seconds>]
#                    [ENVIRONMENT <K=V...>] [COST <seconds>])
#
# One Catch2 program under build/<preset>/bin, one ctest entry. A test program that finds nothing to run on this
# machine exits 4 (Catch2's "all skipped", see tests/support/main.cpp) and ctest shows it as skipped.
# COST: of a test that takes long, about how long. Tests at once are begun by it, so that no long one is left for the end.
if(NOT WASMBENCH_BUILD_TESTS)
    return()
endif()
find_package(Catch2 3 REQUIRED)
enable_testing()

function(wasmbench_add_test)
    cmake_parse_arguments(arg "" "NAME;TIMEOUT;COST" "SOURCES;LINK;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${arg_NAME} ${arg_SOURCES})
    target_link_libraries(${arg_NAME} PRIVATE wasmbench_warnings wasmbench_test_support ${arg_LINK})
    add_test(NAME ${arg_NAME} COMMAND ${arg_NAME})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(NOT arg_COST)
        set(arg_COST 0)
    endif()
    set_tests_properties(${arg_NAME} PROPERTIES
        COST ${arg_COST} LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 4 ENVIRONMENT "${arg_ENVIRONMENT}")
endfunction()
