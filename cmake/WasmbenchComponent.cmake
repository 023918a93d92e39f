# wasmbench_add_component(NAME <component>
#     [BASE_DIR <dir with include/>] HEADERS <h...> [SOURCES <cpp...>] [DEPENDS <target...>] [PRIVATE_DEPENDS <target...>])
#
# Makes the library wasmbench_<component> with the alias wasmbench::<component>. A component without SOURCES is an
# INTERFACE library. HEADERS are the public headers, relative to <BASE_DIR>/include; each is checked to stand alone
# by the target all_verify_interface_header_sets.
function(wasmbench_add_component)
    cmake_parse_arguments(arg "" "NAME;BASE_DIR" "HEADERS;SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
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
    else()
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(wasmbench::${arg_NAME} ALIAS ${target})
    target_compile_features(${target} ${scope} cxx_std_20)
    target_link_libraries(${target} ${scope} ${arg_DEPENDS})
    target_sources(${target} ${scope}
        FILE_SET HEADERS BASE_DIRS "${arg_BASE_DIR}/include" FILES ${headers})
    set_target_properties(${target} PROPERTIES
        VERIFY_INTERFACE_HEADER_SETS ON
        EXPORT_NAME ${arg_NAME}
        OUTPUT_NAME "wasmbench_${arg_NAME}")
endfunction()
