"""``./hengji bench``: speed against the peers, as ratios. Measured in a process of its own, on one thread."""

from __future__ import annotations

import os
import subprocess
import sys


def run(arguments: list[str]) -> int:
    """0 measured, 1 when a method arrived at other totals, 2 bad arguments."""
    # polars reads the number of its threads when it is first imported: by now it may have been.
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, "-I", "-X", "utf8", "-m", "bench", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own module
