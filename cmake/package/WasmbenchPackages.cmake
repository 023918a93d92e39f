# The libraries that are linked or compiled in from outside. This build and the installed package look for them by this one
# file, so that both ask for the same version and both say the same of one that is missing. The reasons for each are in
# docs/dependencies.md.
#
# wasmbench_find_package(<name> <problem> [GLOBAL])
#
# <name> is Boost, Threads, ZLIB, fmt, nlohmann_json or NatsC. Sets <problem> to "" when it is found, else to what is missing
# and how it is had. GLOBAL as in find_package: the imported targets are then seen by the whole build, not by one folder.
function(wasmbench_find_package name problem)
    set(version_Boost 1.81)
    set(version_nlohmann_json 3.11)
    set(debian_Boost "libboost-dev, on Debian 12 libboost1.81-dev")
    set(debian_Threads "libc6-dev")
    set(debian_ZLIB "zlib1g-dev")
    set(debian_fmt "libfmt-dev")
    set(debian_nlohmann_json "nlohmann-json3-dev")
    set(debian_NatsC "libnats-dev")

    set(THREADS_PREFER_PTHREAD_FLAG ON)
    list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_FUNCTION_LIST_DIR}") # FindNatsC
    find_package(${name} ${version_${name}} QUIET ${ARGN})
    if(${name}_FOUND)
        set(${problem} "" PARENT_SCOPE)
    else()
        string(JOIN " " wanted ${name} ${version_${name}})
        set(${problem} "${wanted}, which is not here (Debian: apt-get install ${debian_${name}})" PARENT_SCOPE)
    endif()
endfunction()
