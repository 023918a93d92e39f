# WebAssembly builds of the workloads.
#
# wasmbench_add_wasm_program(NAME <name> SOURCES <cpp...> [WORLD <world> WIT <dir>])
#
# Compiles <name> for wasm32-wasi into ${PROJECT_BINARY_DIR}/workloads/built/<name>.wasm: a WASI preview 1 command, or,
# with WORLD, a component of that world, which has no C library start-up and may import only what the WIT names. Puts
# the module that is run at ${PROJECT_BINARY_DIR}/workloads/<name>.wasm: the committed workloads/prebuilt/<name>.wasm, so
# that every machine measures the same bytes, or the built one with -DWASMBENCH_WASM_FROM_SOURCE=ON.
#
# Compiler: $WASI_SDK_PREFIX/bin/clang++ if that is set, else a clang++ with the system's wasi-libc (Debian: clang lld wasi-libc
# libclang-rt-dev-wasm32 libc++-dev-wasm32; WASMBENCH_WASI_SYSROOT elsewhere). wasm-tools: PATH, then the prefix that
# scripts/runtimes installs into. What is missing is said once, and the committed module is used.
#
# The output depends on the sources and on the versions in workloads/built/TOOLS alone: no path, no time stamp, no name
# section. The test workloads_rebuild holds it to that.

option(WASMBENCH_WASM_FROM_SOURCE "Run the Wasm modules of this build, not the committed ones" OFF)
set(WASMBENCH_WASI_SYSROOT "" CACHE PATH "Folder with the wasi-libc headers and libraries; empty = look for it")

# A configure check by hand: CMake's own try_compile would use the native toolchain.
function(_wasmbench_check_wasm_compiler result)
    set(folder "${PROJECT_BINARY_DIR}/CMakeFiles/wasmbench_wasm_check")
    file(WRITE "${folder}/check.cpp" "#include <array>\n#include <cstdio>\nint main() { std::puts(\"\"); }\n")
    execute_process(
        COMMAND "${WASMBENCH_WASM_CXX}" ${WASMBENCH_WASM_FLAGS} "${folder}/check.cpp" -o "${folder}/check.wasm"
        RESULT_VARIABLE status OUTPUT_FILE "${folder}/log" ERROR_FILE "${folder}/log")
    if(status EQUAL 0)
        set(${result} TRUE PARENT_SCOPE)
    else()
        set(${result} FALSE PARENT_SCOPE)
        message(STATUS "Wasm: ${WASMBENCH_WASM_CXX} cannot build for wasm32-wasi (see ${folder}/log); "
            "using the committed modules")
    endif()
endfunction()

# Sets <result> to the first version number that <command...> prints.
function(_wasmbench_tool_version result)
    execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text ERROR_QUIET RESULT_VARIABLE status)
    if(status EQUAL 0 AND text MATCHES "[0-9]+[.][0-9]+[^ \n]*")
        set(${result} "${CMAKE_MATCH_0}" PARENT_SCOPE)
    else()
        set(${result} "unknown" PARENT_SCOPE)
    endif()
endfunction()

# Everything that decides the bytes of the modules, one tool a line.
function(_wasmbench_record_wasm_tools)
    _wasmbench_tool_version(clang "${WASMBENCH_WASM_CXX}" --version)
    get_filename_component(compiler_folder "${WASMBENCH_WASM_CXX}" DIRECTORY)
    _wasmbench_tool_version(lld "${compiler_folder}/wasm-ld" --version)
    set(libc "unknown")
    if(DEFINED ENV{WASI_SDK_PREFIX})
        set(libc "of the wasi-sdk at WASI_SDK_PREFIX")
    else()
        execute_process(COMMAND dpkg-query -W "-f=\${Version}" wasi-libc
            OUTPUT_VARIABLE package ERROR_QUIET RESULT_VARIABLE status)
        if(status EQUAL 0)
            set(libc "${package}")
        endif()
    endif()
    set(wasm_tools "absent")
    if(WASMBENCH_WASM_TOOLS)
        _wasmbench_tool_version(wasm_tools "${WASMBENCH_WASM_TOOLS}" --version)
    endif()
    # Leaves the file alone when nothing changed: the modules depend on it.
    file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/workloads/built/TOOLS"
        CONTENT "clang ${clang}\nlld ${lld}\nwasi-libc ${libc}\nwasm-tools ${wasm_tools}\n")
endfunction()

if(DEFINED ENV{WASI_SDK_PREFIX})
    find_program(WASMBENCH_WASM_CXX clang++ PATHS "$ENV{WASI_SDK_PREFIX}/bin" NO_DEFAULT_PATH)
else()
    find_program(WASMBENCH_WASM_CXX NAMES clang++ clang++-19 clang++-14)
endif()
if(DEFINED ENV{WASMBENCH_PREFIX})
    set(_wasmbench_prefix "$ENV{WASMBENCH_PREFIX}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(_wasmbench_prefix "$ENV{XDG_CACHE_HOME}/wasmbench")
else()
    set(_wasmbench_prefix "$ENV{HOME}/.cache/wasmbench")
endif()
find_program(WASMBENCH_WASM_TOOLS wasm-tools PATHS "${_wasmbench_prefix}/bin")

# -O2, as the native programs have. No exceptions or RTTI: Debian's libc++ for Wasm has neither. The library itself
# stays out (-nostdlib++), its header-only parts suffice.
set(WASMBENCH_WASM_FLAGS
    --target=wasm32-wasi -std=c++20 -O2 -fno-exceptions -fno-rtti -nostdlib++
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=." -Wl,--strip-all)
if(WASMBENCH_WASI_SYSROOT)
    list(APPEND WASMBENCH_WASM_FLAGS "--sysroot=${WASMBENCH_WASI_SYSROOT}")
elseif(NOT DEFINED ENV{WASI_SDK_PREFIX} AND EXISTS /usr/include/wasm32-wasi)
    list(APPEND WASMBENCH_WASM_FLAGS --sysroot=/usr)
endif()
if(WASMBENCH_WARNINGS_AS_ERRORS)
    list(APPEND WASMBENCH_WASM_FLAGS -Werror)
endif()

set(WASMBENCH_WASM_CXX_WORKS FALSE)
if(WASMBENCH_WASM_CXX)
    _wasmbench_check_wasm_compiler(WASMBENCH_WASM_CXX_WORKS)
else()
    message(STATUS "Wasm: no clang++ found; using the committed modules")
endif()
if(WASMBENCH_WASM_CXX_WORKS)
    _wasmbench_record_wasm_tools()
    if(NOT WASMBENCH_WASM_TOOLS)
        message(STATUS "Wasm: wasm-tools not found (scripts/runtimes installs it); using the committed components")
    endif()
endif()

add_custom_target(workloads_wasm) # builds every module that this machine has the tools for
add_custom_target(workload_modules) # every module as it is run, built or from workloads/prebuilt

function(wasmbench_add_wasm_program)
    cmake_parse_arguments(arg "" "NAME;WORLD;WIT" "SOURCES" ${ARGN})
    list(TRANSFORM arg_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
    set(prebuilt "${PROJECT_SOURCE_DIR}/workloads/prebuilt/${arg_NAME}.wasm")
    set(built "${PROJECT_BINARY_DIR}/workloads/built/${arg_NAME}.wasm")
    set(run "${PROJECT_BINARY_DIR}/workloads/${arg_NAME}.wasm")

    set(can_build ${WASMBENCH_WASM_CXX_WORKS})
    if(arg_WORLD AND NOT WASMBENCH_WASM_TOOLS)
        set(can_build FALSE)
    endif()
    if(can_build AND arg_WORLD)
        # Component steps rewrite their file in turn: core module, with its world, as a component, without names. The
        # stack lies first and is small, so that the module's memory is one page.
        set(core "${built}.core")
        file(GLOB_RECURSE wit "${CMAKE_CURRENT_SOURCE_DIR}/${arg_WIT}/*.wit")
        add_custom_command(OUTPUT "${built}"
            COMMAND "${WASMBENCH_WASM_CXX}" ${WASMBENCH_WASM_FLAGS} -nostartfiles
                -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=16384
                -MD -MF "${built}.d" -MT "${built}" ${arg_SOURCES} -o "${core}"
            COMMAND "${WASMBENCH_WASM_TOOLS}" component embed "${CMAKE_CURRENT_SOURCE_DIR}/${arg_WIT}"
                --world "${arg_WORLD}" "${core}" -o "${core}"
            COMMAND "${WASMBENCH_WASM_TOOLS}" component new "${core}" -o "${core}"
            COMMAND "${WASMBENCH_WASM_TOOLS}" strip --all "${core}" -o "${built}"
            DEPENDS ${arg_SOURCES} ${wit} "${PROJECT_BINARY_DIR}/workloads/built/TOOLS"
            DEPFILE "${built}.d" VERBATIM COMMENT "Building the component ${arg_NAME}.wasm")
    elseif(can_build)
        add_custom_command(OUTPUT "${built}"
            COMMAND "${WASMBENCH_WASM_CXX}" ${WASMBENCH_WASM_FLAGS}
                -MD -MF "${built}.d" -MT "${built}" ${arg_SOURCES} -o "${built}"
            DEPENDS ${arg_SOURCES} "${PROJECT_BINARY_DIR}/workloads/built/TOOLS"
            DEPFILE "${built}.d" VERBATIM COMMENT "Building the module ${arg_NAME}.wasm")
    endif()

    set(origin "${prebuilt}")
    if(WASMBENCH_WASM_FROM_SOURCE)
        if(NOT can_build)
            message(FATAL_ERROR "WASMBENCH_WASM_FROM_SOURCE is ON, but ${arg_NAME}.wasm cannot be built here: see the "
                "lines that begin with 'Wasm:' above, install what they name, or turn the option off")
        endif()
        set(origin "${built}")
    endif()
    add_custom_command(OUTPUT "${run}" COMMAND "${CMAKE_COMMAND}" -E copy "${origin}" "${run}"
        DEPENDS "${origin}" VERBATIM COMMENT "Copying ${arg_NAME}.wasm")
    add_custom_target(workload_${arg_NAME}_module ALL DEPENDS "${run}")
    add_dependencies(workload_modules workload_${arg_NAME}_module)
    if(WASMBENCH_INSTALL)
        install(FILES "${run}" DESTINATION "${WASMBENCH_WORKLOADS_DESTINATION}/workloads" COMPONENT tool)
    endif()
    if(can_build)
        add_custom_target(workload_${arg_NAME}_wasm ALL DEPENDS "${built}")
        add_dependencies(workloads_wasm workload_${arg_NAME}_wasm)
        if(WASMBENCH_WASM_FROM_SOURCE) # one rule for the shared output, also with Makefile generators
            add_dependencies(workload_${arg_NAME}_module workload_${arg_NAME}_wasm)
        endif()
    endif()
endfunction()
