# Everything that is linked from outside, and which targets carry it. The reasons are in docs/dependencies.md.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)

# Boost as this project uses it: header-only, std::filesystem inside Process, no deprecated Asio names.
add_library(wasmbench_boost INTERFACE)
target_link_libraries(wasmbench_boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(wasmbench_boost INTERFACE
    BOOST_ASIO_NO_DEPRECATED BOOST_PROCESS_USE_STD_FS BOOST_ALLOW_DEPRECATED_HEADERS)
add_library(wasmbench::boost ALIAS wasmbench_boost)
