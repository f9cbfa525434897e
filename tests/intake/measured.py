"""Seconds and growth of memory of `check` on files, in a process that does nothing else.

python -m tests.intake.measured FILE ...
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

from analysis.command_line import main

_KILOBYTES = 1024


def measure(files: list[Path], project: Path) -> list[tuple[float, float]]:
    """Seconds and megabytes of growth of each file, all in one process of its own."""
    command = [sys.executable, "-m", "tests.intake.measured", *map(str, files)]
    ran = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    lines = [line.split() for line in ran.stderr.splitlines() if line.startswith("measured ")]
    return [(float(seconds), float(growth)) for _, seconds, growth in lines]


def run(files: list[str]) -> None:
    """Check each file; its measures go to standard error."""
    main(["check", __file__, "--json"])  # what is imported late is imported now
    for file in files:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        main(["check", file, "--json"])
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        growth = (after - before) / _KILOBYTES
        print(f"measured {seconds:.3f} {growth:.1f}", file=sys.stderr)


if __name__ == "__main__":
    run(sys.argv[1:])
