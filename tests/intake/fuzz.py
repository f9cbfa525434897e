"""Coverage-guided fuzz of the reader: inputs that reach new lines, or say new things, are kept.

    python -m tests.intake.fuzz --seconds 3600 [--seed 1] [--keep FOLDER]

A process of its own reads; this one watches it, so that a death of the process is a finding too.
What fails is written to the folder. Nothing may be raised but a refusal, nothing may take longer
than 5 s, and memory may not grow by more than 300 MB.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).resolve().parent / "corpus"
_LAST_INPUT = "last_input"
_MOST_DEATHS = 20


@dataclass(frozen=True)
class Fuzzed:
    """What a run came to: inputs tried and kept, lines of the reader reached, and faults."""

    tried: int
    kept: int
    lines: int
    growth: float
    faults: tuple[str, ...]

    def describe(self) -> str:
        """The run in a few lines."""
        first = (f"{self.tried:,} inputs, {self.kept} kept, {self.lines:,} lines reached, memory "
                 f"grew {self.growth:.0f} MB, {len(self.faults)} fault(s)")  # fmt: skip
        return "\n".join([first, *self.faults])


def fuzz(seconds: float, seed: int, keep: Path) -> Fuzzed:
    """Fuzz for so long; failing inputs are kept in a folder."""
    end = time.monotonic() + seconds
    total = Fuzzed(0, 0, 0, 0.0, ())
    for death in range(_MOST_DEATHS):
        left = end - time.monotonic()
        if left < 1:
            break
        found = _run_child(left, seed + 1000 * death, keep)
        total = Fuzzed(
            total.tried + found.tried,
            max(total.kept, found.kept),
            max(total.lines, found.lines),
            max(total.growth, found.growth),
            (*total.faults, *found.faults),
        )
    return total


def _run_child(seconds: float, seed: int, keep: Path) -> Fuzzed:
    command = [sys.executable, "-m", "tests.intake.fuzz_child", str(seconds), str(seed), str(keep)]
    try:
        ran = subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=seconds + 60
        )
        status, said = str(ran.returncode), ran.stdout
    except subprocess.TimeoutExpired:
        status, said = "hang", ""
    lines = said.splitlines()
    faults = tuple(line for line in lines if line.startswith("fault "))
    ends = [line.split() for line in lines if line.startswith("done ")]
    if not ends:
        saved = keep / f"death_{seed}"
        last = keep / _LAST_INPUT
        if last.exists():
            saved.write_bytes(last.read_bytes())
        return Fuzzed(0, 0, 0, 0.0, (*faults, f"fault the process died ({status}): {saved}"))
    _, tried, kept, reached, growth = ends[-1]
    return Fuzzed(int(tried), int(kept), int(reached), float(growth), faults)


def main(arguments: Sequence[str]) -> int:
    """Fuzz, and print what it came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args(arguments)
    keep = options.keep or Path(tempfile.mkdtemp(prefix="fuzz"))
    keep.mkdir(parents=True, exist_ok=True)
    found = fuzz(options.seconds, options.seed, keep)
    print(found.describe())
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
