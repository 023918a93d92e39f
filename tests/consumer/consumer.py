"""One way of using the library, as somebody who uses it meets it: consumer.py WAY.

Everything is done in a folder of its own outside the source tree. `install` puts the build tree WASMBENCH_BUILD into a prefix
there, moves that prefix, and the ways that start from an installation use it; `clean` removes the folder. Exit status: 0 it
works, 4 what it takes is not here (with the reason), else it does not work."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

SOURCE = pathlib.Path(os.environ["WASMBENCH_SOURCE"])
BUILD = pathlib.Path(os.environ["WASMBENCH_BUILD"])
HERE = pathlib.Path(__file__).resolve().parent
ROOT = pathlib.Path(tempfile.gettempdir()) / ("wasmbench-consumer-" + hashlib.sha256(bytes(BUILD)).hexdigest()[:12])
PREFIX = ROOT / "moved" / "prefix"
DEBUG = ["-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0"]
QUICK = ["-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=6"]  # where the library itself is compiled
HELLO_LIMIT = 300_000  # bytes of the stripped hello program


def run(*command, where=ROOT, **environment):
    """The output of a command that has to succeed."""
    print("+", *command, flush=True)
    done = subprocess.run([str(c) for c in command], cwd=where, env=dict(os.environ, **environment), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{command[0]} ended with {done.returncode}")
    return done.stdout


def refused(*command, where=ROOT):
    """The output of a command that has to fail."""
    print("+ (has to fail)", *command, flush=True)
    done = subprocess.run([str(c) for c in command], cwd=where, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(done.returncode != 0, f"this has to fail, and did not:\n{done.stdout}")
    return done.stdout


def check(condition, otherwise):
    if not condition:
        sys.exit(otherwise)


def skip(reason):
    if os.environ.get("WASMBENCH_REQUIRE_RUNTIMES") == "1":
        sys.exit(f"not here, and required: {reason}")
    print("SKIPPED:", reason)
    sys.exit(4)


def project(name, place=None):
    """A fresh copy of a consumer's project, with its programs beside it, outside the source tree: in ROOT/place."""
    folder = ROOT / (place or name)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / name, folder / "project")
    shutil.copytree(HERE / "programs", folder / "programs")
    return folder / "project"


def launcher():
    """ccache, where it is: the consumers compile the same files. Paths below ROOT count as relative."""
    os.environ.update(CCACHE_BASEDIR=str(ROOT), CCACHE_NOHASHDIR="true")
    return ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []


def build(folder, *options, programs=("hello", "first_run")):
    """Configures and builds a consumer's project, and runs what came of it."""
    run("cmake", "-S", folder, "-B", folder / "build", *DEBUG, *launcher(), *options)
    run("cmake", "--build", folder / "build", "--target", *programs)
    for program in programs:
        says(program, run(folder / "build" / program))


def says(program, output):
    print(output, end="")
    expected = {"hello": r"wasmbench \d+\.\d+\.\d+, between two looks at the clock: \d+ ns\n",
                "first_run": r"echo answered after \d+\.\d{3} ms\n",
                "figures": r"median 0\.012 s\n"}[program]
    check(re.fullmatch(expected, output), f"{program} has to print {expected!r}, not {output!r}")


def unpacked_source():
    """The files of the source tree, as an archive has them, in ROOT."""
    folder = ROOT / "source"
    if not folder.exists():
        parts = ("CMakeLists.txt", "LICENSE", "README.md", "CHANGELOG.md", "conanfile.py", "cmake", "include", "src", "adapters",
                 "packaging")
        for part in parts:
            origin = SOURCE / part
            if origin.is_dir():
                shutil.copytree(origin, folder / part)
            else:
                folder.mkdir(exist_ok=True)
                shutil.copy(origin, folder / part)
    return folder


def install():
    """cmake --install; then the prefix is moved, and nothing in it may know where it or the source was."""
    shutil.rmtree(ROOT, ignore_errors=True)
    PREFIX.parent.mkdir(parents=True)
    first = ROOT / "first" / "prefix"
    run("cmake", "--install", BUILD, "--prefix", first)
    for file in first.rglob("*"):
        if file.suffix in {".cmake", ".pc", ".hpp", ".json"}:
            text = file.read_text()
            for path in (ROOT, BUILD, SOURCE):
                check(str(path) not in text, f"{file} names {path}")
            if file.suffix in {".cmake", ".pc"}:
                absolute = re.search(r"[\"; =](/(usr|home|root|tmp|opt|lib)/[^\"; ]*)", text)
                check(not absolute, f"{file} names {absolute and absolute[1]}")
    first.rename(PREFIX)
    unpacked_source()  # for the ways that start from there, which may run at once


def find_package():
    folder = project("find_package")
    # What none of the components asked for needs is not looked for.
    build(folder, f"-DCMAKE_PREFIX_PATH={PREFIX}", "-DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON",
          programs=("hello", "first_run", "figures"))
    stripped = folder / "build" / "hello-stripped"
    run("strip", "-o", stripped, folder / "build" / "hello")
    size = stripped.stat().st_size
    print(f"hello, stripped: {size} bytes")
    check(size <= HELLO_LIMIT, f"hello has {size} bytes stripped, more than {HELLO_LIMIT}")
    rules = (folder / "build" / "build.ninja").read_text()
    linked = re.search(r"^build figures: .*?\n\n", rules, re.M | re.S)[0]
    check("libwasmbench" not in linked, f"wasmbench::header_only links compiled code:\n{linked}")
    every_component()
    messages()


def every_component():
    """Each installed component can be asked for alone, brings what its program needs to link, and exports nothing of itself
    from a shared library that it is linked into."""
    folder = ROOT / "components"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    targets = sorted(PREFIX.glob("lib*/**/cmake/wasmbench/wasmbench-*-targets.cmake"))
    names = [re.fullmatch("wasmbench-(.*)-targets.cmake", t.name)[1] for t in targets]
    check({"core", "stats", "load", "plan", "report", "adapter_native"} <= set(names), f"installed are only {names}")
    (folder / "main.cpp").write_text("int nothing() { return 0; }\n")
    lines = ["cmake_minimum_required(VERSION 3.24)", "project(components LANGUAGES CXX)",
             "find_package(wasmbench CONFIG REQUIRED COMPONENTS ${COMPONENT})", "add_library(plugin SHARED main.cpp)",
             "target_link_options(plugin PRIVATE -Wl,--no-undefined)",
             "target_link_libraries(plugin PRIVATE -Wl,--whole-archive wasmbench::${COMPONENT} -Wl,--no-whole-archive)"]
    (folder / "CMakeLists.txt").write_text("\n".join(lines) + "\n")
    for name in names:
        run("cmake", "-S", folder, "-B", folder / name, *DEBUG, f"-DCMAKE_PREFIX_PATH={PREFIX}", f"-DCOMPONENT={name}")
        run("cmake", "--build", folder / name)
        symbols = run("nm", "--dynamic", "--defined-only", folder / name / "libplugin.so")
        exported = re.findall(r"\b_Z(?:T[ISV])?NK?9wasmbench\w*", symbols)
        check(not exported, f"linked into a shared library, {name} exports {exported}")


def messages():
    """What does not exist or is missing is said in one clear message."""
    folder = ROOT / "messages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()

    def answer(request, *options):
        (folder / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.24)\nproject(messages LANGUAGES CXX)\n" + request + "\n")
        shutil.rmtree(folder / "build", ignore_errors=True)
        return " ".join(refused("cmake", "-S", folder, "-B", folder / "build", "-G", "Ninja",
                                f"-DCMAKE_PREFIX_PATH={PREFIX}", *options).split())

    said = answer("find_package(wasmbench CONFIG REQUIRED COMPONENTS adapter_nativ)")
    check("this installation has no component adapter_nativ; it has" in said, said)
    said = answer("find_package(wasmbench CONFIG REQUIRED COMPONENTS plan)", "-DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON")
    check("wasmbench::load needs ZLIB, which is not here (Debian: apt-get install zlib1g-dev)" in said, said)
    said = answer("find_package(wasmbench 99 CONFIG REQUIRED COMPONENTS core)")
    check("compatible with requested version" in said, said)


def pkg_config():
    tool = shutil.which("pkg-config") or skip("pkg-config is not installed (Debian: pkgconf)")
    folder = project("pkg_config")
    path = os.pathsep.join(str(p) for p in PREFIX.glob("lib*/**/pkgconfig"))
    run("sh", "./build.sh", where=folder, PKG_CONFIG_PATH=path, CXX=os.environ["WASMBENCH_CXX"])
    for program in ("hello", "first_run"):
        says(program, run(folder / program))
    for pc in sorted(PREFIX.glob("lib*/**/pkgconfig/*.pc")):
        run(tool, "--cflags", "--libs", pc.stem, PKG_CONFIG_PATH=path)


def add_subdirectory():
    folder = project("add_subdirectory")
    shutil.copytree(unpacked_source(), folder / "third_party" / "wasmbench")
    build(folder, *QUICK)
    built = {p.name for p in (folder / "build").rglob("*.a")}
    unwanted = built - {"libwasmbench_core.a", "libwasmbench_adapters_common.a", "libwasmbench_adapter_native.a"}
    check(not unwanted, f"built although nobody links it: {unwanted}")

    def answer(*options):
        shutil.rmtree(ROOT / "refused", ignore_errors=True)
        return " ".join(refused("cmake", "-S", unpacked_source(), "-B", ROOT / "refused", *DEBUG, *options).split())

    said = answer("-DWASMBENCH_COMPONENTS=core;adapter_nativ")
    check("WASMBENCH_COMPONENTS names adapter_nativ, which is no component; those are: adapter_native" in said, said)
    said = answer("-DWASMBENCH_COMPONENTS=load", "-DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON")
    check("wasmbench::load needs ZLIB, which is not here (Debian: apt-get install zlib1g-dev)" in said, said)


def fetch_content():
    folder = project("fetch_content")
    with tarfile.open(folder / "wasmbench.tar.gz", "w:gz", compresslevel=1) as tar:
        tar.add(unpacked_source(), "wasmbench")
    build(folder, *QUICK)


def conan():
    cache = os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME", "") + "/.cache"
    private = os.environ.get("WASMBENCH_PREFIX", cache + "/wasmbench") + "/conan/bin" # as scripts/lib/conan.sh has it
    program = shutil.which("conan") or shutil.which("conan", path=private) or skip(
        "conan is not installed (scripts/deps --with consumer)")
    folder = project("conan")
    os.environ["CONAN_HOME"] = str(ROOT / "conan-home")
    run(program, "profile", "detect", "--force")
    # Boost is the system's: Conan's own would come over the network.
    profile = ROOT / "conan-profile"
    profile.write_text("include(default)\n[settings]\nbuild_type=Debug\ncompiler.cppstd=20\n"
                       f"[platform_requires]\nboost/{boost_version()}\n"
                       "[conf]\ntools.cmake.cmaketoolchain:generator=Ninja\n"
                       "tools.cmake.cmaketoolchain:extra_variables={'CMAKE_CXX_FLAGS_DEBUG': '-O0', "
                       "'CMAKE_UNITY_BUILD': 'ON', 'CMAKE_UNITY_BUILD_BATCH_SIZE': '6'"
                       + (", 'CMAKE_CXX_COMPILER_LAUNCHER': 'ccache'" if launcher() else "") + "}\n")
    options = ["--profile:all", profile, "--options", "wasmbench/*:components=core,adapter_native", "--no-remote"]
    print(run(program, "create", unpacked_source(), *options)[-600:])
    run(program, "install", ".", "--output-folder", "build", *options, where=folder)
    run("cmake", "-S", folder, "-B", folder / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
        "-DCMAKE_TOOLCHAIN_FILE=conan_toolchain.cmake", where=folder / "build")
    run("cmake", "--build", folder / "build")
    for name in ("hello", "first_run"):
        says(name, run(folder / "build" / name))


def boost_version():
    text = subprocess.run([os.environ["WASMBENCH_CXX"], "-E", "-P", "-x", "c++", "-"], text=True, check=True,
                          input="#include <boost/version.hpp>\nBOOST_LIB_VERSION\n", stdout=subprocess.PIPE).stdout
    return text.split('"')[-2].replace("_", ".") + ".0"


def vcpkg():
    """As far as it goes without a network: the port's own steps, with stand-ins for vcpkg's functions."""
    source = unpacked_source()
    port = source / "packaging" / "vcpkg" / "wasmbench"
    described = json.loads((port / "vcpkg.json").read_text())
    header = (source / "include/wasmbench/core/version.hpp").read_text()
    check(f'version = "{described["version-semver"]}"' in header, f"{port}/vcpkg.json is not of the version in version.hpp")
    prefix = ROOT / "vcpkg-packages"
    shutil.rmtree(prefix, ignore_errors=True)
    options = ";".join([*DEBUG[2:], *QUICK, *launcher()])
    run("cmake", f"-DPORT={port}", f"-DCURRENT_PACKAGES_DIR={prefix}", f"-DWORK={ROOT / 'vcpkg-build'}",
        f"-DWORK_OPTIONS={options}", "-P", HERE / "vcpkg" / "stand_in.cmake")
    build(project("find_package", "vcpkg"), f"-DCMAKE_PREFIX_PATH={prefix}", programs=("hello", "first_run", "figures"))
    check((prefix / "copyright").read_text() == (SOURCE / "LICENSE").read_text(), "the copyright is not the LICENSE")


def packages():
    """The .tar.gz and the Debian packages, unpacked and used."""
    folder = ROOT / "packages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    kinds = ["TGZ"] + (["DEB"] if shutil.which("dpkg-shlibdeps") else [])
    run("cpack", "--config", BUILD / "CPackConfig.cmake", "-G", ";".join(kinds), "-B", folder,
        "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip", where=folder)  # quicker
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    for name in ("bin/wasmbench", "include/wasmbench/core/core.hpp", "libexec/wasmbench/workloads/hello/manifest.json",
                 "libexec/wasmbench/workloads/hello.wasm", "libexec/wasmbench/bin/wasmbench-hello"):
        check(name in names, f"{archive} has no {name}")
    if "DEB" not in kinds:
        skip("dpkg-shlibdeps is not installed (Debian: dpkg-dev), so no Debian packages were made; the .tar.gz is right")
    debs = sorted(folder.glob("*.deb"))
    check([d.name.split("_")[0] for d in debs] == ["libwasmbench-dev", "wasmbench"], f"the packages are {debs}")
    for deb in debs:
        fields = run("dpkg-deb", "--field", deb)
        print(f"{deb.name}: {deb.stat().st_size} bytes\n{fields}")
        run("dpkg-deb", "--extract", deb, folder / "root")
    depends = re.search("^Depends: (.*)$", run("dpkg-deb", "--field", debs[1]), re.M)[1]
    check("libc6 (>=" in depends and "libssl" in depends, f"wasmbench depends on {depends}")
    prefix = folder / "root" / "usr"
    print(run(prefix / "bin" / "wasmbench", "--version"))
    build(project("find_package", "from-package"), f"-DCMAKE_PREFIX_PATH={prefix}", programs=("hello",))
    if shutil.which("lintian"):
        print(run("lintian", "--fail-on", "error", *debs))


def tool():
    """The installed command finds its workloads and measures."""
    program = PREFIX / "bin" / "wasmbench"
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(ROOT)}

    def wasmbench(*arguments):
        print("+", program, *arguments, flush=True)
        return subprocess.run([program, *map(str, arguments)], cwd=ROOT, env=clean, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    version = wasmbench("--version")
    check(version.returncode == 0 and version.stdout.startswith("wasmbench "), version.stdout)
    doctor = wasmbench("doctor")
    check("http_service" in doctor.stdout and "hello" in doctor.stdout, doctor.stdout)
    results = ROOT / "results"
    study = wasmbench("study", "--runtimes", "native", "--workloads", "hello", "--blocks", "1", "--quiet", "--out", results)
    check(study.returncode == 0, study.stdout)
    reports = list(results.glob("*/report.html"))
    check(len(reports) == 1 and "native" in reports[0].read_text(), f"no report in {results}:\n{study.stdout}")


WAYS = {f.__name__: f for f in (install, find_package, pkg_config, add_subdirectory, fetch_content, conan, vcpkg, packages, tool)}

if __name__ == "__main__":
    way = sys.argv[1]
    if way == "clean":
        shutil.rmtree(ROOT, ignore_errors=True)
    else:
        ROOT.mkdir(parents=True, exist_ok=True)
        WAYS[way]()
