"""Compares a campaign with itself: with_campaign.py STUDY EXAMPLE. STUDY makes the campaign; the answer is known: no change."""

import pathlib
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(prefix="wasmbench-example-") as folder:
    subprocess.run([sys.argv[1], folder], check=True, stdout=subprocess.DEVNULL, timeout=50)
    campaign = str(next(pathlib.Path(folder).iterdir()))
    sys.exit(subprocess.run([sys.argv[2], campaign, campaign], timeout=10).returncode)
