# Cross-compilation from Linux for macOS on Apple silicon. scripts/cross-macos makes the folder that this reads: zig as
# compiler, archiver and linker (its package brings Apple's headers and the stub of libSystem), the header-only
# libraries of the host, and a stub of macOS's own zlib.
#
#   bin/       the compiler, ar and ranlib: zig with the target fixed
#   include/   Boost, nlohmann_json, fmt, CLI11 and zlib's headers, and nothing of the host's C library
#   first/     one header that stands before the compiler's (aarch64-macos/float.h says why)
#   lib/       libz.tbd, and lib/cmake/<package> from the folder beside this file
#
# The folder: WASMBENCH_MACOS_CROSS in the environment, else where scripts/cross-macos puts it.
if(DEFINED ENV{WASMBENCH_MACOS_CROSS})
    set(_macos_cross "$ENV{WASMBENCH_MACOS_CROSS}")
elseif(DEFINED ENV{WASMBENCH_PREFIX})
    set(_macos_cross "$ENV{WASMBENCH_PREFIX}/macos-cross")
elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(_macos_cross "$ENV{XDG_CACHE_HOME}/wasmbench/macos-cross")
else()
    set(_macos_cross "$ENV{HOME}/.cache/wasmbench/macos-cross")
endif()
if(NOT EXISTS "${_macos_cross}/bin/aarch64-macos-clang++")
    message(FATAL_ERROR "There is no cross compiler in ${_macos_cross}: run scripts/cross-macos, which makes it and builds")
endif()

set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_VERSION 22) # macOS 13, the oldest that the compiler's target names
set(CMAKE_SYSTEM_PROCESSOR arm64)
set(CMAKE_C_COMPILER "${_macos_cross}/bin/aarch64-macos-clang")
set(CMAKE_CXX_COMPILER "${_macos_cross}/bin/aarch64-macos-clang++")
set(CMAKE_AR "${_macos_cross}/bin/aarch64-macos-ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "${_macos_cross}/bin/aarch64-macos-ranlib" CACHE FILEPATH "")
# CMake wants one for every target of this kind; only installing a shared library would run it, and none is made.
set(CMAKE_INSTALL_NAME_TOOL "${CMAKE_COMMAND};-E;false" CACHE STRING "")

# Programs are the host's; whatever is compiled in is the target's.
set(CMAKE_FIND_ROOT_PATH "${_macos_cross}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_FRAMEWORK NEVER)
