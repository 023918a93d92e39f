"""Runs an example against the native service of the workloads: with_service.py SERVICE EXAMPLE. The port is its argument."""

import subprocess
import sys

service = subprocess.Popen([sys.argv[1], "--port", "0"], stdout=subprocess.PIPE, text=True)
try:
    port = service.stdout.readline().split()[-1].split(":")[-1]
    sys.exit(subprocess.run([sys.argv[2], port], timeout=50).returncode)
finally:
    service.terminate()
    service.wait(timeout=10)
