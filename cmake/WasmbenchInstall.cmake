# What is installed besides the components (WasmbenchComponent.cmake), the command and the workloads, and how it is packed:
# a .tar.gz of everything, the Debian packages wasmbench (the command, the workloads) and libwasmbench-dev (the library).
if(NOT WASMBENCH_INSTALL)
    return()
endif()
include(CMakePackageConfigHelpers)

# Before 1.0 a minor version may break; SameMinorVersion says that to find_package.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/wasmbench-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(
    FILES
        "${PROJECT_BINARY_DIR}/package/wasmbench-config-version.cmake"
        cmake/package/wasmbench-config.cmake
        cmake/package/WasmbenchPackages.cmake
        cmake/package/FindNatsC.cmake
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/wasmbench" COMPONENT development)
install(FILES LICENSE CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/libwasmbench-dev" COMPONENT development)
if(WASMBENCH_BUILD_TOOL)
    install(FILES LICENSE CHANGELOG.md README.md DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/wasmbench" COMPONENT tool)
endif()

if(NOT PROJECT_IS_TOP_LEVEL)
    return()
endif()
# What a release is made of goes with it, where there is a Python that can write it.
find_package(Python3 3.11 QUIET COMPONENTS Interpreter)
if(Python3_Interpreter_FOUND AND EXISTS "${PROJECT_SOURCE_DIR}/scripts/sbom") # packages of the sources leave it out
    set(bill "${PROJECT_BINARY_DIR}/package/wasmbench.spdx.json")
    add_custom_command(OUTPUT "${bill}"
        COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/scripts/sbom" --out "${bill}"
        DEPENDS scripts/sbom scripts/lib/spdx.py include/wasmbench/core/version.hpp adapters/wasmcloud/host/Cargo.lock
        VERBATIM)
    add_custom_target(wasmbench-sbom ALL DEPENDS "${bill}")
    install(FILES "${bill}" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/libwasmbench-dev" COMPONENT development)
endif()
set(CPACK_PACKAGE_VENDOR "wasmbench")
set(CPACK_PACKAGE_CONTACT "wasmbench maintainers <maintainers@wasmbench.example>" CACHE STRING "Maintainer of the packages")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_GENERATOR "TGZ;DEB")
set(CPACK_THREADS 0)

set(CPACK_COMPONENTS_ALL development)
if(WASMBENCH_BUILD_TOOL)
    list(APPEND CPACK_COMPONENTS_ALL tool)
endif()
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/packaging/debian/finish.cmake")
set(CPACK_DEBIAN_TOOL_PACKAGE_NAME wasmbench)
set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_TOOL_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOL_PACKAGE_SUGGESTS "docker.io, nftables, redis-tools, curl, librsvg2-bin")
set(CPACK_DEBIAN_TOOL_DESCRIPTION "The command wasmbench starts the same workloads natively, in containers and in
WebAssembly runtimes, checks every answer, and reports cold start, latency,
throughput, memory and CPU with their uncertainty.
.
The workloads are in the package, as native programs and as WebAssembly.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libwasmbench-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS ON) # the test target is a program
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libboost1.81-dev | libboost-dev (>= 1.81)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "zlib1g-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "libnats-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "Static libraries, headers, and CMake and pkg-config files of wasmbench, to
build a benchmark harness or an adapter for a runtime.")
include(CPack)
