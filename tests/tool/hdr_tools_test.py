"""HdrHistogram's own programs read our histogram log, and find in it what our CSV says.

    hdr_tools_test.py FILE.hlog FILE.csv...    one CSV for each interval, in their order
    hdr_tools_test.py                          files that WASMBENCH_HDR_WRITER makes, the test program unit_load_values

For every bucket that a reader finds, its count must be the sum of the counts of the CSV whose high end is in the bucket,
and no count of the CSV may be left over. Where a FILE.hgrm stands beside the CSV, it must be what HdrHistogram for Java
prints, byte for byte. Readers, each tried if it is there:

    C       hdr_decode.c with the library that pkg-config knows as hdr_histogram
    Python  the module hdrh (package hdrhistogram) of scripts/deps --with exports, or of this Python
    Java    the library that HDRHISTOGRAM_JAR names, or Debian's package libhdrhistogram-java

Ends with 0 if all that are there agree, 1 if one does not, 4 if there is none."""

import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import export_tools

SKIPPED = 4
# HdrHistogram's numbers are signed: what is larger stands here.
LARGEST = 2**63 - 1

# The percentile text goes to one file for each interval, in the folder of the second argument.
JAVA_READER = """
import java.io.*;
import org.HdrHistogram.*;

public class HdrDecode {
    public static void main(String[] args) throws Exception {
        HistogramLogReader reader = new HistogramLogReader(args[0]);
        for (int interval = 0; reader.hasNext(); ++interval) {
            AbstractHistogram histogram = (AbstractHistogram) reader.nextIntervalHistogram();
            if (histogram == null) break;
            for (HistogramIterationValue v : histogram.recordedValues())
                System.out.println(interval + "," + histogram.lowestEquivalentValue(v.getValueIteratedTo()) + ","
                        + v.getValueIteratedTo() + "," + v.getCountAtValueIteratedTo());
            try (PrintStream text = new PrintStream(new File(args[1], interval + ".hgrm"))) {
                histogram.outputPercentileDistribution(text, 5, 1e6);
            }
        }
    }
}
"""


PYTHON_READER = """
import sys
from hdrh.histogram import HdrHistogram

lines = [line for line in open(sys.argv[1]).read().splitlines() if line[0] not in '#"']
for interval, line in enumerate(lines):
    histogram = HdrHistogram.decode(line.rpartition(",")[2])
    for item in histogram.get_recorded_iterator():
        value = item.value_iterated_to
        print(interval, histogram.get_lowest_equivalent_value(value), histogram.get_highest_equivalent_value(value),
              item.count_at_value_iterated_to, sep=",")
"""


class Unavailable(Exception):
    """This reader is not installed."""


class Different(Exception):
    """What was read is not what was written."""


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise Different("%s ended with %d: %s" % (command[0], done.returncode, done.stderr.strip()))
    return done.stdout


def parsed(text):
    return [tuple(map(int, line.split(","))) for line in text.splitlines()]


def with_c(log, folder):
    compiler = shutil.which("cc")
    if not compiler or not shutil.which("pkg-config"):
        raise Unavailable("no cc or no pkg-config")
    known = subprocess.run(["pkg-config", "--cflags", "--libs", "hdr_histogram"], capture_output=True, text=True)
    if known.returncode != 0:
        raise Unavailable("pkg-config knows no hdr_histogram")
    program = folder / "hdr_decode"
    run(compiler, "-o", program, pathlib.Path(__file__).with_name("hdr_decode.c"), *known.stdout.split())
    return parsed(run(program, log))


def with_python(log, folder):
    for python in (export_tools.PYTHON, sys.executable):
        if os.path.exists(python) and subprocess.run([python, "-c", "import hdrh"], capture_output=True).returncode == 0:
            return parsed(run(python, "-c", PYTHON_READER, log))
    raise Unavailable("no module hdrh")


def with_java(log, folder):
    jar = os.environ.get("HDRHISTOGRAM_JAR", "/usr/share/java/hdrhistogram.jar")
    if not os.path.exists(jar):
        raise Unavailable("no " + jar)
    if not shutil.which("javac"):
        raise Unavailable("no javac")
    source = folder / "HdrDecode.java"
    source.write_text(JAVA_READER)
    run("javac", "-cp", jar, "-d", folder, source)
    return parsed(run("java", "-cp", "%s:%s" % (jar, folder), "HdrDecode", log, folder))


def counts_of(path):
    with open(path, newline="") as file:
        return [(min(int(row["high_ns"]), LARGEST), int(row["count"])) for row in csv.DictReader(file)]


def compare_counts(interval, rows, expected):
    left = list(expected)
    for low, high, count in rows:
        if not left:
            raise Different("interval %d: %d..%d is not in the CSV" % (interval, low, high))
        total = 0
        # Several lines of the CSV can share the last bucket: the overflow, and what is above LARGEST.
        while left and low <= left[0][0] <= high:
            total += left.pop(0)[1]
        if total != count:
            raise Different("interval %d: %d times %d..%d, %d in the CSV" % (interval, count, low, high, total))
    if left:
        raise Different("interval %d: %d lines of the CSV were not read, the first of %d ns" %
                        (interval, len(left), left[0][0]))


def compare(rows, tables, folder):
    if rows and rows[-1][0] >= len(tables):
        raise Different("%d intervals, but %d CSV files" % (rows[-1][0] + 1, len(tables)))
    texts = 0
    for interval, table in enumerate(tables):
        compare_counts(interval, [row[1:] for row in rows if row[0] == interval], counts_of(table))
        theirs, ours = folder / ("%d.hgrm" % interval), table.with_suffix(".hgrm")
        if theirs.exists() and ours.exists():
            texts += 1
            if theirs.read_text() != ours.read_text():
                raise Different("interval %d: the percentile text is not %s" % (interval, ours.name))
    return "%d intervals, %d counts, %d percentile texts" % (len(tables), len(rows), texts)


def written_files(folder):
    writer = os.environ.get("WASMBENCH_HDR_WRITER")
    if not writer:
        sys.exit(__doc__)
    subprocess.run([writer, "[hdr-files]"], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, WASMBENCH_HDR_FILES=str(folder)))
    return folder / "all.hlog", sorted(folder.glob("*.csv"), key=lambda path: int(path.stem))


def check_all(log, tables):
    agreed = differing = 0
    for name, reader in (("C", with_c), ("Python", with_python), ("Java", with_java)):
        with tempfile.TemporaryDirectory(prefix="wasmbench-hdr-") as folder:
            folder = pathlib.Path(folder)
            try:
                print("%s: agrees: %s" % (name, compare(reader(log, folder), tables, folder)))
                agreed += 1
            except Unavailable as reason:
                print("%s: skipped: %s" % (name, reason))
            except Exception as reason:  # a reader that fails has its own exceptions
                print("%s: differs: %s" % (name, reason))
                differing += 1
    return 1 if differing else 0 if agreed else SKIPPED


def main(arguments):
    if arguments:
        return check_all(pathlib.Path(arguments[0]), [pathlib.Path(a) for a in arguments[1:]])
    with tempfile.TemporaryDirectory(prefix="wasmbench-hdr-files-") as folder:
        return check_all(*written_files(pathlib.Path(folder)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
