# Options, language level and output folders of this build. Nothing here leaks into a consumer: the settings
# that a user's own code must share travel on the targets (WasmbenchComponent.cmake).

# Some components are a library for somebody else; the rest takes all of them.
set(wasmbench_whole ${PROJECT_IS_TOP_LEVEL})
if(WASMBENCH_COMPONENTS)
    set(wasmbench_whole OFF)
endif()
option(WASMBENCH_BUILD_TESTS "Build the tests" ${wasmbench_whole})
option(WASMBENCH_BUILD_EXAMPLES "Build the examples" ${wasmbench_whole})
option(WASMBENCH_BUILD_TOOL "Build the wasmbench command" ${wasmbench_whole})
option(WASMBENCH_BUILD_WORKLOADS "Build the benchmark workloads" ${wasmbench_whole})
if(WASMBENCH_COMPONENTS AND (WASMBENCH_BUILD_TESTS OR WASMBENCH_BUILD_EXAMPLES OR WASMBENCH_BUILD_TOOL))
    message(FATAL_ERROR "WASMBENCH_COMPONENTS (${WASMBENCH_COMPONENTS}) leaves components out which tests, examples and the "
        "command are made of. Leave it empty, or turn WASMBENCH_BUILD_TESTS, _EXAMPLES and _TOOL off")
endif()
option(WASMBENCH_WARNINGS_AS_ERRORS "Treat warnings of wasmbench's own code as errors" OFF)
set(WASMBENCH_SANITIZE "" CACHE STRING "Sanitizers for every target, as for -fsanitize= (address,undefined or thread)")
option(WASMBENCH_COVERAGE "Instrument for gcov" OFF)
option(WASMBENCH_FUZZ "Make the target fuzzers (clang with libFuzzer; the preset fuzz)" OFF)

if(PROJECT_IS_TOP_LEVEL)
    if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
        set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
    endif()
    set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
    set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
    find_program(CCACHE_PROGRAM ccache)
    if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
        # Paths inside the checkout count as relative, so that another checkout is served from the cache too.
        set(launcher "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=true "${CCACHE_PROGRAM}")
        set(CMAKE_C_COMPILER_LAUNCHER "${launcher}")
        set(CMAKE_CXX_COMPILER_LAUNCHER "${launcher}")
    endif()
    if(WASMBENCH_SANITIZE)
        add_compile_options("-fsanitize=${WASMBENCH_SANITIZE}" -fno-omit-frame-pointer -fno-sanitize-recover=all)
        add_link_options("-fsanitize=${WASMBENCH_SANITIZE}")
        # g++ warns that ThreadSanitizer does not see atomic_thread_fence, which Asio has in its headers.
        if(WASMBENCH_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
            add_compile_options(-Wno-tsan)
        endif()
    endif()
    if(WASMBENCH_COVERAGE)
        add_compile_options(--coverage)
        add_link_options(--coverage)
    endif()
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(wasmbench_warnings INTERFACE)
target_compile_options(wasmbench_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    # g++ 12 reports these inside Boost and libstdc++ when coroutines and vectors of bytes are inlined; they are known false
    # alarms there.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow>
    # A unity build includes source files, whose anonymous namespaces then look like a header's.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>
    $<$<BOOL:${WASMBENCH_WARNINGS_AS_ERRORS}>:-Werror>)

# For targets that define coroutines: g++ 12 takes the frame allocator of Asio's awaitable for a mismatched pair when it
# inlines both ends (a false alarm known for coroutine frames).
add_library(wasmbench_coroutines INTERFACE)
target_compile_options(wasmbench_coroutines INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)
