# nats.c, by file name: its pkg-config and CMake files are not in every package of it. Target: NatsC::NatsC.
find_path(NatsC_INCLUDE_DIR nats/nats.h)
find_library(NatsC_LIBRARY nats)
mark_as_advanced(NatsC_INCLUDE_DIR NatsC_LIBRARY)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(NatsC REQUIRED_VARS NatsC_LIBRARY NatsC_INCLUDE_DIR)
if(NatsC_FOUND AND NOT TARGET NatsC::NatsC)
    add_library(NatsC::NatsC UNKNOWN IMPORTED)
    set_target_properties(NatsC::NatsC PROPERTIES
        IMPORTED_LOCATION "${NatsC_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${NatsC_INCLUDE_DIR}")
endif()
