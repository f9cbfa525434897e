"""A million rows to a checked cohort and its effects, beside `pandas.read_csv(dtype=str)`.

    python tests/benchmarks/intake.py

Each measurement is a process of its own; the two readers take turns, and the ratio is of medians.
Memory is the growth of the peak resident size over what the process held after its imports.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.large_cohort import write_large_cohort

ROUNDS = 5
MEASURE = """
import resource, sys, time
from pathlib import Path
file, mapping = Path(sys.argv[1]), Path(sys.argv[2])
{imports}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
{work}
seconds = time.perf_counter() - start
growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
{after}
print(seconds, growth * 1024, effects)
"""
PANDAS = MEASURE.format(
    imports="import pandas, pyarrow",
    work="frame = pandas.read_csv(file, dtype=str)",
    after="effects = 0",
)
OURS = MEASURE.format(
    imports="import pandas, pyarrow\n"
    "from analysis.loading import load_path, read_mapping\n"
    "from analysis.answers import effects_by_condition\n"
    "from analysis.core import Comparison",
    work="loaded = load_path(file, read_mapping(mapping.read_bytes()))",
    after="assert loaded.rows_accepted == 1_000_000, loaded.rows_rejected\n"
    "start = time.perf_counter()\n"
    "released = effects_by_condition(loaded.cohort, Comparison(), 'full')\n"
    "effects = time.perf_counter() - start\n"
    "assert all(e.refused is None for e in released.result.effects)",
)


def measure(program: str, file: Path, mapping: Path) -> tuple[float, float, float]:
    """Seconds, bytes of growth and seconds for the effects of one run."""
    ran = subprocess.run(
        [sys.executable, "-c", program, file, mapping],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, growth, effects = map(float, ran.stdout.split())
    return seconds, growth, effects


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        file, mapping = write_large_cohort(Path(folder))
        size = file.stat().st_size
        runs = [
            (measure(PANDAS, file, mapping), measure(OURS, file, mapping)) for _ in range(ROUNDS)
        ]
    pandas_seconds = statistics.median(p[0] for p, _ in runs)
    seconds = statistics.median(o[0] for _, o in runs)
    growth = statistics.median(o[1] for _, o in runs)
    effects = statistics.median(o[2] for _, o in runs)
    print(f"file                          {size / 1e6:8.1f} MB, 1,000,000 rows")
    print(f"pandas.read_csv(dtype=str)    {pandas_seconds:8.2f} s")
    print(
        f"to a checked cohort           {seconds:8.2f} s   "
        f"{seconds / pandas_seconds:.2f} times (at most 3)"
    )
    print(
        f"memory growth                 {growth / 1e6:8.1f} MB  "
        f"{growth / size:.2f} times the file (at most 8)"
    )
    print(f"effects of six conditions     {effects:8.2f} s   (at most 1)")


if __name__ == "__main__":
    main()
