"""Says what kind of Mach-O file FILE is, and fails if it is none for arm64, or links to what macOS does not bring.

    macho.py FILE        a program, an object file, or an archive of object files

Its own reader, some lines of it, since `file` and llvm-objdump are not on every machine.
"""

import struct
import sys

MAGIC_64 = 0xFEEDFACF
CPU_ARM64 = 0x0100000C
KINDS = {1: "object", 2: "program", 6: "shared library", 8: "bundle"}
LOAD_DYLIB = (0xC, 0x80000018, 0x8000001F)  # plain, weak, re-exported
BUILD_VERSION = 0x32


class NotMachO(Exception):
    pass


def macho(data):
    """Kind, oldest macOS ("13.0") and linked libraries of one image."""
    if len(data) < 32:
        raise NotMachO("too short for a Mach-O file")
    magic, cpu, _, kind, commands, _, _, _ = struct.unpack_from("<8I", data)
    if magic != MAGIC_64:
        raise NotMachO(f"no Mach-O file: it begins with {data[:4].hex()}")
    if cpu != CPU_ARM64:
        raise NotMachO(f"Mach-O for CPU type {cpu:#x}, not for arm64")
    oldest, libraries, at = None, [], 32
    for _ in range(commands):
        command, size = struct.unpack_from("<2I", data, at)
        if size < 8:
            raise NotMachO("a load command of no size")
        if command in LOAD_DYLIB:
            name = at + struct.unpack_from("<I", data, at + 8)[0]
            libraries.append(data[name : at + size].split(b"\0")[0].decode())
        elif command == BUILD_VERSION:
            platform, version = struct.unpack_from("<2I", data, at + 8)
            if platform != 1:
                raise NotMachO(f"Mach-O for platform {platform}, not for macOS")
            oldest = f"{version >> 16}.{version >> 8 & 255}"
        at += size
    return KINDS.get(kind, f"kind {kind}"), oldest, libraries


def members(data):
    """The object files of an ar archive, without its symbol tables."""
    at = 8
    while at + 60 <= len(data):
        name, size = data[at : at + 16].rstrip(), int(data[at + 48 : at + 58])
        body = data[at + 60 : at + 60 + size]
        if name.startswith(b"#1/"):  # the BSD form: the name is in front of the body
            length = int(name[3:])
            name, body = body[:length].rstrip(b"\0"), body[length:]
        if not name.startswith((b"__.SYMDEF", b"/")):
            yield body
        at += 60 + size + size % 2


def describe(data):
    if data[:8] == b"!<arch>\n":
        objects = [macho(body) for body in members(data)]
        if not objects:
            raise NotMachO("an archive without object files")
        return f"archive of {len(objects)} Mach-O objects for arm64"
    kind, oldest, libraries = macho(data)
    foreign = [one for one in libraries if not one.startswith(("/usr/lib/", "/System/"))]
    if foreign:
        raise NotMachO(f"it links to {', '.join(foreign)}, which macOS does not bring")
    return f"Mach-O {kind} for arm64, macOS {oldest} or newer, links to {', '.join(libraries) or 'nothing'}"


try:
    with open(sys.argv[1], "rb") as file:
        print(describe(file.read()))
except (OSError, NotMachO, struct.error, ValueError) as problem:
    print(problem)
    sys.exit(1)
