# fmt by its headers alone: the host's library is for the host.
get_filename_component(_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
foreach(name fmt fmt-header-only)
    if(NOT TARGET fmt::${name})
        add_library(fmt::${name} INTERFACE IMPORTED)
        set_target_properties(fmt::${name} PROPERTIES
            INTERFACE_INCLUDE_DIRECTORIES "${_prefix}/include"
            INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY=1)
    endif()
endforeach()
