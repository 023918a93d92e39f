# An overlay port, which builds the checkout that it lies in: vcpkg install wasmbench --overlay-ports=packaging/vcpkg
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

set(components core stats header_only testing adapter_native adapter_wasmtime adapter_wasmedge adapter_wasmtime_embedded)
if("study" IN_LIST FEATURES)
    set(components "") # all
endif()
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        "-DWASMBENCH_COMPONENTS=${components}"
        -DWASMBENCH_BUILD_TESTS=OFF
        -DWASMBENCH_BUILD_EXAMPLES=OFF
        -DWASMBENCH_BUILD_TOOL=OFF
        -DWASMBENCH_BUILD_WORKLOADS=OFF
        -DCMAKE_DISABLE_FIND_PACKAGE_NatsC=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME wasmbench CONFIG_PATH lib/cmake/wasmbench)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
