# The functions of vcpkg that the port calls, as far as they are needed to see that its arguments work. vcpkg itself fetches
# everything from the network, so it is not run here.
#   cmake -DPORT=<folder> -DCURRENT_PACKAGES_DIR=<folder> -DWORK=<folder> -DWORK_OPTIONS=<options of cmake> -P stand_in.cmake
cmake_minimum_required(VERSION 3.24)

function(vcpkg_cmake_configure)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
    execute_process(COMMAND_ERROR_IS_FATAL ANY
        COMMAND "${CMAKE_COMMAND}" -S "${arg_SOURCE_PATH}" -B "${WORK}" -G Ninja ${arg_OPTIONS} ${WORK_OPTIONS}
            "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}" -DCMAKE_INSTALL_LIBDIR=lib)
endfunction()

function(vcpkg_cmake_install)
    execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND "${CMAKE_COMMAND}" --build "${WORK}" --target install)
endfunction()

function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "PACKAGE_NAME;CONFIG_PATH" "")
    if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}/${arg_PACKAGE_NAME}-config.cmake")
        message(FATAL_ERROR "no configuration of ${arg_PACKAGE_NAME} in ${arg_CONFIG_PATH}")
    endif()
endfunction()

function(vcpkg_fixup_pkgconfig)
    file(GLOB found "${CURRENT_PACKAGES_DIR}/lib/pkgconfig/*.pc")
    if(NOT found)
        message(FATAL_ERROR "no pkg-config files in lib/pkgconfig")
    endif()
endfunction()

function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
    file(COPY_FILE "${arg_FILE_LIST}" "${CURRENT_PACKAGES_DIR}/copyright")
endfunction()

include("${PORT}/portfile.cmake")
