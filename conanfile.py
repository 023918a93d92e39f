"""Conan 2 recipe: `conan create .` makes the package wasmbench, whose own CMake configuration consumers then find."""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load

# Components for which Boost's headers are enough.
BOOST_ALONE = {"core", "stats", "header_only", "testing", "adapters_common", "adapter_native", "adapter_wasmtime",
               "adapter_wasmedge", "adapter_wasmtime_embedded"}


class WasmbenchRecipe(ConanFile):
    name = "wasmbench"
    description = "Embeddable benchmarking of native code, containers and WebAssembly runtimes"
    license = "BSL-1.0"
    topics = ("benchmark", "webassembly", "wasi", "latency")
    package_type = "static-library"
    settings = "os", "compiler", "build_type", "arch"
    # "all", or some of them with a comma between them ("core,adapter_native"): those and what they need are built.
    options = {"components": ["ANY"]}
    default_options = {"components": "all"}
    exports_sources = ("CMakeLists.txt", "LICENSE", "README.md", "CHANGELOG.md", "cmake/*", "include/*", "src/*", "adapters/*")

    def _components(self):
        text = str(self.options.components)
        return [] if text == "all" else text.split(",")

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, "include", "wasmbench", "core", "version.hpp"))
        self.version = re.search(r'string_view version = "([0-9.]+)"', header)[1]

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True)
        components = self._components()
        if not components or not BOOST_ALONE.issuperset(components):
            self.requires("zlib/[>=1.2.11 <2]")
            self.requires("fmt/[>=9]", visible=False)  # compiled in
            self.requires("nlohmann_json/[>=3.11 <4]", visible=False)  # compiled in

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["WASMBENCH_COMPONENTS"] = ";".join(self._components())
        for part in ("TESTS", "EXAMPLES", "TOOL", "WORKLOADS"):
            toolchain.cache_variables[f"WASMBENCH_BUILD_{part}"] = False
        # nats.c is not among the requirements, so the machine's own shall not decide what is in the package.
        toolchain.cache_variables["CMAKE_DISABLE_FIND_PACKAGE_NatsC"] = True
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "wasmbench")]
