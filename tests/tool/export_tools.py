"""Where scripts/deps --with exports has put the tools that read our exports."""

import os
import pathlib
import subprocess


def prefix():
    if os.environ.get("WASMBENCH_PREFIX"):
        return pathlib.Path(os.environ["WASMBENCH_PREFIX"])
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "wasmbench"


FOLDER = pathlib.Path(os.environ.get("WASMBENCH_EXPORT_TOOLS") or prefix() / "export-tools").absolute()
PYTHON = FOLDER / "python" / "bin" / "python"


class Missing(Exception):
    """This tool is not installed."""


def require(path):
    if not path.exists():
        raise Missing("%s is not there (scripts/deps --with exports installs it)" % path)
    return path


def run(*command, **environment):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120,
                          env=dict(os.environ, **environment))
    if done.returncode != 0:
        raise AssertionError("%s ended with %d: %s" % (command[0], done.returncode, done.stdout + done.stderr))
    return done.stdout
