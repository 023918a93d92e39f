# wasmbench_add_component(NAME <component>
#     [BASE_DIR <dir with include/>] [HEADERS <h...>] [SOURCES <cpp...>] [DEFINITIONS <d...>]
#     [DEPENDS <target...>] [PRIVATE_DEPENDS <target...>] [PACKAGES <package...>] [BUILD_PACKAGES <package...>])
#
# Makes the library wasmbench_<component> with the alias wasmbench::<component>, and installs it with an export set, a list of
# what it needs and a pkg-config file of its own. A component without SOURCES is an INTERFACE library. HEADERS are the public
# headers, relative to <BASE_DIR>/include; each is checked to stand alone by the target all_verify_interface_header_sets.
# PACKAGES are those of WasmbenchPackages.cmake that whoever links the component has to have, too; BUILD_PACKAGES are
# compiled in, and linked as $<BUILD_INTERFACE:...>.
#
# wasmbench_wants(<component> <result>): is it to be built? Whoever adds components asks in the order from those that need
# others to those that are needed, as what a component needs is known when it is added.

set(WASMBENCH_COMPONENTS "" CACHE STRING "Build only these components and what they need (core;adapter_native); empty: all")
option(WASMBENCH_INSTALL "Make the install rules" ${PROJECT_IS_TOP_LEVEL})

include(GNUInstallDirs)
include(WasmbenchPackages)

function(wasmbench_wants component result)
    set_property(GLOBAL APPEND PROPERTY WASMBENCH_OFFERED ${component})
    get_property(needed GLOBAL PROPERTY WASMBENCH_NEEDED)
    set(wanted FALSE)
    if(NOT WASMBENCH_COMPONENTS OR component IN_LIST WASMBENCH_COMPONENTS OR component IN_LIST needed)
        set(wanted TRUE)
    endif()
    set(${result} ${wanted} PARENT_SCOPE)
endfunction()

# Says so when WASMBENCH_COMPONENTS names something that does not exist, or exists and could not be made.
function(wasmbench_check_wanted)
    get_property(offered GLOBAL PROPERTY WASMBENCH_OFFERED)
    foreach(component IN LISTS WASMBENCH_COMPONENTS)
        string(JOIN " " known ${offered})
        if(NOT component IN_LIST offered)
            message(FATAL_ERROR "WASMBENCH_COMPONENTS names ${component}, which is no component; those are: ${known}")
        elseif(NOT TARGET wasmbench::${component})
            message(FATAL_ERROR "WASMBENCH_COMPONENTS names ${component}, which is off here: see the line about it above")
        endif()
    endforeach()
endfunction()

function(wasmbench_add_component)
    cmake_parse_arguments(arg "" "NAME;BASE_DIR"
        "HEADERS;SOURCES;DEFINITIONS;DEPENDS;PRIVATE_DEPENDS;PACKAGES;BUILD_PACKAGES" ${ARGN})
    foreach(package IN LISTS arg_PACKAGES arg_BUILD_PACKAGES)
        wasmbench_find_package(${package} problem GLOBAL)
        if(problem)
            message(FATAL_ERROR "wasmbench::${arg_NAME} needs ${problem}. "
                "Components without it can be built alone: -DWASMBENCH_COMPONENTS=\"core;adapter_native\"")
        endif()
    endforeach()
    if(NOT arg_BASE_DIR)
        set(arg_BASE_DIR "${PROJECT_SOURCE_DIR}")
    endif()
    set(target "wasmbench_${arg_NAME}")
    set(headers ${arg_HEADERS})
    list(TRANSFORM headers PREPEND "${arg_BASE_DIR}/include/")

    if(arg_SOURCES)
        add_library(${target} STATIC ${arg_SOURCES})
        set(scope PUBLIC)
        target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:wasmbench_warnings> ${arg_PRIVATE_DEPENDS})
        set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
        if(NOT PROJECT_IS_TOP_LEVEL AND NOT WASMBENCH_INSTALL)
            # Built where something of the other project links it.
            set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
        endif()
    else()
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(wasmbench::${arg_NAME} ALIAS ${target})
    target_compile_features(${target} ${scope} cxx_std_20)
    target_compile_definitions(${target} ${scope} ${arg_DEFINITIONS})
    target_link_libraries(${target} ${scope} ${arg_DEPENDS})
    if(headers)
        target_sources(${target} ${scope}
            FILE_SET HEADERS BASE_DIRS "${arg_BASE_DIR}/include" FILES ${headers})
        set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    endif()
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${arg_NAME} OUTPUT_NAME "wasmbench_${arg_NAME}")

    set(needs ${arg_DEPENDS} ${arg_PRIVATE_DEPENDS})
    list(FILTER needs INCLUDE REGEX "^wasmbench::")
    list(TRANSFORM needs REPLACE "^wasmbench::" "")
    set_property(GLOBAL APPEND PROPERTY WASMBENCH_NEEDED ${needs})
    if(WASMBENCH_INSTALL)
        _wasmbench_install_component()
    endif()
endfunction()

# Of wasmbench_add_component, in its scope.
macro(_wasmbench_install_component)
    set(folder "${CMAKE_INSTALL_LIBDIR}/cmake/wasmbench")
    set(file_set "")
    if(headers)
        set(file_set FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
    endif()
    install(TARGETS ${target} EXPORT wasmbench-${arg_NAME}
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development ${file_set})
    install(EXPORT wasmbench-${arg_NAME} NAMESPACE wasmbench:: DESTINATION "${folder}"
        FILE wasmbench-${arg_NAME}-targets.cmake COMPONENT development)
    set(needs_file "${PROJECT_BINARY_DIR}/package/wasmbench-${arg_NAME}-needs.cmake")
    file(CONFIGURE OUTPUT "${needs_file}"
        CONTENT "set(wasmbench_needs ${needs})\nset(wasmbench_packages ${arg_PACKAGES})\n")
    install(FILES "${needs_file}" DESTINATION "${folder}" COMPONENT development)

    # All libraries are static, so what they link is for everybody, not Requires.private.
    string(REPLACE "_" "-" wasmbench_pc_name "${arg_NAME}")
    set(pc_requires ${needs})
    list(TRANSFORM pc_requires PREPEND "wasmbench-")
    list(TRANSFORM pc_requires REPLACE "_" "-")
    set(pc_libs "")
    if(arg_SOURCES)
        set(pc_libs "-L\${libdir}" "-lwasmbench_${arg_NAME}")
    endif()
    foreach(package IN LISTS arg_PACKAGES)
        if(package STREQUAL "ZLIB")
            list(APPEND pc_requires zlib)
        elseif(package STREQUAL "Threads")
            list(APPEND pc_libs -pthread)
        elseif(package STREQUAL "NatsC")
            list(APPEND pc_libs -lnats)
        elseif(NOT package STREQUAL "Boost") # its headers have no pkg-config file
            message(FATAL_ERROR "cmake/WasmbenchComponent.cmake does not know ${package} to pkg-config")
        endif()
    endforeach()
    if(CMAKE_DL_LIBS AND "${CMAKE_DL_LIBS}" IN_LIST arg_PRIVATE_DEPENDS)
        list(APPEND pc_libs "-l${CMAKE_DL_LIBS}")
    endif()
    set(pc_cflags ${arg_DEFINITIONS})
    list(TRANSFORM pc_cflags PREPEND " -D")
    string(JOIN "" wasmbench_pc_cflags ${pc_cflags})
    string(JOIN ", " wasmbench_pc_requires ${pc_requires})
    string(JOIN " " wasmbench_pc_libs ${pc_libs})
    file(RELATIVE_PATH wasmbench_pc_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    string(REGEX REPLACE "/$" "" wasmbench_pc_to_prefix "${wasmbench_pc_to_prefix}")
    set(pc "${PROJECT_BINARY_DIR}/package/wasmbench-${wasmbench_pc_name}.pc")
    configure_file("${PROJECT_SOURCE_DIR}/cmake/package/component.pc.in" "${pc}" @ONLY)
    install(FILES "${pc}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
endmacro()
